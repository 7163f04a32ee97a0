"""Two ways to open a recording, one face: what the file is, and its blocks of samples.

libsndfile reads the WAV family; PyAV (FFmpeg's libraries) reads the rest, and WAV that libsndfile
does not know. FLAC, Ogg and MP3 go to FFmpeg although libsndfile could: it finds the way back into
a damaged stream, and libmpg123 writes to stderr.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from voicecheck.audio.headers import mp3_promises_length, ogg_unfinished
from voicecheck.errors import AudioError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

EXPORT = Text(
    "Das Gespräch noch einmal aus dem Rekorder ausgeben, als WAV, MP3, FLAC, Ogg oder M4A",
    "Export the call again from the recorder, as WAV, MP3, FLAC, Ogg or M4A",
)

_BLOCK_S = 1.0  # a damaged block is lost whole, so it is small
_SNDFILE_MAGIC = (b"RIFF", b"RIFX", b"RF64", b"FORM", b".snd", b"caff", b"riff")
_SNDFILE_CODECS = {
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
}
# What may be a recording. Play lists and the like are not among them: FFmpeg would follow them to
# other files, or into the network.
_AV_FORMATS = (
    "aac,aiff,amr,amrnb,amrwb,asf,au,avi,caf,flac,flv,gsm,matroska,webm,mov,mp4,m4a,3gp,mp3,mpeg,"
    "mpegts,ogg,w64,wav"
)
# What a file names inside itself is not opened, neither other files nor addresses.
_NO_PROTOCOL = "none"
# Containers whose packets carry a true time. In the others FFmpeg counts or guesses.
_TIMED_FORMATS = ("asf", "flac", "matroska", "mov", "ogg")
# A gap longer than rounding, and shorter than what only a broken clock makes.
_MIN_GAP_S, _MAX_GAP_S = 0.05, 600.0


class Reader:
    """One opened recording."""

    def __init__(self, codec: str, sample_rate: int, n_channels: int) -> None:
        self.codec = codec
        self.sample_rate = sample_rate
        self.n_channels = n_channels
        self.promised_s: float | None = None
        self.unfinished = False
        self.n_tracks = 1
        self.blocks: Iterator[Block] = iter(())
        self.n_broken = 0
        self.n_filled = 0


def open_reader(name: str, path: Path, file: BinaryIO) -> Reader:
    """Open a recording by its first bytes, whatever its name."""
    head = file.read(12)
    file.seek(0)
    reader = _open_sndfile(file) if head[:4] in _SNDFILE_MAGIC else None
    if reader is None:
        file.seek(0)
        reader = _open_av(name, path, file, head)
    return reader


def _open_sndfile(file: BinaryIO) -> Reader | None:
    """Return None where FFmpeg should try instead."""
    import soundfile

    try:
        sound = soundfile.SoundFile(file.fileno(), closefd=False)
    except soundfile.LibsndfileError:
        return None
    if sound.frames == 0 or sound.subtype.startswith("MPEG"):
        # A recorder that writes to a pipe leaves the length 0: FFmpeg then reads to the end.
        sound.close()
        return None
    codec = _SNDFILE_CODECS.get(sound.subtype, sound.subtype.lower())
    reader = Reader(codec, sound.samplerate, sound.channels)
    reader.blocks = _sndfile_blocks(sound, reader)
    return reader


def _sndfile_blocks(sound: Any, reader: Reader) -> Iterator[Block]:
    import soundfile

    size = max(1, int(_BLOCK_S * sound.samplerate))
    with sound:
        while True:
            try:
                block = sound.read(size, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                reader.n_broken += 1
                return
            if len(block) == 0:
                return
            yield block


def _open_av(name: str, path: Path, file: BinaryIO, head: bytes) -> Reader:
    import av

    try:
        container = open_container(file)
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(name, _not_a_recording(head), EXPORT) from error
    tracks = container.streams.audio
    if not tracks:
        container.close()
        raise AudioError(name, Text("enthält keine Tonspur", "holds no sound track"), EXPORT)
    codec = tracks[0].codec_context
    if codec is None or not codec.sample_rate or not codec.channels:
        container.close()
        raise AudioError(name, _UNKNOWN_FORM, EXPORT)
    reader = Reader(codec.codec.canonical_name, codec.sample_rate, codec.channels)
    format_ = container.format.name.split(",")[0]
    says_length = format_ in _TIMED_FORMATS or (format_ == "mp3" and mp3_promises_length(path))
    if says_length and container.duration is not None:
        reader.promised_s = container.duration / av.time_base
    reader.unfinished = format_ == "ogg" and ogg_unfinished(path)
    reader.n_tracks = len(tracks)
    reader.blocks = _av_blocks(container, reader, timed=format_ in _TIMED_FORMATS)
    return reader


def open_container(file: BinaryIO) -> Any:
    """Open a file with FFmpeg so that it can lead nowhere else: no other file, no connection."""
    import av

    return av.open(
        _Nameless(file),
        mode="r",
        metadata_errors="replace",
        options={"format_whitelist": _AV_FORMATS, "protocol_whitelist": _NO_PROTOCOL},
    )


class _Nameless:
    """A file without its name, so that its bytes alone decide what it is.

    Given a name, FFmpeg takes random bytes for what the extension says, and finds a few frames.
    """

    name = ""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _not_a_recording(head: bytes) -> Text:
    """Say what may have gone wrong, as far as the first bytes tell."""
    if head[4:8] == b"ftyp":
        return Text(
            "ist eine MP4-Datei ohne Inhaltsverzeichnis, wie Rekorder sie hinterlassen, die zu "
            "früh anhalten",
            "is an MP4 file without its index, as recorders leave it that stop too early",
        )
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        return Text(
            "ist eine WAV-Datei mit beschädigtem Kopf oder ohne Ton dahinter",
            "is a WAV file with a damaged header, or with no sound behind it",
        )
    return Text("ist keine lesbare Tondatei", "is no sound file that can be read")


_UNKNOWN_FORM = Text(
    "enthält Ton in einer Form, die sich nicht dekodieren lässt",
    "holds sound in a form that cannot be decoded",
)


def _av_blocks(container: Any, reader: Reader, *, timed: bool) -> Iterator[Block]:
    """Yield the sound of the first track about a second at a time, silence in its gaps."""
    held: list[Block] = []
    n_held = n_done = 0
    start_s: float | None = None
    converter = _Converter(reader)
    with container:
        for frame in _frames(container, reader):
            if timed and frame.time is not None:
                start_s = frame.time if start_s is None else start_s
                gap = round((frame.time - start_s) * reader.sample_rate) - n_done
                if _MIN_GAP_S < gap / reader.sample_rate < _MAX_GAP_S:
                    held.append(np.zeros((gap, reader.n_channels), dtype=np.float32))
                    reader.n_filled += gap
                    n_held, n_done = n_held + gap, n_done + gap
            for block in converter.convert(frame):
                held.append(block)
                n_held, n_done = n_held + len(block), n_done + len(block)
            if n_held >= _BLOCK_S * reader.sample_rate:
                yield np.concatenate(held)
                held, n_held = [], 0
    held.extend(converter.rest())
    if held:
        yield np.concatenate(held)


def _frames(container: Any, reader: Reader) -> Iterator[Any]:
    """Decode packet by packet: a damaged packet costs itself, the next may be sound again."""
    import av

    packets = container.demux(container.streams.audio[0])
    n_failed = 0  # those at the very end may be a stray byte, so they wait for a later frame
    while True:
        try:
            frames = next(packets).decode()
        except StopIteration:
            break
        except av.FFmpegError:
            n_failed += 1
            continue
        if frames:
            reader.n_broken += n_failed
            n_failed = 0
        yield from frames
    if reader.promised_s is None:
        reader.n_broken += n_failed


class _Converter:
    """Any frame to float32 samples of the reader's rate; a file may change its mind midway."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._source: tuple[str, str, int] | None = None
        self._resampler: Any = None

    def convert(self, frame: Any) -> Iterator[Block]:
        import av

        if len(frame.layout.channels) != self._reader.n_channels:
            self._reader.n_broken += 1
            return
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        if source != self._source:
            yield from self.rest()
            self._source = source
            self._resampler = av.AudioResampler(format="fltp", rate=self._reader.sample_rate)
        for part in self._resampler.resample(frame):
            yield _samples(part)

    def rest(self) -> Iterator[Block]:
        if self._resampler is not None and self._source is not None:
            for part in self._resampler.resample(None):
                if part is not None:
                    yield _samples(part)
            self._source = None


def _samples(frame: Any) -> Block:
    samples: Block = frame.to_ndarray().astype(np.float32, copy=False).T
    return samples
