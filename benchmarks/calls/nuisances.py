"""What happens to a call between the telephone and the file, and should move no verdict.

Each takes a call at 8 kHz and writes the file that a recorder would leave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.calls.call import RATE, Sound
from benchmarks.calls.telephone import band_limited

PACKET_S = 0.02
AGC_DB = -20.0  # level that the gain control aims at
AGC_S = 0.3
BLEED_DB = -20.0
ACTIVE_FRAME, ACTIVE = 160, 10**-3.5  # 20 ms; power re the loudest

Write = Callable[[Sound, Path], Path]


@dataclass(frozen=True, slots=True)
class Nuisance:
    """A line, codec or recorder.

    Parameters
    ----------
    name : str
        Of the nuisance.
    kind : str
        ``codec``, ``noise``, ``line`` or ``recorder``.
    write : callable
        Takes the samples and a path without suffix, returns the file written.
    """

    name: str
    kind: str
    write: Write


def pcm(samples: Sound, path: Path) -> Path:
    return saved(samples, path, "WAV", "PCM_16")


def saved(samples: Sound, path: Path, kind: str, subtype: str, rate: int = RATE) -> Path:
    target = path.with_suffix(f".{kind.lower()}")
    soundfile.write(target, np.clip(samples, -1, 1), rate, format=kind, subtype=subtype)
    return target


def wave(subtype: str) -> Write:
    """Telephone band and a codec of the WAV family."""
    return lambda samples, path: saved(band_limited(samples), path, "WAV", subtype)


def gsm(samples: Sound, path: Path) -> Path:
    """Full-rate GSM there and back: it has one channel per file."""
    parties = []
    for party in band_limited(samples).T:
        coded = saved(party, path, "WAV", "GSM610")
        parties.append(soundfile.read(coded)[0][: len(party)])
        coded.unlink()
    return pcm(np.stack(parties, axis=1), path)


def encoded(codec: str, container: str, bit_rate: int) -> Write:
    """Compress each party with a codec of ffmpeg (PyAV), and decode it again."""

    def write(samples: Sound, path: Path) -> Path:
        parties = [
            coded(party, codec, container, bit_rate, path) for party in band_limited(samples).T
        ]
        return pcm(np.stack(parties, axis=1), path)

    return write


def coded(party: Sound, codec: str, container: str, bit_rate: int, path: Path) -> Sound:
    """Send one party through a codec."""
    import av

    target = path.with_suffix(f".{container}")
    whole = (np.clip(party, -1, 1) * 32767).astype(np.int16)
    with av.open(str(target), "w") as out:
        stream = out.add_stream(codec, rate=RATE)
        stream.bit_rate = bit_rate
        stream.layout = "mono"
        stream.time_base = Fraction(1, RATE)
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = 0
        resampler = av.AudioResampler(stream.format, "mono", RATE, stream.frame_size or None)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    with av.open(str(target)) as made:
        back = av.AudioResampler("s16", "mono", RATE)
        parts = [
            p.to_ndarray().ravel() for f in [*made.decode(audio=0), None] for p in back.resample(f)
        ]
    target.unlink()
    return aligned(np.concatenate(parts) / 32768, party)


def aligned(made: Sound, party: Sound) -> Sound:
    """Undo the codec's delay, as the truth is given in the call's own time."""
    from scipy.signal import correlate

    n = min(len(made), len(party), 60 * RATE)
    lag = int(np.argmax(np.abs(correlate(made[:n], party[:n], method="fft")))) - (n - 1)
    shifted = made[lag:] if lag >= 0 else np.concatenate([np.zeros(-lag), made])
    return np.concatenate([shifted, np.zeros(len(party))])[: len(party)]


def mp3(rate_kbps: int) -> Write:
    """MP3 with both parties in one file."""

    def write(samples: Sound, path: Path) -> Path:
        import av

        target = path.with_suffix(".mp3")
        whole = (np.clip(band_limited(samples), -1, 1) * 32767).astype(np.int16)
        with av.open(str(target), "w") as out:
            stream = out.add_stream("libmp3lame", rate=RATE)
            stream.bit_rate = 1000 * rate_kbps
            stream.layout = "stereo"
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(whole).reshape(1, -1), format="s16", layout="stereo"
            )
            frame.sample_rate = RATE
            frame.pts = 0
            resampler = av.AudioResampler(stream.format, "stereo", RATE, stream.frame_size)
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                out.mux(stream.encode(part))
            out.mux(stream.encode(None))
        return target

    return write


def active_level(sound: Sound) -> float:
    """Return the root mean square of what is at most 35 dB below the loudest 20 ms."""
    frames = sound[: len(sound) // ACTIVE_FRAME * ACTIVE_FRAME].reshape(-1, ACTIVE_FRAME)
    power = np.mean(frames**2, axis=1)
    return float(np.sqrt(np.mean(power[power > power.max() * ACTIVE])))


def noisy(snr_db: float) -> Write:
    """White noise in the telephone band, re each party's own speech."""

    def write(samples: Sound, path: Path) -> Path:
        narrow = band_limited(samples)
        drawn = band_limited(np.random.default_rng(1).standard_normal(samples.shape))
        drawn /= drawn.std(axis=0)
        for party in range(2):
            level = active_level(narrow[:, party]) * 10 ** (-snr_db / 20)
            narrow[:, party] += level * drawn[:, party]
        return saved(narrow, path, "WAV", "ALAW")

    return write


