"""docs/norms.md: every norm of both languages, with its people or with what it rests on instead."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from voicecheck.checks import CHECKLIST, registry
from voicecheck.checks.norms import load_norms, population
from voicecheck.languages import available, read_data
from voicecheck.report.formatting import shown, words
from voicecheck.report.norms_section import norm_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voicecheck.checks.norms import Norms
    from voicecheck.types.norm import Norm

HEAD = """# The norms

Made from voicecheck/languages by `python -m benchmarks.pages`. Edition {edition}. What a check does
with its norms: [checks](checks/), or `voicecheck explain CODE`, which draws each population, and
with `--card card.json` marks where a call lies in it.

There are two kinds. Norms with a population were measured on people: percentiles of a measure, from
which the points of severity follow. For the others nobody was measured: advice of trainers, or a
proposal, put in figures. Reports say which of the two it is.

**The rule for norms with a population**: good is the median, *stands out* (watch) begins further
out than 9 of 10 people, a *mistake* (fail) further out than 97.5 of 100, and bad lies as far beyond
fail as fail lies beyond watch. Severity is 0 at good, 35 at watch, 70 at fail, 100 at bad, straight
lines between.

## Who these people are not

They are no support agents. The English ones are Americans who chat with a stranger about a topic
they were given; the German ones talk to relatives, and of their calls the times were marked, not
the words; the pitch range rests on 29 voices. They look nothing up, read out no numbers, follow no
script, and nobody complains to them. Where a published difference between German and English was
added to American figures, the norm is marked provisional; the others are taken over as they are.
*Further out than 9 of 10* says how unusual something is among these people, not that a caller minds
it. How many of them each check flags: [validity/ordinary.md](validity/ordinary.md).

**Put your own figures in their place.** From 200 calls on,
`voicecheck baseline calls.db --norms own.toml` writes the percentiles of your own calls as
`[norms.NAME]` tables, and `voicecheck check --config own.toml` judges by them:

```toml
[norms.articulation_rate]
percentiles = {{ p2_5 = 3.6, p10 = 4.1, p50 = 4.9, p90 = 5.6, p97_5 = 6.0 }}
n = 240
population = "own calls in 'de', percentiles of calls, not of people"
source = "own calls, n = 240, 2026-01-01 to 2026-06-30"
strength = "practice"
```

Such percentiles say what is usual with you, faults included: whatever your agents do, 1 of 40 of
these calls lies beyond fail in each measure. Sentences then speak of the reference group, no longer
of people on the telephone. Where you know what callers mind, give points instead (`good`, `watch`,
`fail`, `bad`); `voicecheck calibrate` proposes them from marks of your own people. The points of
the checks (`M2_points` and so on) are no measures: they keep the percentiles given here.

## How checks join their norms
"""
JOINS = {
    "average": "each measure has its place among people, -100 to 100 points with 0 at the median; "
    "the points are the average of the places, weighted {weights}; a measure that could not be "
    "taken leaves its weight to the others",
    "sum": "each measure adds its severity times its weight in points, nothing on the better side "
    "of the median: {weights}",
    "M3": "the severity of the interruptions in points; each pushing phrase adds {push:.0f}, "
    "{push_at_most:.0f} at most, and where the share of turns cut off reaches its fail, "
    "{cut_turns:.0f} more",
    "M4": "the worse of syllables and seconds; each kind of dated phrase adds to the severity: "
    "{points}",
    "M6": "the severities are averaged, weighted {weights}",
    "M8": "points per phrase, scaled to 300 words in longer calls ({points}); acknowledging and "
    "solving jointly take points off, never off blame",
}
HOW = {"M1": "average", "M2": "sum", "M5": "average", "M7": "average"}
PEOPLE = """
## Norms measured on people

P10 = 4 means: 10 of 100 lie below 4. *Calls*: the language of the calls it is for. *Points*: good,
watch, fail, bad. *n*: sides of conversations, or voices.

"""
COLUMNS = ("measure", "norm", "calls", "unit", "P2.5", "P10", "P50", "P90", "P97.5", "points", "n",
           "people", "source", "how sure")  # fmt: skip
NOBODY = """
## Norms that nobody was measured for

