"""The numbers of two sample calls and a dozen dialogues, kept: what moves them changes a key.

python -m benchmarks.goldens [--write]

The speech model hears other words on another processor. So the words of the calls are kept too,
and what rests on words is measured from those: it is the same on every machine. They are recognised
anew where VERSIONS["analysis"] was raised, or numbers.json is gone.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import voicecheck
from benchmarks.conduct.bank import words_of
from voicecheck.analysis.version import VERSIONS
from voicecheck.batch import cache_keys
from voicecheck.checks.registry import all_checks
from voicecheck.conduct.read import hits_of, probabilities_of, read_conduct
from voicecheck.conduct.sentences import sentences_of
from voicecheck.config import Config
from voicecheck.languages import load_pack
from voicecheck.types.audio import Role
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.speech import Dialogue, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from voicecheck.features import Features

    Heard = tuple[Transcript, ...]

SAMPLES = Path(__file__).parent.parent / "sample_audio"
FOLDER = Path(__file__).parent.parent / "tests" / "golden"
NUMBERS, WORDS, DIALOGUES = (
    FOLDER / name for name in ("numbers.json", "words.json", "dialogues.json")
)
CALLS = ("call_stereo.wav", "call_alaw.wav")
# The families that are measured again from stored words: another lexicon key is enough.
STORED = ("greeting.", "articulation.", "turn_taking.", "wording.")
REWRITE = "run python -m benchmarks.goldens --write"
CLOSE = {"rel_tol": 1e-6, "abs_tol": 1e-9}
LIKELY = {"rel_tol": 0.0, "abs_tol": 2e-4}  # probabilities: single precision


@dataclass(frozen=True, slots=True)
class KeptWords:
    """In place of the speech model: what it recognised once."""

    transcripts: Heard

    def transcribe(self, *_: object, **__: object) -> Heard:
        """Return the words, whatever is to be heard."""
        return self.transcripts


def machine() -> list[Any]:
    """Return what the recognised words depend on, beside the code."""
    tools = {name: metadata.version(name) for name in cache_keys.WORDS}
    return [*np.show_config(mode="dicts")["SIMD Extensions"]["found"], tools]


def read_words() -> tuple[list[Any], dict[str, Heard]]:
    """Read the kept words of each call, and the machine that recognised them."""
    kept = json.loads(WORDS.read_text("utf-8"))
    found = {name: from_dict(tuple[Transcript, ...], kept["calls"][name]) for name in CALLS}
    return kept["machine"], found


def from_kept_words(name: str, words: Heard) -> Features:
    """Measure a call from its kept words."""
    recording = voicecheck.load(SAMPLES / name)
    return voicecheck.analyze(recording, transcriber=KeptWords(words)).features


def take(calls: Mapping[str, Features]) -> dict[str, Any]:
    """Take all numbers, with what they were made by."""
    return {
        "versions": VERSIONS | {check.code: check.version for check in all_checks()},
        "keys": {
            "analysis": cache_keys.analysis_key(Config(), masked=False),
            "conduct": cache_keys.lexicon_key(),
            "judgement": cache_keys.judgement_key(Config()),
        },
        "numbers": {
            **{name: dict(_call(features)) for name, features in calls.items()},
            "sentences": dict(_sentences()),
        },
    }


def _call(features: Features) -> Iterator[tuple[str, Any]]:
    for name, measure in features.measures.items():
        yield name, {"value": measure.value, "unit": measure.unit, "n": measure.n}
    card = voicecheck.judge(features)
    for line in card.results:
        yield (
            line.code,
            {
                "verdict": line.verdict.value,
                "severity": line.severity,
                "confidence": line.confidence,
            },
        )
    for strength in card.strengths:
        yield strength.code, {"score": strength.score}


def _sentences() -> Iterator[tuple[str, Any]]:
    for row in json.loads(DIALOGUES.read_text("utf-8")):
        pack, dialogue = load_pack(row["lang"]), _dialogue(row["turns"])
        counted = {one.sentence: one.kind for one in read_conduct(dialogue, pack).readings}
        for role in Role.AGENT, Role.CUSTOMER:
            own = [one for one in sentences_of(dialogue) if one.role is role]
            hits = [hits_of(sentence, pack) for sentence in own]
            rows = zip(own, hits, probabilities_of(own, hits), strict=True)
            for sentence, found, likely in rows:
                said = " ".join(word.text for word in sentence.words)
                yield (
                    f"{row['id']} at {sentence.span.start_s:.1f} s: {said}",
                    {
                        "lexicon": sorted(found),
                        "counts as": counted.get(sentence),
                        **{kind: round(value, 5) for kind, value in likely.items()},
                    },
                )


def _dialogue(said: Iterable[tuple[str, str]]) -> Dialogue:
    turns: list[Turn] = []
    for who, text in said:
        words = words_of(text, turns[-1].span.end_s if turns else 0.0)
        span = words[0].span | words[-1].span
        role = Role.AGENT if who == "A" else Role.CUSTOMER
        turns.append(Turn(role, span, (span,), words))
    return Dialogue(tuple(turns), (), (), ())


def compare(kept: dict[str, Any], now: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return what moved while its keys stayed the same, and what else is no longer as kept."""
    changed = {name for name, key in now["keys"].items() if kept["keys"][name] != key}
    stale = [
        f"made with {name} {kept['versions'].get(name)}, now {version}"
        for name, version in now["versions"].items()
        if kept["versions"].get(name) != version
    ]
    unraised = []
    for call, name in _names(kept["numbers"], now["numbers"]):
        before, after = (one["numbers"].get(call, {}).get(name) for one in (kept, now))
        if before is None or after is None:
            stale.append(f"{call} {name}: {'new' if before is None else 'gone'}")
            continue
        close = LIKELY if call == "sentences" else CLOSE
        moved = [
            f"{field} {before.get(field)} -> {after.get(field)}"
            for field in dict.fromkeys((*before, *after))
            if not _same(before.get(field), after.get(field), close)
        ]
        if not moved:
            continue
        told, depends = f"{call} {name}: {', '.join(moved)}", _depends_on(call, name)
        if changed.isdisjoint(depends):
            versions = " or ".join(f"VERSIONS['{key}']" for key in depends)
            own = " (or the check's version)" if "judgement" in depends else ""
            unraised.append(f"{told}; raise {versions} in voicecheck/analysis/version.py{own}")
        else:
            stale.append(told)
    return unraised, stale


