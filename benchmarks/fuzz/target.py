"""What is tried, and what must come out of it: a result within bounds, or one of our own errors."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.fuzz import sides
from benchmarks.fuzz.mutate import mutated
from voicecheck.audio import decode
from voicecheck.config import load_config
from voicecheck.errors import AudioError, ConfigError, TranscriptError
from voicecheck.recorders.metadata import MetadataSettings, call_info
from voicecheck.recorders.sidecars import Sidecars
from voicecheck.speech.sidecar_transcript import SidecarTranscriber
from voicecheck.types.audio import AudioFile, Channel
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.fuzz.seeds import Seed

LOAD = decode.load  # the one place that says what opens a recording
KINDS = {"sound": 75, "side": 9, "transcript": 9, "name": 4, "settings": 3}
MAX_SAMPLES_BYTES = 1 << 30  # of one recording; an input has 96 KiB at most
OWN_FAULT = (AudioError, TranscriptError)  # others blame the disk, and are tried again
ODD_NAMES = 0.05  # share of sound files that bear one
MOST_NAME_BYTES = 255
LONGEST_TEXT = 600  # letters; a reason is a line
_CALL_S = 8.0


@dataclass(frozen=True, slots=True)
class Input:
    """One input, made of seed and number alone."""

    kind: str
    name: str
    data: bytes


class Fault(Exception):
    """Something came out that must not."""


def make(seeds: Sequence[Seed], seed: int, number: int) -> Input:
    rng = random.Random(f"{seed}:{number}")
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "sound":
        suffix, data = mutated(seeds, rng)
        name = sides.file_name(rng) if rng.random() < ODD_NAMES else ""
        return Input(kind, name if _can_be_written(name) else f"call{suffix}", data)
    if kind == "side":
        suffix, data = sides.side_file(rng)
        return Input(kind, rng.choice(("call", "call.wav", "table")) + suffix, data)
    if kind == "transcript":
        suffix, data = sides.transcript(rng)
        return Input(kind, f"call{suffix}", data)
    if kind == "name":
        return Input(kind, sides.file_name(rng), b"")
    return Input(kind, "voicecheck.toml", sides.settings(rng))


def _can_be_written(name: str) -> bool:
    """Tell whether a file system takes a name: bytes that are no UTF-8 it does."""
    try:
        n_bytes = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    return 0 < n_bytes <= MOST_NAME_BYTES and name not in (".", "..")


def run(one: Input, folder: Path) -> str:
    """Try an input; return what came out in a word, or raise `Fault` or whatever was raised."""
    return _TARGETS[one.kind](one, folder)


def _sound(one: Input, folder: Path) -> str:
    path = folder / one.name
    path.write_bytes(one.data)
    try:
        recording = LOAD(path)
    except AudioError as error:
        return _refused(error)
    samples = recording.samples
    if samples.nbytes > MAX_SAMPLES_BYTES:
        raise Fault(f"{samples.nbytes >> 20} MiB of samples out of {len(one.data)} bytes")
    if not np.isfinite(samples).all():
        raise Fault("samples that are no numbers")
    duration_s = recording.source.duration_s
    if abs(duration_s - samples.shape[1] / recording.sample_rate) > 1e-6:
        raise Fault("duration and samples disagree")
    for notice in recording.notices:
        _check_text(notice.text)
    return "damage named" if recording.notices else "read"


def _refused(error: AudioError) -> str:
    if type(error) not in OWN_FAULT:
        raise Fault(f"{type(error).__name__} for what the file is to blame for: {error.reason.en}")
    _check_text(error.reason)
    _check_text(error.remedy)
    return "refused"


def _check_text(text: object) -> None:
    for lang in ("de", "en"):
        sentence = getattr(text, lang)
        if not sentence.strip() or "\n" in sentence or len(sentence) > LONGEST_TEXT:
            raise Fault(f"a reason that is no line: {sentence[:80]!r}")


def _side(one: Input, folder: Path) -> str:
    files = {"call.wav": b"", "other.wav": b"", one.name: one.data}
    sidecars = Sidecars(read=files.__getitem__, listing=lambda _: list(files))
    return _info("call.wav", sidecars)


def _name(one: Input, folder: Path) -> str:
    nothing = Sidecars(read=lambda _: b"", listing=lambda _: [])
    return _info(f"export/{one.name}", nothing)


def _info(path: str, sidecars: Sidecars) -> str:
    info = call_info(path, settings=MetadataSettings(timezone="Europe/Berlin"), sidecars=sidecars)
    said = [info.call_id, info.agent, info.queue]
    for value in filter(None, said):
        if any(ord(letter) < 32 for letter in value) or len(value) > LONGEST_TEXT:
            raise Fault(f"a value that is no line: {value[:80]!r}")
        value.encode()
    if info.started_at is not None:
        info.started_at.isoformat()
    return "understood" if info.agent or info.started_at else "nothing"


def _transcript(one: Input, folder: Path) -> str:
    path = folder / one.name
    path.write_bytes(one.data)
    source = AudioFile(os.fspath(folder / "call.wav"), "0" * 64, "pcm_s16le", 8000, 2, _CALL_S)
    spans = (Span(0.0, 2.0), Span(2.5, 7.0))
    channels = [
        (
            Channel(k, np.zeros(int(_CALL_S * 8000), dtype=np.float32), 8000),
            SpeechActivity(k, spans, spans, 30.0),
        )
        for k in range(2)
    ]
    try:
        transcripts = SidecarTranscriber().transcribe(channels, language="en", source=source)
    except AudioError as error:
        return _refused(error)
    finally:
        path.unlink()  # the next transcript may have another suffix
    for words in (transcript.words for transcript in transcripts):
        for word in words:
            if not 0.0 <= word.span.start_s <= word.span.end_s <= _CALL_S + 1.0:
                raise Fault(f"a word outside the call: {word.span}")
    return "read"


def _settings(one: Input, folder: Path) -> str:
    path = folder / one.name
    path.write_bytes(one.data)
    try:
        load_config(path)
    except ConfigError as error:
        if not str(error).strip():
            raise Fault("an error without words") from error
        return "refused"
    return "read"


_TARGETS: dict[str, Callable[[Input, Path], str]] = {
    "sound": _sound,
    "side": _side,
    "transcript": _transcript,
    "name": _name,
    "settings": _settings,
}
