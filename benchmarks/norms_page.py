"""docs/norms.md: every norm of both languages, and everything else that people are judged by."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from benchmarks.judgement_page import judgement, measuring
from voicecheck.checks import CHECKLIST, STRENGTHS, registry
from voicecheck.checks.norms import load_norms, population
from voicecheck.languages import available, read_data
from voicecheck.languages.judgement import TABLES
from voicecheck.monitoring.own_norms import MIN_CALLS
from voicecheck.report.formatting import shown, words
from voicecheck.report.norms_section import norm_name
from voicecheck.types.norm import BELOW, FEW, MANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voicecheck.checks.norms import Norms
    from voicecheck.types.norm import Norm

HEAD = """# The norms

Every figure that people are judged by, whom or what it rests on, and how a verdict comes of it.
Made from voicecheck/languages by `python -m benchmarks.pages`. Edition {edition}. What a check does
with its norms: [checks](checks/), or `voicecheck explain CODE`, which draws each population, and
with `--card card.json` marks where a call lies in it.

There are two kinds. Norms with a population were measured on people: percentiles of a measure, from
which the points of severity follow. For the others nobody was measured: advice of trainers, or a
proposal, put in figures. Reports say which of the two it is.

**The rule for norms with a population**: good is the median, *stands out* (watch) begins further
out than {many} people, a *mistake* (fail) further out than {few}, and bad lies as far
beyond fail as fail lies beyond watch.

## Who these people are not

They are no support agents. The English ones are Americans who chat with a stranger about a topic
they were given; the German ones talk to relatives, and of their calls the times were marked, not
the words; the pitch range rests on {n_pitch} voices. They look nothing up, read out no numbers,
follow no script, and nobody complains to them. Where a published difference between German and
English was added to American figures, the norm is marked provisional; the others are taken over as
they are. *Further out than {many}* says how unusual something is among these people, not that a
caller minds it. How many of them each check flags: [validity/ordinary.md](validity/ordinary.md).

**Put your own figures in their place.** From {calls} calls on,
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

Such percentiles say what is usual with you, faults included: whatever your agents do, 1 of
{beyond_fail} of these calls lies beyond fail in each measure. Sentences then speak of the reference
group, no longer of people on the telephone. Where you know what callers mind, give points instead
(`good`, `watch`, `fail`, `bad`); `voicecheck calibrate` proposes them from marks of your own
people. The points of the checks (`M2_points` and so on) are no measures: they keep the percentiles
given here.
"""
JOINED = """## How checks join their norms

How much each measure and each phrase weighs is a proposal: the source and the reason say what it
rests on. What the points of a check amount to among people was measured (`M5_points` and so on).
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
    "M8": "points per phrase, scaled to {words:g} words in longer calls ({points}); acknowledging "
    "and solving jointly take points off, never off blame",
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
    pitch = german["f0_range_semitones"].percentiles
    head = HEAD.format(
        n_pitch=pitch.n if pitch else 0,
        beyond_fail=round(1 / (1 - BELOW["p97_5"])),
        edition=german.edition,
        many=MANY.en,
        few=FEW.en,
        calls=MIN_CALLS,
    )
    parts = [head, *judgement(), JOINED, *_joins(german), PEOPLE + _header(COLUMNS)]
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
    parts += ["", measuring(), "## Sources\n"]
    cited = [table["source"] for table in (*TABLES["checks"].values(), *_proposals())]
    parts += _sources([*(norm.source for norm, _ in rows), *cited])
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
            words=TABLES["limits"]["M8"]["words"]["value"],
            **{name: 100 * value for name, value in norms.points["M3"].items()},
        )
        own = f" Judged by `{points}`: the points that ordinary people reach."
        said.append(
            f"* **{check.code}**: {how}.{own if points in check.norms else ''}{_why(check.code)}"
        )
    said += [
        f"* **{code}**: points per moment ({_figures(norms.points[code])}).{_why(code)}"
        for code in STRENGTHS
    ]
    delivery = _figures(norms.points["delivery"])
    said.append(
        "* **M2 and M3**, under `voice_in_conduct_checks`: each turn that sounds unlike the "
        f"agent's own others adds to the severity ({delivery}).{_why('delivery')}"
    )
    return said


def _why(code: str) -> str:
    """Say what the weights and points of a check rest on."""
    data = read_data("any", "norms.toml")
    tables = [data[kind][code] for kind in ("weights", "points") if code in data[kind]]
    return "".join(f" Why: {table['reason']} ({table['source']})." for table in tables)


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


def _proposals() -> list[dict[str, Any]]:
    """Return the tables of weights and points, with source and reason."""
    data = read_data("any", "norms.toml")
    return [table for kind in ("weights", "points") for table in data[kind].values()]


def _sources(cited: Iterable[str]) -> list[str]:
    """List what is cited, and what that is based on, each once."""
    references = read_data("", "references.toml")
    keys = list(dict.fromkeys(cited))
    for key in keys:
        keys += [own for own in references[key].get("based_on", []) if own not in keys]
    lines = []
    for key in keys:
        based = ", ".join(references[key].get("based_on", []))
        lines.append(
            f"* **{key}**: {references[key]['text']}" + (f" Based on: {based}." if based else "")
        )
    return lines
