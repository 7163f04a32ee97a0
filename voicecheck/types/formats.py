"""The suffixes by which recordings are found in folders, and what those without a header hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from voicecheck.errors import ConfigError
from voicecheck.types.text import Text

# Asterisk's own names (main and formats/format_*.c: exts), and those of sox and FFmpeg. Not here:
# .raw and .pcm, which mean signed samples to one system and µ-law to another; .vox, whose rate
# nobody writes down. They are read where the settings say what they hold.
HEADERLESS = {
    ".ulaw": "mulaw 8000", ".ul": "mulaw 8000", ".ulw": "mulaw 8000", ".mu": "mulaw 8000",
    ".mulaw": "mulaw 8000",
    ".alaw": "alaw 8000", ".al": "alaw 8000", ".alw": "alaw 8000",
    ".sln": "s16le 8000", ".sln8": "s16le 8000", ".slin": "s16le 8000", ".sln12": "s16le 12000",
    ".sln16": "s16le 16000", ".slin16": "s16le 16000", ".sln24": "s16le 24000",
    ".sln32": "s16le 32000", ".slin32": "s16le 32000", ".sln44": "s16le 44100",
    ".slin44": "s16le 44100", ".sln48": "s16le 48000", ".slin48": "s16le 48000",
    ".sln96": "s16le 96000", ".sln192": "s16le 192000",
    ".g722": "g722 16000", ".g723": "g723 8000", ".g723sf": "g723 8000", ".g729": "g729 8000",
    ".g726-16": "g726-16 8000", ".g726-24": "g726-24 8000", ".g726-32": "g726-32 8000",
    ".g726-40": "g726-40 8000", ".g726": "g726-32 8000",
}  # fmt: skip
AMBIGUOUS = frozenset({".raw", ".pcm", ".vox"})
CODECS = {
    "mulaw": "µ-law", "alaw": "A-law", "s16le": "PCM, 16 bit", "g722": "G.722",
    "g723": "G.723.1", "g726-16": "G.726, 16 kbit/s", "g726-24": "G.726, 24 kbit/s",
    "g726-32": "G.726, 32 kbit/s", "g726-40": "G.726, 40 kbit/s", "g729": "G.729",
    "vox": "Dialogic ADPCM",
}  # fmt: skip
SUFFIXES = frozenset({
    ".wav", ".wav49", ".wave", ".rf64", ".w64", ".bwf", ".mp3", ".mp2", ".mpga", ".flac", ".ogg",
    ".oga", ".opus", ".spx", ".m4a", ".m4b", ".mp4", ".m4v", ".mov", ".3gp", ".3gpp", ".3g2",
    ".aac", ".adts", ".webm", ".weba", ".mkv", ".mka", ".wma", ".asf", ".wmv", ".avi", ".ts",
    ".mts", ".m2ts", ".flv", ".f4v", ".amr", ".awb", ".gsm", ".au", ".snd", ".aif", ".aiff",
    ".aifc", ".caf", ".ac3", ".voc", ".sph", ".nist",
    *HEADERLESS,
    *AMBIGUOUS,
})  # fmt: skip

# What lies beside recordings and is read with them: metadata and transcripts.
BESIDE = frozenset({".json", ".xml", ".csv", ".vtt", ".srt"})


def kind_of_skipped(name: str) -> str:
    """Return the suffix of a file that is no recording; empty for what is read beside them."""
    suffix = PurePosixPath(name).suffix.lower()
    return "" if suffix in BESIDE else suffix or "no suffix"


@dataclass(frozen=True, slots=True)
class Headerless:
    """What a file without a header holds."""

    codec: str  # of CODECS
    sample_rate: int
    n_channels: int = 1


def headerless(text: str) -> Headerless:
    """Read ``mulaw 8000`` or ``s16le 8000 2``: codec, rate, channels; else raise ConfigError."""
    codec, *numbers = text.split() or [""]
    whole = all(number.isdecimal() for number in numbers)
    rate, n_channels = [*map(int, numbers), 1, 1][:2] if whole else (0, 1)
    if codec not in CODECS or len(numbers) not in (1, 2) or not 4000 <= rate <= 192_000:
        raise ConfigError(_NO_CODEC.format(text=text, all=", ".join(CODECS)))
    if n_channels != 1 and (n_channels != 2 or codec not in _INTERLEAVED):
        raise ConfigError(_ONE_CHANNEL.format(text=text, all=", ".join(_INTERLEAVED)))
    return Headerless(codec, rate, n_channels)


_INTERLEAVED = ("mulaw", "alaw", "s16le")
_NO_CODEC = Text(
    "'{text}': Codec, Abtastrate und Kanäle angeben, wie 'mulaw 8000' oder 's16le 8000 2'; "
    "Codecs: {all}",
    "'{text}': write codec, rate and channels, like 'mulaw 8000' or 's16le 8000 2'; codecs: {all}",
)
_ONE_CHANNEL = Text(
    "'{text}': zwei Kanäle haben nur {all}", "'{text}': two channels have only {all}"
)
