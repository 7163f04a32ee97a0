"""Any call recorder's file to samples: decoded once, channels kept, damage named.

libsndfile reads what it can; PyAV (FFmpeg's libraries) reads the rest. What a file is, its bytes
tell, not its name. Rates above 16 kHz are brought down to 16 kHz while decoding: no measure
listens higher, and a long recording then needs a third of the memory.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.riff import promised_share
from voicecheck.errors import AudioError
from voicecheck.keys import content_hash
from voicecheck.types.audio import AudioFile, Recording
from voicecheck.types.judgement import Notice
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

VERSION = 1

MAX_RATE = 16_000
MIN_RATE = 4_000
MAX_CHANNELS = 8
MIN_DURATION_S = 0.1
# Longer recordings are kept in an unlinked temporary file: a three-hour call of two channels is
# 1.4 GB as floats, and the system may drop mapped pages whenever memory is short.
IN_MEMORY_S = 30 * 60.0
_BLOCK_S = 1.0  # a damaged block is lost whole, so it is small
_MISSING_S = 0.5  # rounding of block codecs is no damage

CODECS = {
    "PCM_S8": "pcm_s8",
    "PCM_U8": "pcm_u8",
    "PCM_16": "pcm_s16le",
    "PCM_24": "pcm_s24le",
    "PCM_32": "pcm_s32le",
    "FLOAT": "pcm_f32le",
    "DOUBLE": "pcm_f64le",
    "ALAW": "pcm_alaw",
    "ULAW": "pcm_mulaw",
    "GSM610": "gsm_ms",
    "IMA_ADPCM": "adpcm_ima_wav",
    "MS_ADPCM": "adpcm_ms",
    "MPEG_LAYER_III": "mp3",
    "VORBIS": "vorbis",
    "OPUS": "opus",
}
_SNDFILE_MAGIC = (b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS", b"FORM", b".snd", b"caff", b"riff")
_EXPORT = "Export the call again from the recorder, as WAV, MP3, FLAC, Ogg or M4A"


class _Reader:
    """One way to decode: what the file is, and its blocks."""

    def __init__(
        self,
        codec: str,
        sample_rate: int,
        n_channels: int,
        promised_s: float | None,
        blocks: Iterator[Block],
    ) -> None:
        self.codec = codec
        self.sample_rate = sample_rate
        self.n_channels = n_channels
        self.promised_s = promised_s
        self.blocks = blocks
        self.broken: str | None = None


def load(path: str | os.PathLike[str]) -> Recording:
    """Decode a recording once, its channels kept apart.

    Parameters
    ----------
    path : str or path-like
        The file. Its bytes decide what it is, not its name.

    Returns
    -------
    Recording
        At the file's own rate up to 16 kHz, else at 16 kHz; with notices where it is damaged.

    Raises
    ------
    AudioError
        If there is nothing to listen to: says which file, why, and what to do.
    """
    name = os.fspath(path)
    file = Path(name)
    _refuse_unreadable(name, file)
    reader = _open(name, file)
    if reader.n_channels > MAX_CHANNELS:
        raise AudioError(
            name,
            f"{reader.n_channels} channels, more than {MAX_CHANNELS}",
            "A call has one or two: export it again",
        )
    if reader.sample_rate < MIN_RATE:
        raise AudioError(
            name,
            f"a sample rate of {reader.sample_rate} Hz is too low for speech",
            "Export the call with at least 8000 Hz",
        )
    rate = min(reader.sample_rate, MAX_RATE)
    samples, n_invalid = _collect(reader, rate)
    duration_s = samples.shape[1] / rate
    if samples.shape[1] == 0:
        raise AudioError(name, "holds no sound, only a header", _EXPORT)
    if duration_s < MIN_DURATION_S:
        raise AudioError(name, f"holds {duration_s:.4f} s of sound, too short for speech", _EXPORT)
    source = AudioFile(
        name,
        content_hash(file),
        reader.codec,
        reader.sample_rate,
        reader.n_channels,
        duration_s,
    )
    return Recording(samples, rate, source, _notices(reader, file, duration_s, n_invalid))


def _refuse_unreadable(name: str, file: Path) -> None:
    if not file.exists():
        raise AudioError(name, "there is no such file", "Check the path")
    if file.is_dir():
        raise AudioError(name, "is a folder, not a recording", "Name the files in it")
    if not os.access(file, os.R_OK):
        raise AudioError(name, "may not be read", "Ask its owner for the right to read it")
    if file.stat().st_size == 0:
        raise AudioError(name, "is empty (0 bytes)", _EXPORT)


def _open(name: str, file: Path) -> _Reader:
    """Let libsndfile read what it knows by its first bytes, FFmpeg the rest."""
    import soundfile

    with file.open("rb") as bytes_:
        head = bytes_.read(4)
    # libsndfile and libmpg123 search other bytes for something like a frame, and talk about it.
    if head not in _SNDFILE_MAGIC:
        return _open_av(name, file)
    try:
        sound = soundfile.SoundFile(file)
    except soundfile.LibsndfileError:
        return _open_av(name, file)
    if sound.frames == 0 or sound.format == "MP3":
        # A recorder that writes to a pipe leaves the length 0: FFmpeg then reads to the end.
        sound.close()
        return _open_av(name, file)
    codec = "flac" if sound.format == "FLAC" else CODECS.get(sound.subtype, sound.subtype.lower())
    promised_s = sound.frames / sound.samplerate
    reader = _Reader(codec, sound.samplerate, sound.channels, promised_s, iter(()))
    reader.blocks = _soundfile_blocks(sound, reader)
    return reader


def _soundfile_blocks(sound: Any, reader: _Reader) -> Iterator[Block]:
    import soundfile

    size = int(_BLOCK_S * sound.samplerate)
    with sound:
        while True:
            try:
                block = sound.read(size, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError as error:
                reader.broken = str(error)
                return
            if len(block) == 0:
                return
            yield block


def _open_av(name: str, file: Path) -> _Reader:
    import av

    av.logging.set_level(av.logging.PANIC)
    try:
        container = av.open(str(file), metadata_errors="replace")
    except (av.FFmpegError, ValueError, OSError) as error:
        raise AudioError(name, "is no sound file that can be read", _EXPORT) from error
    if not container.streams.audio:
        container.close()
        raise AudioError(name, "holds no sound track", _EXPORT)
    stream = container.streams.audio[0]
    codec = stream.codec_context
    if not codec.sample_rate or not codec.channels:
        container.close()
        raise AudioError(name, "is no sound file that can be read", _EXPORT)
    promised = None
    # The length of an MP3 without a Xing or Info frame is FFmpeg's guess, no promise.
    if container.duration is not None and (container.format.name != "mp3" or _has_xing(file)):
        promised = container.duration / 1_000_000
    reader = _Reader(
        codec.codec.canonical_name, codec.sample_rate, codec.channels, promised, iter(())
    )
    if codec.codec.canonical_name == "mp3" and not _is_mp3(file):
        container.close()
        raise AudioError(name, "is no sound file that can be read", _EXPORT)
    reader.blocks = _av_blocks(container, stream, reader)
    return reader


def _has_xing(file: Path) -> bool:
    with file.open("rb") as sound:
        head = sound.read(1 << 16)
    return b"Xing" in head or b"Info" in head


def _is_mp3(file: Path) -> bool:
    """Tell an MP3 from bytes that happen to look like one: frames must follow one another."""
    with file.open("rb") as sound:
        data = sound.read(1 << 16)
        if data[:3] == b"ID3" and len(data) > 10:
            size = 0
            for byte in data[6:10]:
                size = size << 7 | byte & 0x7F
            sound.seek(size + 10)
            data = sound.read(1 << 16)
    start = 0
    while (start := data.find(b"\xff", start)) >= 0:
        if _frames_follow(data, start):
            return True
        start += 1
    return False


def _frames_follow(data: bytes, position: int, *, need: int = 4) -> bool:
    for _ in range(need):
        length = _mp3_frame_length(data[position : position + 4])
        if length == 0:
            return False
        position += length
        if position + 4 > len(data):
            return position <= len(data)
    return True


def _mp3_frame_length(header: bytes) -> int:
    """Return the length of an MPEG layer III frame in bytes; 0 where the header is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate_index, rate_code, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer != 1 or rate_index in (0, 15) or rate_code == 3:
        return 0
    first = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    second = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    rate = (44100, 48000, 32000)[rate_code] >> {3: 0, 2: 1, 0: 2}[version]
    bits = (first if version == 3 else second)[rate_index - 1] * 1000
    return (144 if version == 3 else 72) * bits // rate + padding


