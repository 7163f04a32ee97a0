"""Every format that recordings come in, built and read: docs/formats.md.

python -m benchmarks.formats [--check]

Built with the encoders that PyAV and soundfile carry, so that nothing else is needed. What is read
is held against what went in: its length, and how alike the spectra are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import soundfile
from scipy.signal import correlate, stft

import voicecheck
from voicecheck.errors import AudioError
from voicecheck.types.formats import AMBIGUOUS, CODECS, HEADERLESS, SUFFIXES, headerless

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "formats.md"
SECONDS = 10.0
FROM_S = 5.0


@dataclass(frozen=True)
class Recipe:
    """One file: its name, who writes it, and how."""

    name: str
    by: str  # soundfile, av or bytes
    container: str
    codec: str
    rate: int = 8000
    n_channels: int = 2


def recipes() -> list[Recipe]:
    """List what recorders write, as far as there is an encoder for it."""
    sf = [
        ("wav_u8.wav", "WAV", "PCM_U8"), ("wav_s16.wav", "WAV", "PCM_16"),
        ("wav_s24.wav", "WAV", "PCM_24"), ("wav_s32.wav", "WAV", "PCM_32"),
        ("wav_float.wav", "WAV", "FLOAT"), ("wav_double.wav", "WAV", "DOUBLE"),
        ("wav_alaw.wav", "WAV", "ALAW"), ("wav_mulaw.wav", "WAV", "ULAW"),
        ("wav_ima.wav", "WAV", "IMA_ADPCM"), ("wav_msadpcm.wav", "WAV", "MS_ADPCM"),
        ("extensible.wav", "WAVEX", "PCM_16"), ("rf64.rf64", "RF64", "PCM_16"),
        ("w64.w64", "W64", "PCM_16"), ("au.au", "AU", "ULAW"), ("sun.snd", "AU", "ALAW"),
        ("aiff.aiff", "AIFF", "PCM_16"), ("aifc.aifc", "AIFF", "ULAW"),
        ("caf.caf", "CAF", "PCM_16"), ("vorbis.ogg", "OGG", "VORBIS"),
        ("nist.sph", "NIST", "PCM_16"), ("creative.voc", "VOC", "PCM_16"),
    ]  # fmt: skip
    mono = [
        ("asterisk.wav49", "WAV", "GSM610"), ("raw.gsm", "RAW", "GSM610"),
        ("dialogic.vox", "RAW", "VOX_ADPCM"), ("g721.au", "AU", "G721_32"),
    ]  # fmt: skip
    coded = [
        ("mp3.mp3", "mp3", "libmp3lame"), ("wav_mp3.wav", "wav", "libmp3lame"),
        ("opus.ogg", "ogg", "libopus", 48_000), ("opus.opus", "ogg", "libopus", 48_000),
        ("flac.flac", "flac", "flac"), ("aac.m4a", "ipod", "aac"), ("alac.m4a", "ipod", "alac"),
        ("aac.aac", "adts", "aac"), ("aac.mp4", "mp4", "aac"), ("aac.mov", "mov", "aac"),
        ("aac.3gp", "3gp", "aac"), ("opus.webm", "webm", "libopus", 48_000),
        ("opus.mka", "matroska", "libopus", 48_000), ("opus.mkv", "matroska", "libopus", 48_000),
        ("wma.wma", "asf", "wmav2"), ("wma.asf", "asf", "wmav2"), ("wav_wma.wav", "wav", "wmav2"),
        ("mp3.avi", "avi", "libmp3lame"), ("aac.ts", "mpegts", "aac"),
        ("aac.flv", "flv", "aac", 22_050), ("ac3.ac3", "ac3", "ac3", 32_000),
    ]  # fmt: skip
    narrow = [
        ("mp2.mp2", "mp2", "mp2", 16_000), ("wav_g722.wav", "wav", "g722", 16_000),
        ("wav_g726.wav", "wav", "g726"), ("wav_g723.wav", "wav", "g723_1"),
        ("wav_yamaha.wav", "wav", "adpcm_yamaha"),
        ("amr.amr", "amr", "libopencore_amrnb"), ("amr.3gp", "3gp", "libopencore_amrnb"),
    ]  # fmt: skip
    raw = [
        ("raw.ulaw", "pcm_mulaw", 8000), ("raw.alaw", "pcm_alaw", 8000),
        ("raw.sln", "pcm_s16le", 8000), ("raw.sln16", "pcm_s16le", 16_000),
        ("raw.g722", "g722", 16_000), ("raw.g723", "g723_1", 8000), ("raw.g726", "g726le", 8000),
        ("raw.raw", "pcm_mulaw", 8000), ("raw.pcm", "pcm_s16le", 8000),
    ]  # fmt: skip
    return [
        *(Recipe(name, "soundfile", kind, sub) for name, kind, sub in sf),
        *(Recipe(name, "soundfile", kind, sub, n_channels=1) for name, kind, sub in mono),
        *(Recipe(name, "av", *rest) for name, *rest in coded),  # type: ignore[arg-type]
        *(Recipe(name, "av", kind, codec, *(rate or [8000]), n_channels=1)
          for name, kind, codec, *rate in narrow),
        *(Recipe(name, "bytes", "", codec, rate, 1) for name, codec, rate in raw),
    ]  # fmt: skip


def spoken(rate: int, n_channels: int) -> np.ndarray:
    """Cut ten seconds out of a sample call [shape=(n_samples, n_channels)]."""
    import soxr

    sound, own = soundfile.read(ROOT / "sample_audio" / "call_stereo.wav", always_2d=True)
    sound = sound[int(FROM_S * own) : int((FROM_S + SECONDS) * own)]
    sound = sound if n_channels == 2 else sound.mean(axis=1, keepdims=True)
    return np.asarray(soxr.resample(sound, own, rate), np.float32) if rate != own else sound


def build(recipe: Recipe, folder: Path) -> Path | None:
    """Write a file; None where the encoder is not installed."""
    path = folder / recipe.name
    sound = spoken(recipe.rate, recipe.n_channels)
    if recipe.by == "soundfile":
        soundfile.write(path, sound, recipe.rate, format=recipe.container, subtype=recipe.codec)
        return path
    if recipe.codec not in av.codecs_available:
        return None
    try:
        if recipe.by == "bytes":
            path.write_bytes(b"".join(map(bytes, _encode(recipe, sound))))
        else:
            _mux(recipe, sound, path)
    except (av.FFmpegError, ValueError):
        return None
    return path


def _settle(context: av.AudioCodecContext, recipe: Recipe) -> None:
    if recipe.codec == "wmav2":
        context.bit_rate = 64_000
    if recipe.codec == "g723_1":
        context.bit_rate = 6300
    if recipe.codec in ("g726", "g726le"):
        context.bit_rate = 32_000
    if recipe.codec == "libopencore_amrnb":
        context.bit_rate = 12_200


def _frames(context: av.AudioCodecContext, sound: np.ndarray, rate: int) -> list[av.AudioFrame]:
    layout = "stereo" if sound.shape[1] == 2 else "mono"
    samples = (32_767 * sound).clip(-32_768, 32_767).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
    frame.sample_rate = rate
    resampler = av.AudioResampler(format=context.format, layout=layout, rate=rate)
    fifo, frames = av.AudioFifo(), []
    for part in resampler.resample(frame):
        fifo.write(part)
    size = context.frame_size or 320
    while (part := fifo.read(size, partial=True)) is not None:
        frames.append(part)
    return frames


def _encode(recipe: Recipe, sound: np.ndarray) -> list[av.Packet]:
    context = av.CodecContext.create(recipe.codec, "w")
    context.sample_rate, context.layout, context.format = recipe.rate, "mono", "s16"
    _settle(context, recipe)
    context.open()
    packets = []
    for frame in _frames(context, sound, recipe.rate):
        packets += context.encode(frame)
    return [*packets, *context.encode(None)]


def _mux(recipe: Recipe, sound: np.ndarray, path: Path) -> None:
    with av.open(str(path), "w", format=recipe.container) as container:
        layout = "stereo" if recipe.n_channels == 2 else "mono"
        stream = container.add_stream(recipe.codec, rate=recipe.rate, layout=layout)
        _settle(stream.codec_context, recipe)
        stream.codec_context.open()
        for frame in _frames(stream.codec_context, sound, recipe.rate):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@dataclass(frozen=True)
class Row:
    """What became of a file."""

    recipe: Recipe
    reason: str = ""  # of a refusal
    remedy: str = ""
    codec: str = ""
    off_s: float = 0.0  # read minus written
    alike: float = 0.0  # correlation of the spectra, of the worse channel
    notices: tuple[str, ...] = ()


def read(recipe: Recipe, path: Path) -> Row:
    """Read a file, and hold it against what went in."""
    import soxr

    setting = {".raw": "mulaw 8000", ".pcm": "s16le 8000", ".vox": "vox 8000"}
    config = voicecheck.Config(headerless=setting)
    try:
        recording = voicecheck.load(path, config=config)
    except AudioError as error:
        return Row(recipe, error.reason.en, error.remedy.en)
    truth = spoken(8000, recipe.n_channels)
    heard = np.ascontiguousarray(recording.samples.T)
    if recording.sample_rate != 8000:
        heard = soxr.resample(heard, recording.sample_rate, 8000)
    alike = min(
        _alike(truth[:, i], heard[:, i]) for i in range(min(truth.shape[1], heard.shape[1]))
    )
    codes = tuple(sorted({notice.code for notice in recording.notices}))
    return Row(
        recipe, codec=recording.source.codec, off_s=recording.duration_s - SECONDS, alike=alike,
        notices=codes,
    )  # fmt: skip


def _alike(truth: np.ndarray, heard: np.ndarray) -> float:
    """Correlate spectra in dB, above 50 dB under full scale, once the codec's delay is out."""
    delay = int(np.argmax(correlate(heard, truth, method="fft"))) - len(truth) + 1
    truth, heard = truth[max(0, -delay) :], heard[max(0, delay) :]
    n = min(len(truth), len(heard))
    both = [np.log10(np.abs(stft(x[:n], 8000, nperseg=256)[2][4:100]) ** 2 + 1e-7)
            for x in (truth, heard)]  # fmt: skip
    return float(np.corrcoef(both[0].ravel(), both[1].ravel())[0, 1])


