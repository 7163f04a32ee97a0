"""Puts a page together: what the template shows, worked out here and nowhere else."""

from __future__ import annotations

import base64
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from voicecheck.checks.norms import population, reference
from voicecheck.checks.withheld import MIN_AGENT_CONFIDENCE
from voicecheck.report.causes import causes, notice_line
from voicecheck.report.formatting import (
    cites,
    clock,
    evidence_line,
    measure_name,
    moment,
    norm_line,
    number,
    places_of,
    shown,
    unsure_mark,
    words,
)
from voicecheck.report.html.audio_sprite import make_sprite
from voicecheck.report.html.difference import differences
from voicecheck.report.html.document import fill
from voicecheck.report.html.drawing import Mark, clock_of, timeline
from voicecheck.report.html.gauge import gauge
from voicecheck.report.html.transcript import turns
from voicecheck.report.style import MARKS
from voicecheck.types.judgement import Verdict
from voicecheck.types.text import GermanNumber

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.report.causes import Causes
    from voicecheck.report.html.audio_sprite import AudioSprite
    from voicecheck.report.html.difference import Difference
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import CheckResult, Evidence, Notice, Scorecard, StrengthResult
    from voicecheck.types.text import Lang
    from voicecheck.types.time import Span

AUDIO = ("clips", "full", "none")
MAX_PLACES = 8


def render(
    recording: Recording, analysis: Analysis, card: Scorecard, *, audio: str = "clips"
) -> str:
    """Write the page of a call."""
    table = words(card.lang)
    sprite = make_sprite(recording, card, audio)
    heard = tuple(piece.span for piece in sprite.pieces) if sprite else ()
    marks = marks_of(card)
    computed = differences(recording, analysis, card) if audio != "none" else {}
    page, said = table["page"], causes(card)
    if card.agent.confidence < MIN_AGENT_CONFIDENCE:
        page = page | {name: page[f"{name}_unclear"] for name in ("agent", "caller", "range")}
    lines = [_line(line, card.lang, sprite, computed) for line in card.results]
    strengths = [_strength(s, said, card.lang, sprite) for s in card.strengths]
    context = {
        "card": card,
        "t": page,
        "name": PurePath(card.source.path).name,
        "facts": _facts(card, said),
        "notices": [_notice(n, card.lang, sprite) for n in card.notices],
        "above": said.above,
        "score": _score(card),
        "lines": lines,
        "timeline": [Markup(row) for row in timeline(analysis, marks, page, heard)],
        "strengths": strengths,
        "quotes": table["quotes"]["note"]
        if any(place["quote"] for shown in (*lines, *strengths) for place in shown["places"])
        or any(map(cites, card.results))
        else "",
        "withheld": [
            {"code": r.code, "title": r.title, "reason": said.below[r.code]}
            for r in card.results
            if r.verdict is Verdict.NOT_ASSESSED
        ],
        "turns": turns(analysis, marks, sprite, page),
        "unvalidated": table["headings"]["unvalidated"],
        "provenance": _provenance(card),
        "sprite": _sprite(sprite),
    }
    return fill("page.html.j2", context, styles=["page.css"], script="page.js", sound=True)


def marks_of(card: Scorecard) -> list[Mark]:
    """List the places that verdicts rest on, and the moments worth praise."""
    found = [
        Mark(line.code, line.verdict.value, e.span, measure_name(e.measure, card.lang))
        for line in card.results
        if line.verdict.stands_out
        for e in line.evidence
        if e.span is not None
    ]
    found += [
        Mark(s.code, "praise", e.span, measure_name(e.measure, card.lang))
        for s in card.strengths
        if s.heard
        for e in s.evidence
        if e.span is not None
    ]
    return found


def _uri(sound: bytes) -> str:
    return f"data:audio/mpeg;base64,{base64.b64encode(sound).decode()}"


def _sprite(sprite: AudioSprite | None) -> dict[str, str] | None:
    if sprite is None:
        return None
    pieces = [
        [round(p.span.start_s, 3), round(p.span.end_s, 3), round(p.at_s, 3)] for p in sprite.pieces
    ]
    return {"uri": _uri(sprite.sound), "pieces": json.dumps(pieces)}


def _notice(notice: Notice, lang: Lang, sprite: AudioSprite | None) -> dict[str, Any]:
    return {
        "text": notice_line(notice, lang),
        "places": [
            _button(span, moment(span.start_s), sprite) for span in notice.spans[:MAX_PLACES]
        ],
    }


def _facts(card: Scorecard, said: Causes) -> str:
    head = words(card.lang)["headings"]
    who = (
        head["nobody"]
        if said.nobody
        else head["agent_mono" if card.agent.channel is None else "agent"].format(
            channel=card.agent.channel, confidence=number(card.agent.confidence, card.lang, ".2f")
        )
    )
    minutes = words(card.lang)["page"]["min"]
    facts = [f"{clock_of(card.source.duration_s)} {minutes}", who]
    if card.language:
        facts.append(head["language"].format(language=card.language))
    return " · ".join(facts)


def _score(card: Scorecard) -> str:
    head = words(card.lang)["headings"]
    coverage = f"{100 * card.coverage:.0f} %"
    if card.score is None:
        return head["no_score"].format(coverage=coverage)
    return head["score"].format(score=number(card.score, card.lang, ".0f"), coverage=coverage)


