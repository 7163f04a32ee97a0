"""Puts a page together: what the template shows, worked out here and nowhere else."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from voicecheck.checks.norms import population, reference
from voicecheck.languages.judgement import GATES
from voicecheck.report import answer
from voicecheck.report.causes import causes, notice_line, sentence
from voicecheck.report.formatting import (
    cites,
    clock,
    evidence_line,
    measure_name,
    moment,
    more_of,
    norm_line,
    phrase,
    places_of,
    shown,
    slower_by,
    unsure_mark,
    words,
)
from voicecheck.report.html.audio_sprite import make_sprite
from voicecheck.report.html.difference import differences
from voicecheck.report.html.document import fill
from voicecheck.report.html.drawing import Mark, clock_of, seek_bar, timeline
from voicecheck.report.html.gauge import gauge
from voicecheck.report.html.transcript import turns
from voicecheck.report.style import MARKS
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.report.causes import Causes
    from voicecheck.report.html.audio_sprite import AudioSprite
    from voicecheck.report.html.difference import Difference
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard, StrengthResult
    from voicecheck.types.notice import Notice
    from voicecheck.types.text import Lang
    from voicecheck.types.time import Span

# auto: the whole call as far as the page stays small, else the passages named
AUDIO = ("auto", "clips", "full", "none")
MAX_PLACES, MAX_FIRST = 8, 3  # of a check: in all, and before anything is unfolded


def render(
    recording: Recording, analysis: Analysis, card: Scorecard, *, audio: str = "auto"
) -> str:
    """Write the page of a call."""
    table = words(card.lang)
    sprite = make_sprite(recording, card, audio)
    heard = tuple(piece.span for piece in sprite.pieces) if sprite else ()
    marks = marks_of(card)
    computed = differences(recording, analysis, card) if audio != "none" else {}
    page, said = table["page"], causes(card)
    if card.agent.confidence < GATES.agent_confidence:
        page = page | {name: page[f"{name}_unclear"] for name in ("agent", "caller", "range")}
    found = answer.findings(card)
    shown_lines = {line.code: _line(line, card.lang, sprite, computed) for line in card.results}
    strengths = [_strength(s, said, card.lang, sprite) for s in card.strengths]
    context = {
        "card": card,
        "t": page,
        "name": PurePath(card.source.path).name,
        "facts": _facts(card, said),
        "notices": [_notice(n, card.lang, sprite) for n in card.notices],
        "above": said.above,
        "verdict": answer.verdict_line(card, nobody=said.nobody),
        "findings": [shown_lines[line.code] for line in found],
        "fine": ", ".join(line.code for line in answer.fine(card)),
        "passes": [shown_lines[line.code] for line in answer.fine(card)],
        "lines": list(shown_lines.values()),
        "words": table["answer"],
        "timeline": [Markup(row) for row in timeline(analysis, marks, page, heard)],
        "strengths": strengths,
        "praise": [shown for shown in strengths if shown["heard"]],
        "quotes": table["quotes"]["note"]
        if any(p["quote"] for one in (*shown_lines.values(), *strengths) for p in one["places"])
        or any(map(cites, card.results))
        else "",
        "withheld": [
            {"codes": ", ".join(line.code for line in lines), "reason": reason}
            for lines, reason in answer.not_judged(card, said)
        ],
        "turns": turns(analysis, [*marks, *_counted(card)], sprite, page),
        "unvalidated": table["headings"]["unvalidated"],
        "provenance": _provenance(card),
        "sprite": _sprite(sprite),
        "player": _player(card, marks, page) if sprite else None,
    }
    return fill("page.html.j2", context, styles=["page.css"], script="page.js", sound=True)


def marks_of(card: Scorecard) -> list[Mark]:
    """List the places that verdicts rest on, and the moments worth praise."""
    found = [
        Mark(line.code, line.verdict.value, e.span, measure_name(e.measure, card.lang), e.words)
        for line in card.results
        if line.verdict.stands_out
        for e in line.evidence
        if e.span is not None
    ]
    found += [
        Mark(s.code, "praise", e.span, measure_name(e.measure, card.lang), e.words)
        for s in card.strengths
        if s.heard
        for e in s.evidence
        if e.span is not None
    ]
    return found


def _counted(card: Scorecard) -> list[Mark]:
    """List the sentences that counted without standing out."""
    return [
        Mark(line.code, "counted", e.span, measure_name(e.measure, card.lang), e.words)
        for line in answer.fine(card)
        for e in places_of(line)
        if e.span is not None
    ]


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
    table = words(card.lang)
    facts = [f"{clock_of(card.source.duration_s)} {table['page']['min']}"]
    if not said.nobody:
        facts.append(answer.who(card))
    if card.language:
        facts.append(table["languages"].get(card.language, card.language))
    if made := card.provenance.created_at:
        day = datetime.fromisoformat(made).strftime(table["formats"]["day"])
        facts.append(table["page"]["judged_on"].format(day=day))
    return " · ".join(facts)


def _player(card: Scorecard, marks: Sequence[Mark], page: dict[str, str]) -> dict[str, Any]:
    """Return what the player shows: the length of the call and where its findings lie."""
    return {
        "length_s": f"{card.source.duration_s:.2f}",
        "length": clock_of(card.source.duration_s),
        "bar": Markup(seek_bar(marks, card.source.duration_s, page["timeline"])),
    }


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
        "confidence": "–" if line.confidence is None else answer.level_word(line.confidence, lang),
        "doubt": answer.doubt(line, lang),
        "said_severity": words(lang)["answer"]["severity"].format(
            severity=f"{100 * (line.severity or 0.0):.0f}"
        ),
        "finding": line.finding,
        "reason": line.reason,
        "advice": line.advice,
        "counterfactuals": [
            row for e in judged if line.advice and (row := counterfactual(e, lang)) is not None
        ],
        "gauges": [_gauge(e, lang) for e in judged if isinstance(e.value, int | float)],
        "places": _places(places_of(line), lang, sprite),
        "first": MAX_FIRST,
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
    said = words(lang)["counterfactuals"]
    if norm is None or evidence.measure not in said or isinstance(value, str) or not value:
        return None
    beyond = value > norm.watch if norm.high_is_worse else value < norm.watch
    if not beyond:
        return None
    said_so = phrase(
        "counterfactuals",
        evidence.measure,
        lang,
        more=more_of(norm.watch / value, lang),
        slower=slower_by(max(1.0, value / norm.watch), lang),
        difference=abs(value - norm.watch),
        watch=shown(norm.name, norm.watch, norm.unit, lang),
        value=shown(norm.name, value, evidence.unit, lang),
    )
    return sentence(said_so)


def _gauge(evidence: Evidence, lang: Lang) -> dict[str, Any]:
    assert evidence.norm is not None and isinstance(evidence.value, int | float)
    name = measure_name(evidence.measure, lang)
    return {
        "name": name,
        "value": shown(evidence.measure, evidence.value, evidence.unit, lang),
        "better": words(lang)["page"][
            "less_is_better" if evidence.norm.high_is_worse else "more_is_better"
        ],
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
    page = words(lang)["page"]
    kind = {"M1": "wider", "M5": "pauses", "M7": "slower"}[made.code]
    if made.loudness > 1:
        kind = "wider_and_louder" if made.amount > 1 else "louder"
    return {
        "clock": clock(made.span),
        "label": page[kind].format(
            melody=more_of(made.amount, lang),
            loudness=more_of(made.loudness, lang),
            slower=slower_by(max(1.0, made.amount), lang),
        ),
        "reaches": page["reaches" if made.reaches else "falls_short"],
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
