"""What happens to a file in the decoder's process: opened, refused or read block by block.

Rates above 16 kHz are brought down to 16 kHz while decoding: no measure listens higher, and a long
recording then needs a third of the memory.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import soundfile  # noqa: F401  (here, before memory is limited)
import soxr

from voicecheck.audio.containers import (
    MAX_CHANNELS,
    MAX_HEADER_RATE,
    MIN_RATE,
    Reader,
    open_container,
    open_reader,
)
from voicecheck.audio.damage import described
from voicecheck.audio.decoder_process import unreadable
from voicecheck.audio.garbled import white_noise
from voicecheck.audio.parts import window
from voicecheck.audio.refusals import no_sound
from voicecheck.errors import AudioError
from voicecheck.types.formats import CODECS, HEADERLESS, headerless
from voicecheck.types.text import Text
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

MAX_RATE = 16_000
TELEPHONE_RATE = 8000  # what every telephone system can export
_ALL_LOST, _ALL_LOST_S = 0.9, 60.0  # then there is a mark, and nothing behind it
_IMPOSSIBLE = 1e10  # programs write floats up to 2^31 instead of 1; random bytes go to 1e38
# A small file can hold days of silence. No call is longer; what is longer is a recorder's tape.
MAX_DURATION_S = 4 * 3600.0
_SUFFIX = Text("ihre Endung {suffix} das heißt", "that is what its suffix {suffix} means")
_SETTINGS = Text("die Einstellungen es sagen", "the settings say so")
_NO_HEADER = Text(
    "Die Datei hat keinen Kopf; sie wurde als {codec} mit {rate} Hz gelesen (Kanäle: {n}), weil "
    "{why}",
    "The file has no header; it was read as {codec} at {rate} Hz (channels: {n}), because {why}",
)


def read(path: str, setting: str = "") -> Iterator[dict[str, Any] | Block]:
    """Yield what the file is, its sound at the rate to listen to, and what was found."""
    file = Path(path)
    said = setting or HEADERLESS.get(file.suffix.lower(), "")
    holds = headerless(said) if said else None
    try:
        with file.open("rb") as raw:
            reader = open_reader(path, raw, holds)
            _refuse_unfit(path, reader)
            rate = min(reader.sample_rate, MAX_RATE)
            yield {
                "codec": reader.codec,
                "file_sample_rate": reader.sample_rate,
                "n_channels": reader.n_channels,
                "sample_rate": rate,
            }
            blocks = _Blocks(reader, rate)
            yield from blocks
            lost_s = total_s(reader.holes)
            if not blocks.n_samples or lost_s > max(
                _ALL_LOST_S, _ALL_LOST * blocks.n_samples / rate
            ):
                raise no_sound(path, raw)
        texts = described(
            reader,
            duration_s=blocks.n_samples / rate,
            n_invalid=blocks.n_invalid,
            most_s=MAX_DURATION_S if blocks.too_long else None,
        )
        found = [["N06", text.de, text.en] for text in texts]
        if holds is not None and not reader.has_header:
            why = _SETTINGS if setting else _SUFFIX.format(suffix=file.suffix)
            text = _NO_HEADER.format(
                codec=CODECS[holds.codec], rate=holds.sample_rate, n=holds.n_channels, why=why
            )
            found.append(["N21", text.de, text.en])
        yield {"notices": found}
    except OSError as error:
        if isinstance(error, av.FFmpegError) or error.errno == errno.EINVAL:
            raise  # the file's own fault, whatever the library calls it
        raise unreadable(path, error) from error


def length(path: str, _setting: str = "") -> Iterator[dict[str, Any]]:
    """Yield how long the sound is by the file's own word, 0 where it does not tell."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as raw, open_container(window(raw, 0, size)) as container:
        duration_s = (getattr(container, "duration", None) or 0) / av.time_base
    yield {"duration_s": duration_s}


def _refuse_unfit(name: str, reader: Reader) -> None:
    if reader.n_channels > MAX_CHANNELS:
        reason = Text(
            "hat {n} Kanäle, mehr als {most}", "has {n} channels, more than {most}"
        ).format(n=reader.n_channels, most=MAX_CHANNELS)
        remedy = Text(
            "Ein Gespräch hat einen oder zwei: noch einmal ausgeben",
            "A call has one or two: export it again",
        )
        raise AudioError(name, reason, remedy)
    if not MIN_RATE <= reader.sample_rate <= MAX_HEADER_RATE:
        reason = Text(
            "eine Abtastrate von {rate} Hz ist zu niedrig für Sprache",
            "a sample rate of {rate} Hz is too low for speech",
        )
        if reader.sample_rate > MAX_HEADER_RATE:
            reason = Text(
                "der Kopf nennt eine Abtastrate von {rate} Hz, die es nicht gibt",
                "the header names a sample rate of {rate} Hz, which does not exist",
            )
        reason = reason.format(rate=reader.sample_rate)
        remedy = Text(
            "Das Gespräch mit mindestens {rate} Hz ausgeben",
            "Export the call with at least {rate} Hz",
        ).format(rate=TELEPHONE_RATE)
        raise AudioError(name, reason, remedy)


class _Blocks:
    """The blocks of a reader at the target rate, finite, and no more than a call can have."""

    def __init__(self, reader: Reader, rate: int) -> None:
        self._reader, self._rate = reader, rate
        self.n_samples = self.n_invalid = self._n_read = 0
        self.too_long = False

    def __iter__(self) -> Iterator[Block]:
        for block in self._resampled():
            left = round(MAX_DURATION_S * self._rate) - self.n_samples
            self.too_long = len(block) > left
            self.n_samples += min(left, len(block))
            yield block[:left]
            if self.too_long:
                return

    def _resampled(self) -> Iterator[Block]:
        reader = self._reader
        if reader.sample_rate == self._rate:
            yield from map(self._sound, reader.blocks)
            return
        resampler = soxr.ResampleStream(
            reader.sample_rate, self._rate, reader.n_channels, dtype="float32"
        )
        for block in map(self._sound, reader.blocks):
            yield resampler.resample_chunk(np.ascontiguousarray(block))
        nothing = np.zeros((0, reader.n_channels), dtype=np.float32)
        yield resampler.resample_chunk(nothing, last=True)

    def _sound(self, block: Block) -> Block:
        """Return the block with silence for what is no sound."""
        reader, at_s = self._reader, self._n_read / self._reader.sample_rate
        self._n_read += len(block)
        invalid = ~(np.abs(block) <= _IMPOSSIBLE)  # so that it holds for what is no number, too
        if invalid.any():
            self.n_invalid += int(invalid.sum())
            block = np.where(invalid, np.float32(0), block)
        if reader.codec.startswith("pcm_"):
            reader.garbled += [
                Span(at_s + one.start_s, at_s + one.end_s)
                for one in white_noise(block, reader.sample_rate, reader.codec)
            ]
        ends_s = self._n_read / reader.sample_rate
        for one in reader.garbled:
            if one.start_s < ends_s and one.end_s > at_s:
                first, last = ((t - at_s) * reader.sample_rate for t in (one.start_s, one.end_s))
                block = block.copy()
                block[max(0, round(first)) : round(last)] = 0
        return block