HEAD = (Path(__file__).parent / "formats_head.md").read_text(encoding="utf-8")


def page(rows: list[Row]) -> str:
    """Write the page."""
    groups: dict[str, list[str]] = {}
    for suffix, text in HEADERLESS.items():
        groups.setdefault(text, []).append(suffix)
    known = []
    for text, suffixes in groups.items():
        holds = headerless(text)
        names = " ".join(f"`{suffix}`" for suffix in suffixes)
        known.append(f"{names} {CODECS[holds.codec]} {holds.sample_rate} Hz")
    lines = [
        HEAD.format(
            suffixes=" ".join(f"`{suffix}`" for suffix in sorted(SUFFIXES)),
            headerless="; ".join(known),
            ambiguous=", ".join(f"`{suffix}`" for suffix in sorted(AMBIGUOUS)),
            codecs=", ".join(f"`{code}` {name}" for code, name in CODECS.items()),
        ).rstrip("\n")
    ]
    for row in rows:
        one = row.recipe
        made = f"{one.container} {one.codec}, {one.rate} Hz, {one.n_channels} ch"
        came = f"{row.codec} | {row.off_s:+.2f} | {row.alike:.2f} | {' '.join(row.notices)}"
        if row.reason:
            came = f"refused: {row.reason}. {row.remedy} | – | – | "
        lines.append(f"| {row.recipe.name} | {made.strip()} | {came} |")
    return "\n".join(lines) + "\n"


def tried() -> list[Row]:
    """Build and read everything that can be built here."""
    with tempfile.TemporaryDirectory() as folder:
        built = [(recipe, build(recipe, Path(folder))) for recipe in recipes()]
        return [read(recipe, path) for recipe, path in built if path is not None]


def main() -> int:
    """Write the page, or check that every row of it still comes out the same way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    rows = tried()
    if not parser.parse_args().check:
        PAGE.write_text(page(rows), encoding="utf-8")
        return 0
    wrong = missing(rows, PAGE.read_text(encoding="utf-8"))
    for line in wrong:
        print(line)
    return bool(wrong)


def missing(rows: list[Row], text: str) -> list[str]:
    """Return what the page says otherwise than the rows."""
    said = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6:
            said[cells[0]] = cells[2].startswith("refused")
    wrong = [
        f"{row.recipe.name}: {'refused' if row.reason else 'read'}, the page says otherwise"
        for row in rows
        if said.get(row.recipe.name) is not bool(row.reason)
    ]
    built = {row.recipe.name for row in rows}
    return wrong + [f"{one.name}: not built here" for one in recipes() if one.name not in built]


if __name__ == "__main__":
    sys.exit(main())