def lossy(share: float) -> Write:
    """Lose packets of 20 ms, each replaced by half of the one before."""

    def write(samples: Sound, path: Path) -> Path:
        narrow = band_limited(samples)
        n = round(PACKET_S * RATE)
        lost = np.random.default_rng(2).random((len(narrow) // n, 2)) < share
        for packet, party in np.argwhere(lost[1:]):
            at = (packet + 1) * n
            narrow[at : at + n, party] = 0.5 * narrow[at - n : at, party]
        return saved(narrow, path, "WAV", "ALAW")

    return write


def gain_controlled(samples: Sound, path: Path) -> Path:
    """Bring every party to one level, slowly, as gateways do."""
    from scipy.ndimage import uniform_filter1d

    narrow = band_limited(samples)
    power = uniform_filter1d(narrow**2, round(AGC_S * RATE), axis=0)
    gain = 10 ** (AGC_DB / 20) / np.sqrt(np.maximum(power, 1e-5))
    return saved(narrow * np.minimum(gain, 10.0), path, "WAV", "ALAW")


def bled(samples: Sound, path: Path) -> Path:
    """Each party is heard in the other's channel."""
    narrow = band_limited(samples)
    return saved(narrow + 10 ** (BLEED_DB / 20) * narrow[:, ::-1], path, "WAV", "ALAW")


def mixed(samples: Sound, path: Path) -> Path:
    """Both parties in both channels: mono saved as stereo."""
    mono = band_limited(samples).sum(axis=1)
    return saved(np.stack([mono, mono], axis=1), path, "WAV", "PCM_16")


def louder(gain_db: float) -> Write:
    return lambda samples, path: saved(
        band_limited(samples) * 10 ** (gain_db / 20), path, "WAV", "PCM_16"
    )


def resampled(rate: int) -> Write:
    """Save at another sampling rate."""

    def write(samples: Sound, path: Path) -> Path:
        import soxr

        made = soxr.resample(band_limited(samples), RATE, rate)
        return saved(made, path, "WAV", "PCM_16", rate)

    return write


CLEAN = Nuisance("none", "recorder", pcm)
NUISANCES = (
    Nuisance("A-law", "codec", wave("ALAW")),
    Nuisance("µ-law", "codec", wave("ULAW")),
    Nuisance("IMA ADPCM", "codec", wave("IMA_ADPCM")),
    Nuisance("GSM full rate", "codec", gsm),
    Nuisance("AMR 12.2", "codec", encoded("libopencore_amrnb", "amr", 12_200)),
    Nuisance("Opus 8 kbit/s", "codec", encoded("libopus", "ogg", 8_000)),
    Nuisance("MP3 32 kbit/s stereo", "codec", mp3(32)),
    Nuisance("MP3 16 kbit/s stereo", "codec", mp3(16)),
    Nuisance("SNR 20 dB", "noise", noisy(20)),
    Nuisance("SNR 15 dB", "noise", noisy(15)),
    Nuisance("SNR 10 dB", "noise", noisy(10)),
    Nuisance("SNR 5 dB", "noise", noisy(5)),
    Nuisance("packet loss 3 %", "line", lossy(0.03)),
    Nuisance("gain control", "line", gain_controlled),
    Nuisance("bleed -20 dB", "line", bled),
    Nuisance("dual mono", "recorder", mixed),
    Nuisance("gain +12 dB", "recorder", louder(12)),
    Nuisance("gain -12 dB", "recorder", louder(-12)),
    Nuisance("44.1 kHz", "recorder", resampled(44_100)),
)