def _line(
    line: CheckResult, lang: Lang, sprite: AudioSprite | None, computed: dict[str, Difference]
) -> dict[str, Any]:
    judged = [e for e in line.evidence if e.span is None and e.norm is not None]
    return {
        "code": line.code,
        "title": line.title,
        "verdict": line.verdict.value,
        "mark": MARKS[line.verdict],
        "said": words(lang)["verdicts"][line.verdict],
        "assessed": line.verdict is not Verdict.NOT_ASSESSED,
        "severity": "–" if line.severity is None else f"{100 * line.severity:.0f}",
        "confidence": "–" if line.confidence is None else number(line.confidence, lang, ".2f"),
        "finding": line.finding,
        "reason": line.reason,
        "advice": line.advice,
        "counterfactuals": [
            row for e in judged if line.advice and (row := counterfactual(e, lang)) is not None
        ],
        "gauges": [_gauge(e, lang) for e in judged if isinstance(e.value, int | float)],
        "places": _places(places_of(line), lang, sprite),
        "difference": _difference(computed.get(line.code), lang),
        "norms": [
            {
                "text": f"{measure_name(e.measure, lang)}: {norm_line(e.norm, lang)}",
                "people": population(e.norm)[lang],
                "source": reference(e.norm.source),
            }
            for e in judged
            if e.norm is not None
        ],
    }


def counterfactual(evidence: Evidence, lang: Lang) -> str | None:
    """Say how much would have to change for a value to be unremarkable."""
    norm, value = evidence.norm, evidence.value
    sentence = words(lang)["counterfactuals"].get(evidence.measure)
    if norm is None or sentence is None or isinstance(value, str) or not value:
        return None
    beyond = value > norm.watch if norm.high_is_worse else value < norm.watch
    if not beyond:
        return None
    figures = {
        "percent": 100 * abs(1 - norm.watch / value),
        "difference": abs(value - norm.watch),
    }
    in_words = {k: GermanNumber(v) if lang == "de" else v for k, v in figures.items()}
    return sentence.format(
        watch=shown(norm.name, norm.watch, norm.unit, lang),
        value=shown(norm.name, value, evidence.unit, lang),
        **in_words,
    )


def _gauge(evidence: Evidence, lang: Lang) -> dict[str, Any]:
    assert evidence.norm is not None and isinstance(evidence.value, int | float)
    name = measure_name(evidence.measure, lang)
    return {
        "name": name,
        "value": shown(evidence.measure, evidence.value, evidence.unit, lang),
        "drawing": Markup(gauge(evidence.value, evidence.norm, name, lang)),
    }


def _places(
    evidence: Sequence[Evidence], lang: Lang, sprite: AudioSprite | None
) -> list[dict[str, Any]]:
    placed = [e for e in evidence if e.span is not None]
    counted = [e for e in placed if e.is_phrase]  # quoted, always
    others = [e for e in placed if not e.is_phrase]
    found = []
    for item in counted + others[: max(0, MAX_PLACES - len(counted))]:
        assert item.span is not None
        spoken = isinstance(item.value, str)
        found.append(
            _button(item.span, clock(item.span), sprite)
            | {
                "what": measure_name(item.measure, lang)
                if spoken
                else evidence_line(item, lang).removeprefix(clock(item.span)).strip(),
                "quote": item.value if spoken else item.quote,
                "unsure": unsure_mark(item.probability, lang),
            }
        )
    return found


def _button(span: Span, label: str, sprite: AudioSprite | None) -> dict[str, Any]:
    return {
        "start": f"{span.start_s:.2f}",
        "end": f"{span.end_s:.2f}",
        "clock": label,
        "playable": bool(sprite and sprite.holds(span.start_s)),
    }


def _strength(
    strength: StrengthResult, why: Causes, lang: Lang, sprite: AudioSprite | None
) -> dict[str, Any]:
    head = words(lang)["headings"]
    said = words(lang)["verdicts"]["not_assessed"]
    if strength.heard is not None:
        said = head["strength"] if strength.heard else head["no_strength"]
    places = _places(strength.evidence, lang, sprite)
    elsewhere = strength.finding if strength.heard and not places else None
    return {
        "code": strength.code,
        "title": strength.title,
        "heard": bool(strength.heard),
        "mark": {True: "★", False: "·", None: "–"}[strength.heard],
        "said": said,
        "reason": why.below.get(strength.code, strength.reason) or elsewhere,
        "places": places,
    }


def _difference(made: Difference | None, lang: Lang) -> dict[str, str] | None:
    if made is None:
        return None
    kind, percent = {
        "M1": ("wider", 100 * (made.amount - 1)),
        "M5": ("pauses", 0.0),
        "M7": ("slower", 100 * (1 - 1 / made.amount)),
    }[made.code]
    if made.loudness > 1:
        kind = "wider_and_louder" if made.amount > 1 else "louder"
    return {
        "clock": clock(made.span),
        "label": words(lang)["page"][kind].format(
            percent=percent, loudness=100 * (made.loudness - 1)
        ),
        "before": _uri(made.as_it_was),
        "after": _uri(made.as_the_norm),
    }


def _provenance(card: Scorecard) -> list[tuple[str, str]]:
    page, made = words(card.lang)["page"], card.provenance
    return [
        (page["file"], card.source.path),
        (page["sha256"], card.source.sha256),
        (page["program"], f"voicecheck {made.voicecheck}"),
        (page["model"], made.model or "–"),
        (page["edition"], made.norms_edition),
        (page["settings"], made.config_hash),
        (page["created"], made.created_at),
        (page["tools"], ", ".join(f"{k} {v}" for k, v in sorted(made.tools.items()))),
    ]
