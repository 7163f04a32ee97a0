"""Telephone sound without a header: read by its suffix or a setting, if it can be that at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from voicecheck.audio.garbled import white_noise
from voicecheck.types.formats import Headerless, headerless
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

_DECODERS = {
    "mulaw": "pcm_mulaw", "alaw": "pcm_alaw", "s16le": "pcm_s16le", "g722": "g722",
    "g723": "g723_1", "g729": "g729", "vox": "adpcm_ima_oki",
}  # fmt: skip
_G726_BITS = {"g726-16": "2", "g726-24": "3", "g726-32": "4", "g726-40": "5"}
_G729_BYTES = 10
_G723_BYTES = {0: 24, 1: 20, 2: 4, 3: 1}  # by the first two bits (G.723.1, table 5)
_PACKET_BYTES = 4000  # of codecs without frames; a multiple of every sample's bits
_LOOKED_AT_S, _LOOKED_AT_BYTES = 60.0, 1 << 19
_PRINTABLE = np.frombuffer(bytes((9, 10, 13, *range(32, 127))), np.uint8)
_TEXT = 0.9  # of the bytes; coded sound has about 4 in 10
# Bits in a byte: telephone codecs stay below 7.7 (G.722), random and packed bytes reach 7.99.
_RANDOM_BITS = 7.95
_GUESSES = ("s16le 8000", "mulaw 8000", "alaw 8000")


def blocks(file: BinaryIO, holds: Headerless) -> Iterator[Block]:
    """Decode sound of which nothing but the settings says what it is."""
    import av

    if holds.codec in _G726_BITS:  # packed as RFC 3551 has it, which is what Asterisk stores
        options = {"code_size": _G726_BITS[holds.codec], "sample_rate": str(holds.sample_rate)}
        file.seek(0)
        with av.open(file, "r", format="g726le", options=options) as container:
            for frame in container.decode(audio=0):
                yield _samples(frame, holds.n_channels)
        return
    decoder: Any = av.CodecContext.create(_DECODERS[holds.codec], "r")
    decoder.sample_rate = holds.sample_rate
    decoder.layout = "stereo" if holds.n_channels == 2 else "mono"
    for content in _packets(file, holds.codec):
        try:
            frames = decoder.decode(av.Packet(content))
        except av.FFmpegError:
            continue
        for frame in frames:
            yield _samples(frame, holds.n_channels)


def _packets(file: BinaryIO, codec: str) -> Iterator[bytes]:
    file.seek(0)
    if codec == "g723":
        content, at = file.read(), 0
        while at < len(content):
            length = _G723_BYTES[content[at] & 3]
            yield content[at : at + length]
            at += length
        return
    size = _G729_BYTES if codec == "g729" else _PACKET_BYTES
    while content := file.read(size):
        if codec != "g729" or len(content) == size:
            yield content


def _samples(frame: Any, n_channels: int) -> Block:
    samples = frame.to_ndarray()
    if samples.dtype == np.int16:
        samples = samples.astype(np.float32) / 32_768
    return np.asarray(samples.T.reshape(-1, n_channels), np.float32)


def may_hold(file: BinaryIO, holds: Headerless) -> bool:
    """Tell whether bytes can be this sound: no text, no noise, and swinging about zero."""
    file.seek(0)
    head = np.frombuffer(file.read(_LOOKED_AT_BYTES), np.uint8)
    if len(head) == 0 or np.isin(head, _PRINTABLE).mean() > _TEXT or _entropy(head) > _RANDOM_BITS:
        return False
    first: list[Block] = []
    for block in blocks(file, holds):
        first.append(block)
        if sum(map(len, first)) > _LOOKED_AT_S * holds.sample_rate:
            break
    if not first:
        return False
    sound = np.concatenate(first)
    level = float(np.sqrt(np.mean(sound**2)))
    codec = _DECODERS.get(holds.codec, "")
    noise_s = total_s(white_noise(sound, holds.sample_rate, codec))
    is_noise = noise_s > 0.5 * len(sound) / holds.sample_rate
    return not is_noise and abs(float(sound.mean())) <= 0.5 * level and level < 0.5


def _entropy(content: npt.NDArray[np.uint8]) -> float:
    """Return bits per byte."""
    share = np.bincount(content, minlength=256) / len(content)
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def looks_like(file: BinaryIO) -> str:
    """Return the setting that would read bytes without a header, empty where none seems right."""
    best, smoothest = "", 0.5
    for guess in _GUESSES:
        holds = headerless(guess)
        if may_hold(file, holds):
            sound = np.concatenate(list(blocks(file, holds)))[:480_000, 0]
            smooth = float(np.mean(sound[1:] * sound[:-1]) / (np.mean(sound**2) + 1e-12))
            if smooth > smoothest:
                best, smoothest = guess, smooth
    return best