def _av_blocks(container: Any, stream: Any, reader: _Reader) -> Iterator[Block]:
    import av

    resampler = av.AudioResampler(format="fltp")
    held: list[Block] = []
    n_held = 0
    with container:
        packets = container.demux(stream)
        while True:
            try:
                frames = next(packets).decode()
            except StopIteration:
                break
            except av.error.InvalidDataError as error:
                # A damaged packet costs itself; the next may be sound again.
                reader.broken = str(error)
                continue
            except av.FFmpegError as error:
                reader.broken = str(error)
                break
            for frame in frames:
                for part in resampler.resample(frame):
                    held.append(part.to_ndarray().astype(np.float32, copy=False).T)
                    n_held += part.samples
            if n_held >= _BLOCK_S * reader.sample_rate:
                yield np.concatenate(held)
                held, n_held = [], 0
    if held:
        yield np.concatenate(held)


def _collect(reader: _Reader, rate: int) -> tuple[Block, int]:
    """Gather the blocks at the target rate, in memory or, for long ones, in a temporary file."""
    import soxr

    resampler = (
        soxr.ResampleStream(reader.sample_rate, rate, reader.n_channels, dtype="float32")
        if rate != reader.sample_rate
        else None
    )
    parts: list[Block] = []
    n_samples = n_invalid = 0
    with contextlib.ExitStack() as stack:
        spool: Any = None
        for block in _with_end(reader.blocks):
            sound = np.zeros((0, reader.n_channels), np.float32) if block is None else block
            if sound.shape[1] != reader.n_channels:
                reader.broken = "the number of channels changes"
                continue
            invalid = ~np.isfinite(sound)
            if invalid.any():
                n_invalid += int(invalid.sum())
                sound = np.where(invalid, np.float32(0), sound)
            if resampler is not None:
                sound = resampler.resample_chunk(np.ascontiguousarray(sound), last=block is None)
            n_samples += len(sound)
            parts.append(sound)
            if n_samples > IN_MEMORY_S * rate or (spool is not None and block is None):
                spool = spool or stack.enter_context(tempfile.TemporaryFile(prefix="voicecheck-"))
                for part in parts:
                    spool.write(np.ascontiguousarray(part).data)
                parts = []
        if spool is not None:
            spool.flush()
            shape = (n_samples, reader.n_channels)
            # The map keeps the file open for itself.
            return np.memmap(spool, dtype=np.float32, mode="r", shape=shape).T, n_invalid
    return np.ascontiguousarray(np.concatenate(parts).T), n_invalid