"""
COLUMNS_OF_NOBODY = ("measure", "norm", "calls", "unit", "good", "watch", "fail", "bad", "rests on",
                     "source", "how sure")  # fmt: skip


def norms_page() -> str:
    """Describe every norm."""
    norms = {language: load_norms(language) for language in available()}
    german = norms["de"]
    parts = [HEAD.format(edition=german.edition), *_joins(german), PEOPLE + _header(COLUMNS)]
    rows = [row for name in german.norms for row in _rows(name, norms)]
    people = [(norm, calls) for norm, calls in rows if norm.percentiles is not None]
    nobody = [(norm, calls) for norm, calls in rows if norm.percentiles is None]
    parts += [_measured(norm, calls) for norm, calls in people]
    parts += ["\n### People, and how the marks were made\n"]
    parts += _populations(norm for norm, _ in people)
    parts += [
        NOBODY + _header(COLUMNS_OF_NOBODY),
        *(_unmeasured(norm, calls) for norm, calls in nobody),
    ]
    parts += ["\n### What these rest on\n", *_populations(norm for norm, _ in nobody)]
    parts += ["\n## Sources\n", *_sources(norm for norm, _ in rows)]
    return "\n".join(parts) + "\n"


def _header(columns: tuple[str, ...]) -> str:
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _joins(norms: Norms) -> list[str]:
    said = []
    for check in registry.all_checks()[: len(CHECKLIST)]:
        points = f"{check.code}_points"
        if len(check.norms) == 1 and points not in check.norms:
            said.append(f"* **{check.code}**: one norm alone, `{check.norms[0]}`.")
            continue
        how = JOINS[HOW.get(check.code, check.code)].format(
            weights=_figures(norms.weights.get(check.code, {})),
            points=_figures(norms.points.get(check.code, {})),
            **{name: 100 * value for name, value in norms.points["M3"].items()},
        )
        own = f" Judged by `{points}`: the points that ordinary people reach."
        said.append(f"* **{check.code}**: {how}.{own if points in check.norms else ''}")
    return said


def _figures(table: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in table.items())


def _rows(name: str, norms: dict[str, Norms]) -> list[tuple[Norm, str]]:
    """Return a norm once where it is the same in all languages."""
    own = sorted(((language, table[name]) for language, table in norms.items()), key=lambda x: x[0])
    return [
        (norm, ", ".join(language for language, _ in group))
        for norm, group in groupby(own, key=lambda x: x[1])
    ]


def _named(norm: Norm, calls: str) -> str:
    de, en = (norm_name(norm.name, lang) for lang in ("de", "en"))
    code = norm.name.removesuffix("_points")
    check = f"{code}: " if code != norm.name else ""
    ratio = "share" if "%" in shown(norm.name, norm.good, norm.unit, "en") else "ratio"
    unit = words("en")["units"].get(norm.unit, norm.unit) or ratio
    return f"| {check}{en} ({de}) | `{norm.name}` | {calls} | {unit} |"


def _values(norm: Norm, values: Iterable[float]) -> list[str]:
    return [shown(norm.name, value, "", "en").strip() for value in values]


def _points(norm: Norm) -> list[str]:
    return _values(norm, (norm.good, norm.watch, norm.fail, norm.bad))


def _tail(norm: Norm) -> str:
    return f" {norm.population} | {norm.source} | {words('en')['strengths'][norm.strength]} |"


def _measured(norm: Norm, calls: str) -> str:
    assert norm.percentiles is not None
    percentiles = " | ".join(_values(norm, norm.percentiles.values))
    points = ", ".join(_points(norm))
    return f"{_named(norm, calls)} {percentiles} | {points} | {norm.percentiles.n} |{_tail(norm)}"


def _unmeasured(norm: Norm, calls: str) -> str:
    return f"{_named(norm, calls)} {' | '.join(_points(norm))} |{_tail(norm)}"


def _populations(norms: Iterable[Norm]) -> list[str]:
    about = {norm.population: population(norm) for norm in norms}
    return [f"* **{key}**: {text.en}. (Deutsch: {text.de}.)" for key, text in about.items()]


def _sources(norms: Iterable[Norm]) -> list[str]:
    """List what the norms cite, and what that is based on, each once."""
    references = read_data("", "references.toml")
    keys = list(dict.fromkeys(norm.source for norm in norms))
    for key in keys:
        keys += [own for own in references[key].get("based_on", []) if own not in keys]
    lines = []
    for key in keys:
        based = ", ".join(references[key].get("based_on", []))
        lines.append(
            f"* **{key}**: {references[key]['text']}" + (f" Based on: {based}." if based else "")
        )
    return lines
