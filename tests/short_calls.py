"""Cuts of the sample calls with their words: the whole road in a second, without the speech model."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

import voicecheck
from benchmarks import goldens
from voicecheck.types.audio import Recording
from voicecheck.types.speech import Transcript
from voicecheck.types.time import Span


@dataclass(frozen=True)
class ShortCall:
    """A cut of a sample call, and the words in it that the speech model once heard."""

    recording: Recording
    transcripts: tuple[Transcript, ...]


def cut(name: str, start_s: float, end_s: float) -> ShortCall:
    """Cut a sample call."""
    whole = voicecheck.load(goldens.SAMPLES / name)
    first, last = (round(at_s * whole.sample_rate) for at_s in (start_s, end_s))
    samples = np.ascontiguousarray(whole.samples[:, first:last])
    _, kept = goldens.read_words()
    transcripts = tuple(
        replace(
            one,
            words=tuple(
                replace(word, span=Span(word.span.start_s - start_s, word.span.end_s - start_s))
                for word in one.words
                if start_s <= word.span.start_s and word.span.end_s <= end_s
            ),
            windows=(),
            wordless=(),
        )
        for one in kept[name]
    )
    return ShortCall(replace(whole, samples=samples), transcripts)


def write(call: ShortCall, path: Path) -> None:
    """Write a cut as a vendor would: sound, and its words beside it."""
    sound, rate = call.recording.samples.T, call.recording.sample_rate
    soundfile.write(path, sound, rate, subtype="PCM_16")
    words = [
        {
            "text": word.text,
            "start": round(1000 * word.span.start_s),
            "end": round(1000 * word.span.end_s),
            "channel": one.channel,
        }
        for one in call.transcripts
        for word in one.words
    ]
    document = {"language_code": call.transcripts[0].language, "words": words}
    path.with_suffix(".json").write_text(json.dumps(document), "utf-8")
