"""The words of a call for other programs: text, JSON, subtitles (SRT), Praat (TextGrid)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.report.formatting import words
from voicecheck.report.json import written
from voicecheck.types.audio import Role
from voicecheck.types.inert import visible
from voicecheck.types.speech import Insertion, by_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.speech import Turn, Word
    from voicecheck.types.text import Lang
    from voicecheck.types.time import Span

PARTIES = (Role.AGENT, Role.CUSTOMER)
BACKSLASH = "\ue000"  # stands for one while subtitles are written, which take \n for a break
# Braces would be taken for styles, an arrow for times.
TAKEN_IN_SUBTITLES = (("{", "("), ("}", ")"), ("-->", "-- >"), ("\\", BACKSLASH))
SHORTEST_S = 0.01  # of an interval: Praat knows no empty ones


def text(analysis: Analysis, lang: Lang) -> str:
    """Write a line per turn: time, party, words; signs of listening in brackets."""
    lines = []
    for item in _spoken(analysis):
        said = _line(item.words)
        if not said:
            continue
        minutes, seconds = divmod(item.span.start_s, 60)
        shown = f"({said})" if isinstance(item, Insertion) else said
        lines.append(f"[{int(minutes)}:{seconds:04.1f}] {_name(item.role, lang)}: {shown}\n")
    return "".join(lines)


def as_json(analysis: Analysis, lang: Lang) -> str:
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


def srt(analysis: Analysis, lang: Lang) -> str:
    """Write subtitles, one per inter-pausal unit."""
    import pysubs2

    subtitles = pysubs2.SSAFile()
    for role in PARTIES:
        for span, said in _units(analysis, role):
            if said:
                shown = f"{_name(role, lang)}: {_line(said)}"
                line = pysubs2.SSAEvent(round(1000 * span.start_s), round(1000 * span.end_s))
                for taken, said_so in TAKEN_IN_SUBTITLES:
                    shown = shown.replace(taken, said_so)
                line.plaintext = shown
                subtitles.append(line)
    subtitles.sort()
    return subtitles.to_string("srt").replace(BACKSLASH, "\\")


def textgrid(analysis: Analysis, lang: Lang) -> str:
    """Write what Praat opens beside the sound: units and words of each party, a tier each."""
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
            grid.addTier(IntervalTier(f"{role.value} {kind}", entries, 0, end_s))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.TextGrid"
        grid.save(str(path), "long_textgrid", includeBlankSpaces=True)
        return path.read_text("utf-8")


FORMATS: dict[str, Callable[[Analysis, Lang], str]] = {
    "text": text,
    "json": as_json,
    "srt": srt,
    "textgrid": textgrid,
}
SUFFIXES = {"text": ".txt", "json": ".json", "srt": ".srt", "textgrid": ".TextGrid"}


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
    return words(lang)["page"]["agent" if role is Role.AGENT else "caller"]