def _with_end(blocks: Iterator[Block]) -> Iterator[Block | None]:
    yield from blocks
    yield None


def _notices(reader: _Reader, file: Path, duration_s: float, n_invalid: int) -> tuple[Notice, ...]:
    notices = []
    share = promised_share(file)
    promised_s = duration_s / share if share and share < 1 else reader.promised_s
    if promised_s is not None and duration_s < promised_s - _MISSING_S:
        notices.append(
            Notice(
                "N06",
                Text(
                    "die Aufnahme ist abgeschnitten: {promised:.1f} s sind angekündigt, "
                    "{there:.1f} s vorhanden; beurteilt wird, was da ist",
                    "the recording is cut short: {promised:.1f} s are promised, {there:.1f} s "
                    "are there; what is there is judged",
                ).format(promised=promised_s, there=duration_s),
            )
        )
    elif reader.broken is not None:
        notices.append(
            Notice(
                "N06",
                Text(
                    "die Aufnahme ist beschädigt: {there:.1f} s ließen sich lesen",
                    "the recording is damaged: {there:.1f} s could be read",
                ).format(there=duration_s),
            )
        )
    if n_invalid:
        notices.append(
            Notice(
                "N06",
                Text(
                    f"{n_invalid} ungültige Abtastwerte wurden durch Stille ersetzt",
                    f"{n_invalid} invalid samples were replaced by silence",
                ),
            )
        )
    return tuple(notices)
