"""From packets to samples: FFmpeg's decoders, and silence where sound is lost.

A damaged packet costs itself, the next may be sound again, and times behind it must stay right: a
container's own times tell how much is lost, elsewhere the bytes do.
"""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from voicecheck.audio.framing import (
    adts_bytes,
    amr_bytes,
    amr_wb_bytes,
    blocks_of,
    frames,
    gsm_bytes,
    mpeg_bytes,
)
from voicecheck.audio.headers import wav_blocks
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from voicecheck.audio.containers import Reader

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]
    Packets = Iterator[tuple[Any, int]]

_BLOCK_S = 1.0
MAX_PLANAR = 2
# A gap longer than rounding, and shorter than what only a broken clock makes.
_MIN_GAP_S, _MAX_GAP_S = 0.05, 600.0
# FFmpeg's own decoder of AMR knows no comfort noise: it fails on every silent frame.
_BETTER_DECODERS = {"amrnb": "libopencore_amrnb", "amrwb": "libopencore_amrwb"}
# Streams of bare frames, and the file's mark before them.
_FRAMED = {
    ("aac", "aac"): (adts_bytes, b""),
    ("amr", "amr_nb"): (amr_bytes, b"#!AMR\n"),
    ("amr", "amr_wb"): (amr_wb_bytes, b"#!AMR-WB\n"),
    ("gsm", "gsm"): (gsm_bytes, b""),
}
_MOST_FRAMED_BYTES = 256 << 20  # more is no call; FFmpeg reads it
_NO_SOUND = (b"ID3", b"TAG", b"APE")  # tags of MP3, which joined files have in the middle
_MPEG_SYNC = 0xFF  # how frames of MPEG audio begin; the decoder passes over what does not
_TAIL_S, _TAIL = 0.5, 0.1
_NEIGHBOURS = 50  # packets that tell how long lost bytes would have sounded


def av_blocks(container: Any, packets: Packets, reader: Reader, *, timed: bool) -> Iterator[Block]:
    """Yield the sound of the first track about a second at a time, silence in its gaps."""
    held: list[Block] = []
    n_held = n_done = 0
    start_s: float | None = None
    converter = _Converter(reader)
    with container:
        for frame, lost_s in _frames(container, packets, reader, timed=timed):
            gap_s = lost_s
            if timed and frame is not None and frame.time is not None:
                start_s = frame.time if start_s is None else start_s
                gap_s = frame.time - start_s - n_done / reader.sample_rate
                gap_s = gap_s if _MIN_GAP_S < gap_s < _MAX_GAP_S else 0.0
            if gap_s:
                gap = round(gap_s * reader.sample_rate)
                reader.holes.append(
                    Span(n_done / reader.sample_rate, (n_done + gap) / reader.sample_rate)
                )
                held.append(np.zeros((gap, reader.n_channels), dtype=np.float32))
                n_held, n_done = n_held + gap, n_done + gap
            for block in converter.convert(frame, n_done) if frame is not None else ():
                held.append(block)
                n_held, n_done = n_held + len(block), n_done + len(block)
            if n_held >= _BLOCK_S * reader.sample_rate:
                yield np.concatenate(held)
                held, n_held = [], 0
    held.extend(converter.rest())
    if held:
        yield np.concatenate(held)


def packets_of(container: Any, part: BinaryIO, kind: tuple[str, str]) -> Packets:
    """Yield packets, and how many bytes that are no sound came before each; the last is empty."""
    import av

    framed = _FRAMED.get(kind)
    if framed is None or part.seek(0, os.SEEK_END) > _MOST_FRAMED_BYTES:
        if kind != ("wav", "g723_1"):
            for packet in container.demux(container.streams.audio[0]):
                yield packet, 0
            return
        block_bytes, sound = wav_blocks(part)
        found = blocks_of(sound, block_bytes or len(sound) or 1)
    else:
        frame_bytes, mark = framed
        part.seek(0)
        found = frames(part.read().removeprefix(mark), frame_bytes)
    for content, n_skipped in found:
        yield (av.Packet(content) if content else None), n_skipped
    yield None, 0