def _names(*numbers: dict[str, dict[str, Any]]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys((call, name) for one in numbers for call in one for name in one[call])


def _depends_on(call: str, name: str) -> tuple[str, ...]:
    """Return the keys of which one has to change where a number moves."""
    if call == "sentences":
        return ("conduct",)
    if "." in name:
        return ("analysis", "conduct") if name.startswith(STORED) else ("analysis",)
    return ("analysis", "conduct", "judgement")


def _same(before: Any, after: Any, close: dict[str, float]) -> bool:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return math.isclose(before, after, **close)
    return bool(before == after)


def read() -> dict[str, Any]:
    """Read what is kept."""
    found: dict[str, Any] = json.loads(NUMBERS.read_text("utf-8"))
    return found


def write(now: dict[str, Any]) -> None:
    """Keep numbers, a line each, so that a change shows which ones moved."""
    NUMBERS.write_text(_lines(now, 3) + "\n", "utf-8")


def write_words(calls: Mapping[str, Heard]) -> None:
    """Keep the words of each call."""
    kept = {"machine": machine(), "calls": to_dict(calls)}
    WORDS.write_text(_lines(kept, 3) + "\n", "utf-8")


def _lines(value: Any, depth: int) -> str:
    if depth == 0 or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[\n" + ",\n".join(_lines(item, depth - 1) for item in value) + "\n]"
    rows = (f"{_lines(name, 0)}: {_lines(item, depth - 1)}" for name, item in value.items())
    return "{\n" + ",\n".join(rows) + "\n}"


def main(said: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the numbers as they are now")
    args = parser.parse_args(said)
    kept = read() if NUMBERS.is_file() else None
    if kept and kept["versions"]["analysis"] == VERSIONS["analysis"]:
        _, words = read_words()
        now = take({name: from_kept_words(name, words[name]) for name in CALLS})
    else:
        found = {name: voicecheck.analyze(voicecheck.load(SAMPLES / name)) for name in CALLS}
        now = take({name: analysis.features for name, analysis in found.items()})
        if args.write:
            write_words({name: analysis.transcripts for name, analysis in found.items()})
    unraised, stale = compare(kept, now) if kept else ([], [])
    print(*unraised, *stale, sep="\n")
    if args.write and not unraised:
        write(now)
    elif unraised or stale:
        sys.exit("nothing was written" if args.write else REWRITE)


if __name__ == "__main__":
    main()
