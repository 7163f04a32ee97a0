"""Names and numbers in the report's language."""

from __future__ import annotations

import functools
import math
from string import Template
from typing import TYPE_CHECKING, Any

from voicecheck.checks.norms import is_own, people
from voicecheck.languages.data import REPORT, overlaid
from voicecheck.languages.judgement import figures
from voicecheck.types.catalogue import CATALOGUE, EVIDENCE, find
from voicecheck.types.norm import FAIL_FROM, FEW, MANY, WARN_FROM
from voicecheck.types.speech import unsure
from voicecheck.types.text import filled, spelled, written

if TYPE_CHECKING:
    from voicecheck.types.alarm import Alarm
    from voicecheck.types.judgement import CheckResult, Evidence
    from voicecheck.types.norm import Norm
    from voicecheck.types.text import Lang
    from voicecheck.types.time import Span

NOISE = 1e-9  # no measure is that small
Table = dict[str, dict[str, str]]


@functools.cache
def words(lang: Lang) -> Table:
    """Return the report's words of a language, by group; English where it has none of its own."""
    strengths = figures("strengths")
    quoted = {  # figures that people are judged by are written $NAME in the texts
        "many": MANY[lang],
        "few": FEW[lang],
        "warn": f"{100 * WARN_FROM:g}",
        "fail": f"{100 * FAIL_FROM:g}",
        "heard_from": f"{strengths['heard_from']:g}",
        "at_most": spelled(strengths["at_most"])[lang],
    }
    return {
        group: {key: Template(text).substitute(quoted) for key, text in texts.items()}
        for group, texts in overlaid(REPORT, "en", lang).items()
    }


def number(value: float, lang: Lang, spec: str = "") -> str:
    """Write a number with the language's decimal mark; without a format as in the sentences."""
    return written(value, _mark(lang), spec)


def phrase(group: str, key: str, lang: Lang, **values: object) -> str:
    """Return a sentence of the report, its placeholders filled."""
    return filled(words(lang)[group][key], lang, _mark(lang), **values)


def _mark(lang: Lang) -> str:
    return words(lang)["formats"]["decimal_mark"]


def with_unit(value: float | str | None, unit: str, lang: Lang) -> str:
    """Write a value with its unit in the language."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return quoted(value, None, lang)
    name = words(lang)["units"].get(unit, unit)
    return f"{number(value, lang)} {name}".strip()


def quoted(quote: str, probability: float | None, lang: Lang) -> str:
    """Put recognised words in quotation marks; what is unsure is marked as such."""
    mark = unsure_mark(probability, lang)
    said = words(lang)["quotes"]["said"].format(quote=quote)
    return f"{said} ({mark})" if mark else said


def unsure_mark(probability: float | None, lang: Lang) -> str:
    """Return what is said beside a quote of this probability; nothing where it is sure enough."""
    return words(lang)["quotes"]["unsure"] if unsure(probability) else ""


def places_of(line: CheckResult) -> list[Evidence]:
    """Return what is offered to the ear: of a line that passes, the sentences that counted."""
    return [
        item
        for item in line.evidence
        if item.span is not None and (line.verdict.stands_out or item.is_phrase)
    ]


def cites(line: CheckResult) -> bool:
    """Tell whether a finding quotes words."""
    return any(item.quote and item.quote in (line.finding or "") for item in line.evidence)


def shown(name: str, value: float | str | None, unit: str, lang: Lang) -> str:
    """Write the value of a measure as the catalogue says; `name` may be that of a norm."""
    info = find(name)
    if info is not None and info.percent and isinstance(value, int | float):
        return f"{number(100 * value, lang)} %"
    return with_unit(value, unit, lang)


def without_noise(value: Any) -> Any:
    """Return a document with 0 where a number is nothing but rounding error."""
    if isinstance(value, dict):
        return {key: without_noise(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_noise(item) for item in value]
    return 0.0 if isinstance(value, float) and abs(value) < NOISE else value


def measure_name(name: str, lang: Lang) -> str:
    """Return the title of a measure, or of what else is evidence; its name where it has none."""
    own = words(lang).get("measures", {}).get(name)
    if own is not None:  # a language that a pack adds
        return own
    info = CATALOGUE.get(name)
    title = info.title if info is not None else EVIDENCE.get(name)
    return title[lang] if title is not None else name


def moment(seconds: float) -> str:
    """Write a moment as minutes and whole seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def clock(span: Span) -> str:
    """Write a stretch of time as minutes and whole seconds, so that all of it lies inside."""
    return f"{moment(span.start_s)}–{moment(math.ceil(span.end_s))}"


def norm_line(norm: Norm, lang: Lang) -> str:
    """Say what the points of a norm mean, how well it is backed and where it comes from."""
    table = words(lang)
    head, worse_above = table["headings"], norm.high_is_worse
    figures = {
        point: shown(norm.name, getattr(norm, point), norm.unit, lang)
        for point in ("good", "watch", "fail")
    } | {"strength": table["strengths"][norm.strength], "source": norm.source}
    if norm.percentiles is not None:
        figures |= {
            "side": head["stay_below" if worse_above else "reach_over"],
            "good": shown(norm.name, norm.good, "", lang),
        }
        return head["population"].format(people=people(norm)[lang], n=norm.percentiles.n, **figures)
    return head["norm"].format(
        whose=head["own" if is_own(norm) else "unmeasured"],
        watch_side=head["above" if worse_above else "below"],
        fail_side=head["fail_above" if worse_above else "fail_below"],
        **figures,
    )


def evidence_line(evidence: Evidence, lang: Lang, *, place: bool = True) -> str:
    """Say what was measured, and where."""
    where = f"{clock(evidence.span)}  " if evidence.span and place else ""
    value = (
        quoted(evidence.value, evidence.probability, lang)
        if isinstance(evidence.value, str)
        else shown(evidence.measure, evidence.value, evidence.unit, lang)
    )
    return f"{where}{measure_name(evidence.measure, lang)} {value}"


def more_of(ratio: float, lang: Lang) -> str:
    """Write how many times as much something is in words that people can act on."""
    steps = ((2.0, "double"), (1.75, "nearly_double"), (1.35, "half"), (1.15, "quarter"))
    name = next((name for least, name in steps if ratio >= least), "some")
    return words(lang)["sizes"][f"more_{name}"]


def slower_by(ratio: float, lang: Lang) -> str:
    """Write by which part of the tempo something is slower that takes so many times as long."""
    share = 1 - 1 / ratio
    steps = ((0.29, "third"), (0.225, "quarter"), (0.15, "fifth"))
    name = next((name for least, name in steps if share >= least), "tenth")
    return words(lang)["sizes"][f"slower_{name}"]


def alarm_line(alarm: Alarm, lang: Lang) -> str:
    """Say what moved for everyone at once, its figures as on a card."""
    text = alarm.text[lang]
    for mark, value in (("{before}", alarm.before), ("{after}", alarm.after)):
        text = text.replace(mark, shown(alarm.measure, value, alarm.unit, lang))
    return text
