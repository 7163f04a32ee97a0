"""Words and findings of a call for other programs: text, JSON, subtitles, Praat, Audacity."""

from __future__ import annotations

import re
import tempfile
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.report.answer import findings
from voicecheck.report.formatting import evidence_line, places_of, words
from voicecheck.report.json import written
from voicecheck.types.audio import Role
from voicecheck.types.inert import visible
from voicecheck.types.speech import Insertion, by_unit
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard
    from voicecheck.types.speech import Turn, Word
    from voicecheck.types.text import Lang

PARTIES = (Role.AGENT, Role.CUSTOMER)
BACKSLASH = "\ue000"  # stands for one while subtitles are written, which take \n for a break
# Braces would be taken for styles, an arrow for times.
TAKEN_IN_SUBTITLES = (("{", "("), ("}", ")"), ("-->", "-- >"), ("\\", BACKSLASH))
TIME = re.compile(r"(\d:\d{1,2})(?=[.,]\d)")  # some readers take two in a line for a cue's
SHORTEST_S = 0.01  # of an interval: Praat knows no empty ones, players no empty cues


def text(analysis: Analysis, card: Scorecard) -> str:
    """Write a line per turn: time, party, words; signs of listening in brackets."""
    lines = []
    for item in _spoken(analysis):
        said = _line(item.words)
        if not said:
            continue
        minutes, seconds = divmod(item.span.start_s, 60)
        shown = f"({said})" if isinstance(item, Insertion) else said
        name = _name(item.role, card.lang)
        lines.append(f"[{int(minutes)}:{seconds:04.1f}] {name}: {shown}\n")
    return "".join(lines)


def as_json(analysis: Analysis, _card: Scorecard) -> str:
    """Write turns with every word, its times in seconds and the model's probability, if any."""
    turns = [
        {
            "role": item.role.value,
            "start_s": round(item.span.start_s, 3),
            "end_s": round(item.span.end_s, 3),
            "inserted": isinstance(item, Insertion),
            "words": [
                {
                    "text": word.text,
                    "start_s": round(word.span.start_s, 3),
                    "end_s": round(word.span.end_s, 3),
                    "probability": None if word.probability is None else round(word.probability, 3),
                }
                for word in item.words
            ],
        }
        for item in _spoken(analysis)
    ]
    document: dict[str, Any] = {
        "schema_version": 1,
        "source": analysis.source.path,
        "sha256": analysis.source.sha256,
        "language": analysis.features.language,
        "turns": turns,
    }
    return written(document, indent=1) + "\n"


def srt(analysis: Analysis, card: Scorecard) -> str:
    """Write subtitles, one per inter-pausal unit."""
    import pysubs2

    subtitles = pysubs2.SSAFile()
    for role in PARTIES:
        for span, said in _units(analysis, role):
            if said:
                shown = TIME.sub(r"\1 ", f"{_name(role, card.lang)}: {_line(said)}")
                line = pysubs2.SSAEvent(round(1000 * span.start_s), round(1000 * span.end_s))
                for taken, said_so in TAKEN_IN_SUBTITLES:
                    shown = shown.replace(taken, said_so)
                line.plaintext = shown
                subtitles.append(line)
    subtitles.sort()
    return subtitles.to_string("srt").replace(BACKSLASH, "\\")


