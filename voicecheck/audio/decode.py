"""Any call recorder's file to samples: decoded once, channels kept, damage named.

What a file is, its bytes tell, not its name. Rates above 16 kHz are brought down to 16 kHz block
by block while decoding: no measure listens higher, and a long recording then needs a third of the
memory.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.containers import EXPORT, Reader, open_reader
from voicecheck.audio.headers import wav_bytes
from voicecheck.errors import AudioError
from voicecheck.types.audio import AudioFile, Recording
from voicecheck.types.hashing import file_sha256
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

MAX_RATE = 16_000
MIN_RATE = 4_000
TELEPHONE_RATE = 8000  # what every telephone system can export
MAX_CHANNELS = 8
MIN_DURATION_S = 0.1
# Longer recordings are kept in an unlinked temporary file: a three-hour call of two channels is
# 1.4 GB as floats, and the system may drop mapped pages whenever memory is short. The file has no
# name, so nobody else can open it and nothing is left behind, even if the process is killed.
IN_MEMORY_S = 30 * 60.0
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


def load(path: str | os.PathLike[str]) -> Recording:
    """Decode a recording once, its channels kept apart."""
    name = os.fspath(path)
    file = Path(name)
    _refuse_unreadable(name, file)
    try:
        with file.open("rb", buffering=0) as raw:
            reader = open_reader(name, file, raw)
            _refuse_unfit(name, reader)
            rate = min(reader.sample_rate, MAX_RATE)
            samples, n_invalid = _collect(reader, rate)
        sha256 = file_sha256(file)
    except OSError as error:
        what = error.strerror or str(error)
        reason = Text("konnte nicht gelesen werden ({what})", "could not be read ({what})")
        remedy = Text(
            "Den Datenträger prüfen und noch einmal versuchen", "Check the disk and try again"
        )
        raise AudioError(name, reason.format(what=what), remedy) from error
    duration_s = samples.shape[1] / rate
    if samples.shape[1] == 0:
        raise AudioError(
            name,
            Text("enthält keinen Ton, nur einen Kopf", "holds no sound, only a header"),
            EXPORT,
        )
    if duration_s < MIN_DURATION_S:
        reason = Text(
            "enthält {duration:.4f} s Ton, zu kurz für Sprache",
            "holds {duration:.4f} s of sound, too short for speech",
        )
        raise AudioError(name, reason.format(duration=duration_s), EXPORT)
    source = AudioFile(
        name, sha256, reader.codec, reader.sample_rate, reader.n_channels, duration_s
    )
    return Recording(samples, rate, source, _notices(reader, file, duration_s, n_invalid))


def _refuse_unreadable(name: str, file: Path) -> None:
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = Text("diese Datei gibt es nicht", "there is no such file")
        raise AudioError(name, reason, Text("Den Pfad prüfen", "Check the path")) from error
    except (OSError, ValueError) as error:
        reason = Text("ist nicht erreichbar", "cannot be reached")
        remedy = Text("Pfad und Zugriffsrechte prüfen", "Check the path and its rights")
        raise AudioError(name, reason, remedy) from error
    if stat.S_ISDIR(status.st_mode):
        reason = Text("ist ein Ordner, keine Aufnahme", "is a folder, not a recording")
        remedy = Text("Die Dateien darin nennen", "Name the files in it")
        raise AudioError(name, reason, remedy)
    if not stat.S_ISREG(status.st_mode):
        reason = Text("ist keine gewöhnliche Datei", "is no regular file")
        remedy = Text(
            "Die Aufnahme erst in eine Datei speichern", "Save the recording to a file first"
        )
        raise AudioError(name, reason, remedy)
    if not os.access(file, os.R_OK):
        reason = Text("darf nicht gelesen werden", "may not be read")
        remedy = Text("Um das Leserecht bitten", "Ask its owner for the right to read it")
        raise AudioError(name, reason, remedy)
    if status.st_size == 0:
        raise AudioError(name, Text("ist leer (0 Bytes)", "is empty (0 bytes)"), EXPORT)


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
    if reader.sample_rate < MIN_RATE:
        reason = Text(
            "eine Abtastrate von {rate} Hz ist zu niedrig für Sprache",
            "a sample rate of {rate} Hz is too low for speech",
        ).format(rate=reader.sample_rate)
        remedy = Text(
            "Das Gespräch mit mindestens {rate} Hz ausgeben",
            "Export the call with at least {rate} Hz",
        ).format(rate=TELEPHONE_RATE)
        raise AudioError(name, reason, remedy)


def _collect(reader: Reader, rate: int) -> tuple[Block, int]:
    """Gather the blocks at the target rate, in memory or, for long ones, in a temporary file."""
    import soxr

    resampler = (
        soxr.ResampleStream(reader.sample_rate, rate, reader.n_channels, dtype="float32")
        if rate != reader.sample_rate
        else None
    )
    parts: list[Block] = []
    n_samples = n_invalid = 0
    spool: Any = None
    for block in reader.blocks:
        invalid = ~np.isfinite(block)
        if invalid.any():
            n_invalid += int(invalid.sum())
            block = np.where(invalid, np.float32(0), block)
        if resampler is not None:
            block = resampler.resample_chunk(np.ascontiguousarray(block))
        n_samples += len(block)
        parts.append(block)
        if n_samples > IN_MEMORY_S * rate:
            spool = spool or tempfile.TemporaryFile(prefix="voicecheck-")  # noqa: SIM115
            _write(spool, parts)
    if resampler is not None:
        nothing = np.zeros((0, reader.n_channels), dtype=np.float32)
        parts.append(resampler.resample_chunk(nothing, last=True))
        n_samples += len(parts[-1])
    if spool is not None:
        with spool:  # the map keeps the file alive
            _write(spool, parts)
            spool.flush()
            shape = (n_samples, reader.n_channels)
            return np.memmap(spool, dtype=np.float32, mode="r", shape=shape).T, n_invalid
    samples = np.empty((reader.n_channels, n_samples), dtype=np.float32)
    while parts:  # from the end, letting go of each part once it is copied
        part = parts.pop()
        samples[:, n_samples - len(part) : n_samples] = part.T
        n_samples -= len(part)
    return samples, n_invalid


def _write(spool: Any, parts: list[Block]) -> None:
    for part in parts:
        spool.write(np.ascontiguousarray(part).data)
    parts.clear()


def _notices(reader: Reader, file: Path, duration_s: float, n_invalid: int) -> tuple[Notice, ...]:
    texts = []
    heard_s = duration_s - reader.n_filled / reader.sample_rate
    promised_s, more_s = reader.promised_s, 0.0
    if (wav := wav_bytes(file)) is not None:
        promised, there = wav
        if there < promised:
            promised_s = duration_s * promised / there
        else:
            more_s = duration_s * (there / promised - 1)
    if promised_s is not None and duration_s < promised_s - _MISSING_S:
        texts.append(_CUT_SHORT.format(promised=promised_s, there=duration_s))
    elif reader.unfinished:
        texts.append(_UNFINISHED.format(there=duration_s))
    if more_s > _MORE_S:
        texts.append(_MORE.format(promised=duration_s, more=more_s))
    if reader.n_broken:
        texts.append(_BROKEN.format(pieces=reader.n_broken, there=heard_s))
    if reader.n_filled:
        texts.append(_FILLED.format(filled=reader.n_filled / reader.sample_rate))
    if n_invalid:
        texts.append(_INVALID.format(samples=n_invalid))
    if reader.n_tracks > 1:
        texts.append(_TRACKS.format(tracks=reader.n_tracks))
    return tuple(Notice("N06", text) for text in texts)