def _frames(
    container: Any, packets: Packets, reader: Reader, *, timed: bool
) -> Iterator[tuple[Any, float]]:
    """Decode packet by packet; yield each frame with the seconds that were lost before it.

    A damaged packet costs itself, the next may be sound again. Where the container tells no times,
    what lies between tells by its bytes how long it would have sounded.
    """
    import av

    decoder = _decoder(container.streams.audio[0])
    is_mpeg = reader.codec in ("mp2", "mp3", "mp3float")
    ends_at = 0
    n_failed = lost_bytes = 0  # those at the very end may be a stray byte, so they wait
    good: deque[tuple[int, float]] = deque(maxlen=_NEIGHBOURS)
    while True:
        found = content = None
        try:
            packet, n_skipped = next(packets)
            lost_bytes += n_skipped
            content = bytes(packet) if packet is not None else b""
            if not (is_mpeg and content) or content[0] == _MPEG_SYNC:
                found = decoder.decode(packet if content else None)
        except (StopIteration, av.EOFError):  # what is at its end may be flushed twice
            break
        except av.FFmpegError:
            pass
        if found is None:
            if content is None or content[:3] not in _NO_SOUND:
                n_failed, lost_bytes = n_failed + 1, lost_bytes + len(content or b"")
            continue
        lost_s, surplus_bytes = 0.0, 0
        if content and found:
            own_bytes = min(len(content), (is_mpeg and mpeg_bytes(content[:4])) or len(content))
            if content[own_bytes : own_bytes + 3] not in _NO_SOUND:
                surplus_bytes = len(content) - own_bytes
            good.append((own_bytes, sum(one.samples / one.sample_rate for one in found)))
        if found and packet is not None and packet.pos is not None:
            ends_at = packet.pos + packet.size
        if found and (n_failed or lost_bytes):
            if timed:
                reader.n_broken += n_failed
            else:
                lost_s = _sounding_s(lost_bytes, good)
            n_failed = lost_bytes = 0
        lost_bytes += surplus_bytes
        for frame in found:
            yield frame, lost_s
            lost_s = 0.0
    # A transport stream has no length: what is left behind its last sound tells.
    is_stream = container.format.name == "mpegts" and container.size > 0
    if is_stream and container.size - ends_at > _TAIL * container.size:
        reader.unfinished = True
    lost_s = _sounding_s(lost_bytes, good) if good and not timed else 0.0
    if lost_s >= _TAIL_S:  # less may be some program's note
        yield None, lost_s
    elif reader.promised_s is None:
        reader.n_broken += n_failed


def _decoder(stream: Any) -> Any:
    import av

    better = _BETTER_DECODERS.get(stream.codec_context.name, "")
    if better not in av.codecs_available:
        return stream.codec_context
    return av.CodecContext.create(better, "r")


def _sounding_s(n_bytes: int, good: Sequence[tuple[int, float]]) -> float:
    """Return how long lost bytes would have sounded, in whole packets like their neighbours."""
    bytes_per_packet = sum(size for size, _ in good) / len(good)
    packet_s = sum(length_s for _, length_s in good) / len(good)
    lost_s = round(n_bytes / bytes_per_packet) * packet_s
    return lost_s if lost_s < _MAX_GAP_S else 0.0


class _Converter:
    """Any frame to float32 samples of the reader's rate; a file may change its mind midway."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._source: tuple[str, str, int] | None = None
        self._resampler: Any = None

    def convert(self, frame: Any, n_done: int) -> Iterator[Block]:
        import av

        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        if source != self._source:
            if self._source is not None and source[1:] != self._source[1:]:
                self._reader.joined_s.append(n_done / self._reader.sample_rate)
            yield from self.rest()
            self._source = source
            # Planar samples of many channels crash FFmpeg's converter.
            self._resampler = av.AudioResampler(
                format="fltp" if len(frame.layout.channels) <= MAX_PLANAR else "flt",
                rate=self._reader.sample_rate,
            )
        for part in self._resampler.resample(frame):
            yield with_channels(_samples(part), self._reader.n_channels)

    def rest(self) -> Iterator[Block]:
        if self._resampler is not None and self._source is not None:
            for part in self._resampler.resample(None):
                if part is not None:
                    yield with_channels(_samples(part), self._reader.n_channels)
            self._source = None


def _samples(frame: Any) -> Block:
    samples: Block = frame.to_ndarray().astype(np.float32, copy=False).T
    if len(frame.layout.channels) > MAX_PLANAR:
        samples = samples.reshape(-1, len(frame.layout.channels))
    return samples


def with_channels(block: Block, n_channels: int) -> Block:
    """Give a block as many channels: one is put on both, more become their mean."""
    if block.shape[1] != n_channels:
        block = np.repeat(block.mean(axis=1, keepdims=True), n_channels, axis=1)
    return np.ascontiguousarray(block, dtype=np.float32)
