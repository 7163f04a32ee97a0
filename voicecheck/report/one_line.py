"""Nouns in one line, as a prompt or a debugger shows them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.analysis.pipeline import Analysis
from voicecheck.config import Config
from voicecheck.report.answer import counted, findings, fine, score_line, voice
from voicecheck.report.formatting import moment, words
from voicecheck.types.audio import Recording
from voicecheck.types.inert import visible
from voicecheck.types.judgement import Scorecard, Verdict

if TYPE_CHECKING:
    from voicecheck.types.audio import AudioFile
    from voicecheck.types.text import Lang


@functools.singledispatch
def one_line(noun: Any) -> str:
    """Return what a scorecard, an analysis or a recording is, in a line."""
    raise TypeError(f"there is no line of {type(noun).__name__}")


@one_line.register
def _(card: Scorecard) -> str:
    return _line(card, card.source, worst(card), score_line(card), card.lang)


@one_line.register
def _(analysis: Analysis) -> str:
    return _line(analysis, analysis.source, *facts(analysis, Config().lang))


@one_line.register
def _(recording: Recording) -> str:
    return _line(recording, recording.source, *facts_of_sound(recording, Config().lang))


def worst(card: Scorecard) -> str:
    """Say in a few words what is worst about a call."""
    table = words(card.lang)
    for line in findings(card):
        severity = table["answer"]["severity"].format(severity=f"{100 * (line.severity or 0):.0f}")
        return f"{line.code} {line.title}: {table['verdicts'][line.verdict]}, {severity}"
    return table["verdicts"][Verdict.PASS if fine(card) else Verdict.NOT_ASSESSED]


def facts(analysis: Analysis, lang: Lang) -> list[str]:
    """Say whose voice it is, in which language, and how much there is of it."""
    language = analysis.features.language
    said = [voice(analysis.agent, lang)] if analysis.dialogue else [words(lang)["answer"]["nobody"]]
    if language:
        said.append(words(lang)["languages"].get(language, language))
    n_turns = len(analysis.dialogue.turns) if analysis.dialogue else 0
    taken = [one for one in analysis.features.measures.values() if one.value is not None]
    return [*said, counted("turns", n_turns, lang), counted("measures", len(taken), lang)]


def facts_of_sound(recording: Recording, lang: Lang) -> list[str]:
    """Say how much sound there is, and of what kind."""
    channels = counted("channels", recording.n_channels, lang)
    return [channels, f"{recording.sample_rate} Hz", recording.source.codec]


def _line(noun: object, source: AudioFile, *facts: str) -> str:
    parts = (Path(source.path).name, f"{moment(source.duration_s)} min", *facts)
    return visible(f"<{type(noun).__name__} {' · '.join(parts)}>")
