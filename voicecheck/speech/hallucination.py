"""Is a decoded window's text to be trusted? Loops and text invented on silence."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from voicecheck.languages import normalised
from voicecheck.types.speech import WindowFault

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COMPRESSION = 2.4  # Whisper's own limit
MIN_COMPRESSION_CHARS = 80  # short texts compress well without looping
NO_SPEECH, LOW_LOG_PROBABILITY = 0.6, -1.0  # Whisper's own limits
MAX_WORDS_PER_S = 8.0
MIN_EMPTY_SPEECH_S = 1.5

# "ja ja ja" and digits read out are real: only longer repeats are loops.
MAX_SINGLE_REPEATS, MAX_PHRASE_REPEATS = 8, 4
MAX_PHRASE_WORDS = 8

# What Whisper writes over silence and music: credits of the subtitles that it learnt from.
_PHANTOMS = re.compile(
    r"untertitel|amara\.org|im auftrag des zdf|copyright (wdr|swr)|vielen dank fürs zuschauen|"
    r"thanks? (you )?for watching|subscribe|subtitles? by|www\.|♪",
    re.IGNORECASE,
)


def find_fault(
    words: Sequence[str],
    *,
    speech_s: float,
    log_probability: float,
    no_speech_probability: float,
) -> WindowFault | None:
    """Tell whether a window's words can be right."""
    text = " ".join(words)
    if not words:
        return WindowFault.EMPTY if speech_s >= MIN_EMPTY_SPEECH_S else None
    if _PHANTOMS.search(text) and len(words) < 12:
        return WindowFault.INVENTED
    if no_speech_probability > NO_SPEECH and log_probability < LOW_LOG_PROBABILITY:
        return WindowFault.INVENTED
    if len(words) > max(4.0, MAX_WORDS_PER_S * speech_s):
        return WindowFault.LOOP
    if len(text) >= MIN_COMPRESSION_CHARS and _compression(text) > MAX_COMPRESSION:
        return WindowFault.LOOP
    return WindowFault.LOOP if _repeats([normalised(word) for word in words]) else None


def _compression(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


def _repeats(words: Sequence[str]) -> bool:
    """Tell whether a word or phrase comes again and again without a break."""
    for size in range(1, MAX_PHRASE_WORDS + 1):
        limit = MAX_SINGLE_REPEATS if size == 1 else MAX_PHRASE_REPEATS
        equal = 0  # words in a row that equal the one a phrase earlier
        for i in range(size, len(words)):
            figure = words[i].isdecimal()
            equal = equal + 1 if words[i] == words[i - size] and not figure else 0
            if equal >= size * (limit - 1):
                return True
    return False
