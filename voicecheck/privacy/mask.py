"""Personal data taken out of a call: masked in its words, muted in its sound.

What is personal is decided once, on the words of each turn with the turn before it (whoever asks
for a name is answered with one), and on each channel's whole transcript; a name that was found
once is masked wherever the call says it again. Quotes that measures carry are masked by the time
they were said at, and read once more as words.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.spool import BLOCK_S, gather
from voicecheck.privacy.redact import around, names_in, redact_text, redact_words
from voicecheck.types.speech import Word
from voicecheck.types.time import Span, merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.audio.spool import Block
    from voicecheck.types.audio import Recording


AROUND_S = 10.0  # a quote may hold the sentence around its span


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What is personal: when it was said, the words that are, and the names among them."""

    muted: tuple[Span, ...]
    masked: dict[tuple[float, float, str], Word]
    names: frozenset[str]


def masked(analysis: Analysis) -> tuple[Analysis, tuple[Span, ...]]:
    """Take personal data out of the words of a call."""
    language = analysis.features.language
    hidden = _hidden(analysis, language)
    clean = replace(
        analysis,
        features=_quotes(analysis.features, hidden, language),
        transcripts=_words(analysis.transcripts, hidden),
        dialogue=_words(analysis.dialogue, hidden),
        conversation=_words(analysis.conversation, hidden),
    )
    return clean, hidden.muted


def muted(recording: Recording, silent: Sequence[Span]) -> Recording:
    """Silence a recording where personal data are said, on every channel."""
    samples = gather(_muted(recording, silent), recording.n_channels)
    return replace(recording, samples=samples)


def _muted(recording: Recording, silent: Sequence[Span]) -> Iterator[Block]:
    rate = recording.sample_rate
    size = round(BLOCK_S * rate)
    for start in range(0, recording.samples.shape[1], size):
        block = np.array(recording.samples[:, start : start + size].T)
        for span in silent:
            first, last = int(max(0.0, span.start_s) * rate), int(span.end_s * rate)
            block[max(0, first - start) : max(0, last - start)] = 0.0
        yield block


def _hidden(analysis: Analysis, language: str | None) -> _Hidden:
    muted: list[Span] = []
    shown: dict[tuple[float, float, str], Word] = {}
    parts = list(_parts(analysis))
    known = frozenset[str]().union(
        *(names_in(words, language=language, before=before) for words, before in parts)
    )
    for words, before in parts:
        for label in redact_words(words, language=language, before=before, known=known):
            covered = [
                word
                for word in words
                if label.span.start_s <= word.span.start_s and word.span.end_s <= label.span.end_s
            ]
            if covered != [label]:
                muted.append(around(label))
                shown.update({_key(word): label for word in covered})
    return _Hidden(tuple(merge(muted)), shown, known)


def _parts(analysis: Analysis) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Go through all words, channel by channel and turn by turn with the turn before it."""
    for transcript in analysis.transcripts:
        yield transcript.words, ()
    before: Sequence[Word] = ()
    for turn in analysis.dialogue.spoken if analysis.dialogue else ():
        yield turn.words, before
        before = turn.words


def _key(word: Word) -> tuple[float, float, str]:
    return (word.span.start_s, word.span.end_s, word.text)


def _words(value: Any, hidden: _Hidden) -> Any:
    """Mask the words in a transcript, dialogue or conversation, however deep they lie."""
    if isinstance(value, tuple):
        if value and isinstance(value[0], Word):
            labels = [hidden.masked.get(_key(word), word) for word in value]
            return tuple(dict.fromkeys(labels))
        return tuple(_words(item, hidden) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, Span | type):
        changed = {
            field.name: _words(getattr(value, field.name), hidden)
            for field in dataclasses.fields(value)
            if isinstance(getattr(value, field.name), tuple)
            or dataclasses.is_dataclass(getattr(value, field.name))
        }
        return replace(value, **changed)
    return value


def _quotes(value: Any, hidden: _Hidden, language: str | None) -> Any:
    """Mask the quotes in measures."""
    if isinstance(value, tuple):
        return tuple(_quotes(item, hidden, language) for item in value)
    if isinstance(value, dict):
        return {key: _quotes(item, hidden, language) for key, item in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, Span | type):
        return value
    changed = {
        field.name: _quotes(getattr(value, field.name), hidden, language)
        for field in dataclasses.fields(value)
        if isinstance(getattr(value, field.name), tuple | dict)
        or dataclasses.is_dataclass(getattr(value, field.name))
    }
    for name in ("quote", "sentence"):
        if getattr(value, name, None):
            changed[name] = _quote(getattr(value, name), _span(value), hidden, language)
    return replace(value, **changed) if changed else value


def _quote(quote: str, span: Span, hidden: _Hidden, language: str | None) -> str:
    labels = {
        text: label.text
        for (start_s, end_s, text), label in hidden.masked.items()
        if start_s < span.end_s + AROUND_S and end_s > span.start_s - AROUND_S
    }
    words = [labels.get(word, word) for word in quote.split()]
    kept = [word for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
    text = " ".join(kept) if labels else quote
    return redact_text(text, language=language, known=hidden.names)


def _span(value: Any) -> Span:
    span: Span = value.span
    return span
