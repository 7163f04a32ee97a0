"""Two ways to open a recording, one face: what the file is, and its blocks of samples.

libsndfile reads the WAV family; PyAV (FFmpeg's libraries) reads the rest, and WAV that libsndfile
does not know. FLAC, Ogg and MP3 go to FFmpeg although libsndfile could: it finds the way back into
a damaged stream, and libmpg123 writes to stderr.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from voicecheck.audio.garbled import garbled_blocks
from voicecheck.audio.headerless import blocks as headerless_blocks
from voicecheck.audio.headerless import may_hold
from voicecheck.audio.headers import mp3_promises_length, ogg_unfinished, sound_bytes
from voicecheck.audio.packets import av_blocks, packets_of, with_channels
from voicecheck.audio.parts import MAX_PARTS, has_header, parts, window
from voicecheck.audio.refusals import no_track, not_a_recording, unknown_form
from voicecheck.errors import AudioError
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from voicecheck.types.formats import Headerless

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

MIN_RATE, MAX_HEADER_RATE = 4_000, 384_000  # the upper one is the highest that sound cards know
MAX_CHANNELS = 8
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
    "aac,ac3,aiff,amr,amrnb,amrwb,asf,au,avi,caf,eac3,flac,flv,gsm,matroska,webm,mov,mp4,m4a,3gp,"
    "mp3,mpeg,mpegts,nistsphere,ogg,voc,w64,wav"
)
_LOOK_FAR = {"probesize": "100000000", "analyzeduration": "600000000"}  # bytes, microseconds
# What a file names inside itself is not opened, neither other files nor addresses.
_NO_PROTOCOL = "none"
# Containers whose packets carry a true time. In the others FFmpeg counts or guesses.
_TIMED_FORMATS = ("asf", "flac", "flv", "matroska", "mov", "mpegts", "ogg")
# Containers that tell how long they are, and not by the size of what is there.
_TELLING_FORMATS = ("asf", "avi", "flac", "flv", "matroska", "mov", "ogg")
_ASF_PREROLL_S = 1.0  # streamed files count in their length what players buffer first
_NOT_UNDERSTOOD = (("wav", "speex"),)  # FFmpeg loses the frames' borders and makes noise of them


class Reader:
    """One opened recording: what it is, its blocks, and what turns out while they are read."""

    def __init__(self, codec: str, sample_rate: int, n_channels: int) -> None:
        self.codec = codec
        self.sample_rate = sample_rate
        self.n_channels = n_channels
        self.promised_s: float | None = None  # how long the header says it is
        self.preroll_s = 0.0  # of it, what may only have been buffered
        self.sound_bytes: tuple[int, int] | None = None  # promised by the header, and there
        self.has_header = True
        self.unfinished = False
        self.n_tracks = 1
        self.blocks: Iterator[Block] = iter(())
        self.n_broken = 0
        self.holes: list[Span] = []  # filled with silence
        self.garbled: list[Span] = []  # random bytes in place of sound
        self.joined_s: list[float] = []  # where another recording begins in the same file
        self.joined: list[tuple[float, float, Reader]] = []  # those: start, length, what was found


def open_reader(name: str, file: BinaryIO, holds: Headerless | None = None) -> Reader:
    """Open a recording by its first bytes, whatever its name.

    ``holds`` is what suffix or settings say of it; that counts only where it has no header.
    """
    if holds is not None and not has_header(file):
        raw = window(file, 0, file.seek(0, os.SEEK_END))
        if may_hold(raw, holds):
            reader = Reader(holds.codec, holds.sample_rate, holds.n_channels)
            reader.has_header = False
            reader.blocks = headerless_blocks(raw, holds)
            return reader
    (first, *rest) = [window(file, start, end) for start, end in parts(file)]
    reader = _open_part(name, first)
    reader.n_broken += len(rest) >= MAX_PARTS - 1  # what follows them is not read
    if rest:
        reader.blocks = _joined_blocks(name, reader, reader.blocks, rest)
    return reader


def _open_part(name: str, part: BinaryIO) -> Reader:
    head = part.read(12)
    bytes_ = sound_bytes(part)
    part.seek(0)
    reader = _open_sndfile(part) if head[:4] in _SNDFILE_MAGIC else None
    if reader is None:
        part.seek(0)
        reader = _open_av(name, part)
    reader.sound_bytes = bytes_
    return reader


def _joined_blocks(
    name: str, reader: Reader, blocks: Iterator[Block], rest: list[BinaryIO]
) -> Iterator[Block]:
    """Read on where one recording ends and the next begins."""
    import soxr

    n_done = 0
    for block in blocks:
        n_done += len(block)
        yield block
    for part in rest:
        try:
            other = _open_part(name, part)
        except AudioError:
            reader.n_broken += 1
            continue
        if other.n_channels > MAX_CHANNELS or not (
            MIN_RATE <= other.sample_rate <= MAX_HEADER_RATE
        ):
            reader.n_broken += 1
            continue
        at_s = n_done / reader.sample_rate
        reader.joined_s.append(at_s)
        resampler = soxr.ResampleStream(
            other.sample_rate, reader.sample_rate, reader.n_channels, dtype="float32"
        )
        for block in other.blocks:
            more = resampler.resample_chunk(with_channels(block, reader.n_channels))
            n_done += len(more)
            yield more
        nothing = np.zeros((0, reader.n_channels), dtype=np.float32)
        last = resampler.resample_chunk(nothing, last=True)
        n_done += len(last)
        yield last
        reader.joined.append((at_s, n_done / reader.sample_rate - at_s, other))
        reader.n_broken += other.n_broken
        reader.holes += [Span(at_s + one.start_s, at_s + one.end_s) for one in other.holes]
        reader.garbled += [Span(at_s + one.start_s, at_s + one.end_s) for one in other.garbled]


def _open_sndfile(part: BinaryIO) -> Reader | None:
    """Return None where FFmpeg should try instead."""
    import soundfile

    garbled = garbled_blocks(part)
    part.seek(0)
    try:
        sound = soundfile.SoundFile(part)
    except soundfile.LibsndfileError:
        return None
    if sound.frames == 0 or sound.subtype.startswith("MPEG"):
        # A recorder that writes to a pipe leaves the length 0: FFmpeg then reads to the end.
        sound.close()
        return None
    codec = _SNDFILE_CODECS.get(sound.subtype, sound.subtype.lower())
    reader = Reader(codec, sound.samplerate, sound.channels)
    reader.garbled = garbled
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


def _open_av(name: str, part: BinaryIO) -> Reader:
    import av

    says_length = mp3_promises_length(part)
    unfinished = ogg_unfinished(part)
    part.seek(0)
    try:
        container = open_container(part)
        if not container.streams.audio:  # it may begin behind minutes of pictures
            container.close()
            part.seek(0)
            container = open_container(part, **_LOOK_FAR)
    except (av.FFmpegError, ValueError) as error:
        raise not_a_recording(name, part) from error
    tracks = container.streams.audio
    if not tracks:
        container.close()
        raise no_track(name, part)
    codec = tracks[0].codec_context
    if codec is None or not codec.sample_rate or not codec.channels:
        container.close()
        raise unknown_form(name, part, codec.name if codec is not None else "?")
    format_ = container.format.name.split(",")[0]
    if (format_, codec.name) in _NOT_UNDERSTOOD:
        container.close()
        raise unknown_form(name, part, codec.name)
    reader = Reader(codec.codec.canonical_name, codec.sample_rate, codec.channels)
    tells = format_ in _TELLING_FORMATS or (format_ == "mp3" and says_length)
    if tells and container.duration is not None:
        reader.promised_s = container.duration / av.time_base
        reader.preroll_s = _ASF_PREROLL_S if format_ == "asf" else 0.0
    reader.unfinished = format_ == "ogg" and unfinished
    reader.n_tracks = len(tracks)
    packets = packets_of(container, part, (format_, reader.codec))
    reader.blocks = av_blocks(container, packets, reader, timed=format_ in _TIMED_FORMATS)
    return reader


def open_container(part: BinaryIO, **options: str) -> Any:
    """Open a file with FFmpeg so that it can lead nowhere else: no other file, no connection.

    It is given bytes without a name: else FFmpeg takes random bytes for what the extension says,
    and finds a few frames.
    """
    import av

    return av.open(
        part,
        mode="r",
        metadata_errors="replace",
        options={
            "format_whitelist": _AV_FORMATS,
            "protocol_whitelist": _NO_PROTOCOL,
            **options,
        },
    )
