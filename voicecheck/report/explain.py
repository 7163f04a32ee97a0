"""The page of a check, in Markdown: what it hears, why, how, against which norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.agreement import agreements
from voicecheck.checks.norms import reference
from voicecheck.report.formatting import measure_name, number, with_unit, words
from voicecheck.report.norms_section import norms_section
from voicecheck.types.norm import FEW, MANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.agreement import Agreement
    from voicecheck.checks.check import Check
    from voicecheck.checks.norms import Norms
    from voicecheck.checks.strengths import StrengthCheck
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.text import Lang


def page(check: Check, norms: Norms, lang: Lang, cards: Sequence[Scorecard] = ()) -> str:
    """Return the page of a check."""
    head = words(lang)["headings"]
    points = {name: abs(value) for name, value in norms.points.get(check.code, {}).items()}
    quoted: dict[str, object] = {"many": MANY, "few": FEW, "points": points, **check.quotes}
    quoted |= {name: norms[name] for name in check.norms}
    sections = [f"# {check.code} · {check.title[lang]} ({check.name})\n"]
    for key in ("hears", "rationale", "method"):
        if body := getattr(check, key).format(**quoted)[lang]:
            sections.append(_section(head[key], body))
        if key == "hears":
            sections += _example(check.code, lang)
    if check.evidence.needs:
        needs = [
            f"- {head['at_least']} {number(need.minimum, lang)} {need.what[lang]} "
            f"({head['in_full']} {number(need.full, lang)})"
            for need in check.evidence.needs
        ]
        if check.evidence.snr_db:
            snr = with_unit(check.evidence.snr_db, "dB", lang)
            needs.append(f"- {head['snr'].format(snr=snr)}")
        sections.append(_section(head["evidence"], "\n".join(needs)))
    if check.problems[lang]:
        sections.append(_section(head["problems"], check.problems[lang]))
    if check.norms or check.own_norms:
        sections.append(_section(head["norms"], norms_section(check, norms, lang, cards)))
    sections.append(_section(head["agreement"], _agreement(check.code, lang)))
    sources = [f"- [{key}] {reference(key)}" for key in check.references]
    if sources:
        sections.append(_section(head["references"], "\n".join(sources)))
    return "\n".join(sections)


def strength_page(check: StrengthCheck, norms: Norms, lang: Lang) -> str:
    """Return the page of a strength."""
    head = words(lang)["headings"]
    points = norms.points[check.code]
    lines = [
        f"- {measure_name(f'wording.{name}', lang)}: {points[name]:g}" for name in check.moments
    ]
    return "\n".join(
        [
            f"# {check.code} · {check.title[lang]} ({check.name})\n",
            _section(head["hears"], check.hears[lang]),
            *_example(check.code, lang),
            _section(head["points"], "\n".join(lines)),
        ]
    )


def _section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}\n"


def _example(code: str, lang: Lang) -> list[str]:
    """Give an example of what a check means; own checks have none."""
    example = words(lang)["examples"].get(code)
    return [_section(words(lang)["headings"]["example"], example)] if example else []


def _agreement(code: str, lang: Lang) -> str:
    """Say how far a check goes along with listeners, and these with each other."""
    said = words(lang)["agreement"]
    rows = agreements(code)
    if not rows:
        return said["none"]
    lines = [_agreeing(row, lang) for row in rows]
    return "\n".join([said["how"], "", *lines, "", said["limits"]])


def _agreeing(row: Agreement, lang: Lang) -> str:
    said = words(lang)["agreement"]
    line = said["row"].format(
        name=said.get(row.rests_on) or measure_name(row.name, lang),
        mark=said[row.mark],
        rho=number(row.rho, lang, "+.2f"),
        low=number(row.low, lang, "+.2f"),
        high=number(row.high, lang, "+.2f"),
        n=row.n,
        ceiling=number(row.ceiling, lang, ".2f"),
    )
    return line + (said["chance"] if row.low <= 0 <= row.high else "")