def vtt(analysis: Analysis, card: Scorecard) -> str:
    """Write subtitles for the web, one per inter-pausal unit, the speaker as its voice."""
    cues = sorted(
        (span, role, TIME.sub(r"\1 ", _line(said)))
        for role in PARTIES
        for span, said in _units(analysis, role)
        if said
    )
    blocks = [
        f"{_timestamp(span.start_s)} --> {_timestamp(max(span.end_s, span.start_s + SHORTEST_S))}\n"
        f"<v {escape(_name(role, card.lang), quote=False)}>{escape(said, quote=False)}</v>\n"
        for span, role, said in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def audacity(analysis: Analysis, card: Scorecard) -> str:
    """Write Audacity's label track of the findings: where to listen, and what for."""
    return "".join(
        _label(span, f"{line.code} {line.title}: {evidence_line(item, card.lang, place=False)}")
        for span, line, item in _found(analysis, card)
    )


def audacity_turns(analysis: Analysis, card: Scorecard) -> str:
    """Write Audacity's label track of what was said."""
    return "".join(
        _label(item.span, f"{_name(item.role, card.lang)}: {_line(item.words)}")
        for item in _spoken(analysis)
    )


def textgrid(analysis: Analysis, card: Scorecard) -> str:
    """Write what Praat opens beside the sound: each party's units and words, and the findings."""
    from praatio.data_classes.interval_tier import IntervalTier
    from praatio.data_classes.textgrid import Textgrid

    end_s = analysis.source.duration_s
    grid = Textgrid(0, end_s)
    for role in PARTIES:
        units = _units(analysis, role)
        said = [word for _, words_ in units for word in words_]
        for kind, rows in (
            ("units", [(span, _line(words_)) for span, words_ in units]),
            ("words", [(word.span, visible(word.text)) for word in said]),
        ):
            entries = _disjoint(rows, end_s)
            grid.addTier(IntervalTier(f"{role.label} {kind}", entries, 0, end_s))
    found = [
        (span, visible(f"{line.code} {item.measure}"))
        for span, line, item in _found(analysis, card)
    ]
    grid.addTier(IntervalTier("findings", _disjoint(_together(found), end_s), 0, end_s))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.TextGrid"
        grid.save(str(path), "long_textgrid", includeBlankSpaces=True)
        return path.read_text("utf-8")


FORMATS: dict[str, Callable[[Analysis, Scorecard], str]] = {
    "text": text,
    "json": as_json,
    "srt": srt,
    "vtt": vtt,
    "textgrid": textgrid,
    "audacity": audacity,
    "audacity-turns": audacity_turns,
}
SUFFIXES = {
    "text": ".txt",
    "json": ".json",
    "srt": ".srt",
    "vtt": ".vtt",
    "textgrid": ".TextGrid",
    "audacity": ".findings.txt",
    "audacity-turns": ".turns.txt",
}


def _spoken(analysis: Analysis) -> list[Turn | Insertion]:
    dialogue = analysis.dialogue
    return list(dialogue.spoken) if dialogue else []


def _units(analysis: Analysis, role: Role) -> list[tuple[Span, tuple[Word, ...]]]:
    """Return one party's inter-pausal units, each with its words."""
    found: list[tuple[Span, tuple[Word, ...]]] = []
    for item in _spoken(analysis):
        if item.role is not role:
            continue
        if isinstance(item, Insertion):
            found.append((item.span, item.words))
        else:
            found += zip(item.ipus, by_unit(item.words, item.ipus), strict=True)
    return sorted(found, key=lambda unit: unit[0])


def _found(analysis: Analysis, card: Scorecard) -> list[tuple[Span, CheckResult, Evidence]]:
    """Return findings by time; one without a place is about the whole call."""
    whole = Span(0.0, analysis.source.duration_s)
    found = [
        (item.span or whole, line, item)
        for line in findings(card)
        for item in places_of(line) or line.evidence[:1]
    ]
    return sorted(found, key=lambda one: (one[0], one[1].code))


def _together(rows: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Part stretches that overlap, each part with the labels of all that hold there."""
    edges = sorted({edge for span, _ in rows for edge in (span.start_s, span.end_s)})
    parts: list[tuple[Span, str]] = []
    for start_s, end_s in pairwise(edges):
        held = [label for span, label in rows if span.start_s <= start_s and end_s <= span.end_s]
        label = ", ".join(dict.fromkeys(held))
        if parts and parts[-1][1] == label and parts[-1][0].end_s == start_s:
            parts[-1] = (Span(parts[-1][0].start_s, end_s), label)
        elif label:
            parts.append((Span(start_s, end_s), label))
    return parts


def _label(span: Span, said: str) -> str:
    return f"{span.start_s:.6f}\t{span.end_s:.6f}\t{visible(said)}\n"


def _timestamp(seconds: float) -> str:
    minutes, ms = divmod(round(1000 * seconds), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _disjoint(
    rows: Sequence[tuple[Span, str]], duration_s: float
) -> list[tuple[float, float, str]]:
    """Cut what runs into the next interval: a tier has one thing at a time."""
    entries: list[tuple[float, float, str]] = []
    at_s = 0.0
    for i, (span, label) in enumerate(rows):
        next_s = rows[i + 1][0].start_s if i + 1 < len(rows) else duration_s
        start_s = max(at_s, span.start_s)
        end_s = min(span.end_s, max(next_s, start_s + SHORTEST_S), duration_s)
        if end_s - start_s >= SHORTEST_S and label:
            entries.append((round(start_s, 4), round(end_s, 4), label))
            at_s = end_s
    return entries


def _line(said: Sequence[Word]) -> str:
    return visible(" ".join(word.text for word in said))


def _name(role: Role, lang: Lang) -> str:
    return words(lang)["page"][role.label]
