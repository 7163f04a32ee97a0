"""What happens to a file in the decoder's process: opened, refused or read block by block.

Rates above 16 kHz are brought down to 16 kHz while decoding: no measure listens higher, and a long
recording then needs a third of the memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import soundfile  # noqa: F401  (here, before memory is limited)
import soxr

from voicecheck.audio.containers import Reader, open_container, open_reader
from voicecheck.audio.decoder_process import unreadable
from voicecheck.audio.headers import wav_bytes
from voicecheck.errors import AudioError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

MAX_RATE = 16_000
MIN_RATE, MAX_HEADER_RATE = 4_000, 384_000  # the upper one is the highest that sound cards know
TELEPHONE_RATE = 8000  # what every telephone system can export
MAX_CHANNELS = 8
# A small file can hold days of silence. No call is longer; what is longer is a recorder's tape.
MAX_DURATION_S = 4 * 3600.0
_MISSING_S = 0.5  # padding and rounding of block codecs is no damage
_MORE_S = 2.0  # less behind the sound is some program's note, not the rest of a call

_CUT_SHORT = Text(
    "die Aufnahme ist unvollständig: angekündigt sind {promised:.1f} s, vorhanden {there:.1f} s; "
    "beurteilt wird, was da ist",
    "the recording is incomplete: the header promises {promised:.1f} s, {there:.1f} s are there; "
    "what is there is judged",
)
_UNFINISHED = Text(
    "der Aufnahme fehlt die Endmarke: nach {there:.1f} s bricht sie ab; beurteilt wird, was da ist",
    "the recording lacks its end mark: it breaks off after {there:.1f} s; what is there is judged",
)
_MORE = Text(
    "angekündigt sind {promised:.1f} s, danach folgen noch etwa {more:.1f} s ohne Angabe; sie "
    "wurden nicht gelesen",
    "the header promises {promised:.1f} s, and about {more:.1f} s follow that it does not name; "
    "they were not read",
)
_BROKEN = Text(
    "die Aufnahme ist beschädigt: nicht lesbare Stellen: {pieces}; gelesen wurden {there:.1f} s",
    "the recording is damaged: unreadable pieces: {pieces}; {there:.1f} s could be read",
)
_FILLED = Text(
    "in der Aufnahme fehlen {filled:.1f} s; an ihrer Stelle steht Stille",
    "{filled:.1f} s are missing within the recording; silence stands in their place",
)
_INVALID = Text(
    "ungültige Abtastwerte (NaN oder unendlich), durch 0 ersetzt: {samples}",
    "invalid samples (NaN or infinite) replaced by 0: {samples}",
)
_TRACKS = Text(
    "die Datei hat {tracks} Tonspuren; gelesen wurde die erste",
    "the file has {tracks} sound tracks; the first was read",
)


_TOO_LONG = Text(
    "die Aufnahme ist länger als {most:g} Stunden; gelesen wurde, was davor liegt",
    "the recording is longer than {most:g} hours; what lies before was read",
)


def read(path: str) -> Iterator[dict[str, Any] | Block]:
    """Yield what the file is, its sound at the rate to listen to, and what was found damaged."""
    file = Path(path)
    try:
        with file.open("rb", buffering=0) as raw:
            reader = open_reader(path, file, raw)
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
        there = blocks.n_samples > 0
        found = _notices(reader, file, blocks.n_samples / rate, blocks) if there else []
        yield {"notices": [[text.de, text.en] for text in found]}
    except OSError as error:
        if isinstance(error, av.FFmpegError):
            raise
        raise unreadable(path, error) from error


def length(path: str) -> Iterator[dict[str, Any]]:
    """Yield how long the sound is by the file's own word, 0 where it does not tell."""
    with Path(path).open("rb", buffering=0) as raw, open_container(raw) as container:
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
        self.n_samples = self.n_invalid = 0
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
            yield from map(self._finite, reader.blocks)
            return
        resampler = soxr.ResampleStream(
            reader.sample_rate, self._rate, reader.n_channels, dtype="float32"
        )
        for block in map(self._finite, reader.blocks):
            yield resampler.resample_chunk(np.ascontiguousarray(block))
        nothing = np.zeros((0, reader.n_channels), dtype=np.float32)
        yield resampler.resample_chunk(nothing, last=True)

    def _finite(self, block: Block) -> Block:
        invalid = ~np.isfinite(block)
        if not invalid.any():
            return block
        self.n_invalid += int(invalid.sum())
        return np.where(invalid, np.float32(0), block)


def _notices(reader: Reader, file: Path, duration_s: float, blocks: _Blocks) -> list[Text]:
    texts = []
    heard_s = duration_s - reader.n_filled / reader.sample_rate
    promised_s, more_s = reader.promised_s, 0.0
    if (wav := wav_bytes(file)) is not None:
        promised, there = wav
        if there < promised:
            promised_s = duration_s * promised / there
        else:
            more_s = duration_s * (there / promised - 1)
    if blocks.too_long:
        texts.append(_TOO_LONG.format(most=MAX_DURATION_S / 3600))
    elif promised_s is not None and duration_s < promised_s - _MISSING_S:
        texts.append(_CUT_SHORT.format(promised=promised_s, there=duration_s))
    elif reader.unfinished:
        texts.append(_UNFINISHED.format(there=duration_s))
    if more_s > _MORE_S:
        texts.append(_MORE.format(promised=duration_s, more=more_s))
    if reader.n_broken:
        texts.append(_BROKEN.format(pieces=reader.n_broken, there=heard_s))
    if reader.n_filled:
        texts.append(_FILLED.format(filled=reader.n_filled / reader.sample_rate))
    if blocks.n_invalid:
        texts.append(_INVALID.format(samples=blocks.n_invalid))
    if reader.n_tracks > 1:
        texts.append(_TRACKS.format(tracks=reader.n_tracks))
    return texts
