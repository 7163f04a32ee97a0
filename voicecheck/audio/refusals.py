"""Why a file is no recording that can be read: what it is, and what to change."""

from __future__ import annotations

import struct
import tomllib
from importlib import resources
from pathlib import PurePath
from typing import BinaryIO

from voicecheck.audio.headerless import looks_like
from voicecheck.audio.headers import wave_format
from voicecheck.errors import AudioError
from voicecheck.types.formats import AMBIGUOUS, HEADERLESS
from voicecheck.types.text import Text

EXPORT = Text(
    "Das Gespräch noch einmal aus dem Rekorder ausgeben, als WAV, MP3, FLAC, Ogg oder M4A",
    "Export the call again from the recorder, as WAV, MP3, FLAC, Ogg or M4A",
)
_CHOOSE = Text(
    "Am Rekorder oder beim Ausgeben PCM, A-law, µ-law, GSM oder MP3 wählen",
    "Choose PCM, A-law, µ-law, GSM or MP3 at the recorder, or when exporting",
)
_UNPACK = Text("Erst auspacken", "Unpack it first")
_DECRYPT = Text(
    "Am Rekorder unverschlüsselt ausgeben, oder erst entschlüsseln",
    "Export it unencrypted from the recorder, or decrypt it first",
)
_CAPTURE = Text(
    "Den Ton daraus speichern, etwa mit Wireshark (Telefonie, RTP), oder vom Rekorder ausgeben",
    "Save the sound in it, for example by Wireshark (Telephony, RTP), or export from the recorder",
)
_NO_SOUND = Text("ist keine lesbare Tondatei", "is no sound file that can be read")
_IS = Text("ist {what}, keine Tondatei", "is {what}, not a sound file")
_CANNOT = Text(
    "ist {what}; das lässt sich hier nicht dekodieren", "is {what}, which cannot be decoded here"
)
# First bytes, what they begin, and what to do. Sources: the makers' own formats (zip, gzip, PDF,
# pcap, OpenPGP, OpenSSL), RFC 3951 (iLBC), RFC 3625 (QCP), RFC 4788 (EVRC), libsndfile, FFmpeg.
_BEGINNINGS: tuple[tuple[bytes, Text, Text, Text], ...] = (
    (b"PK\3\4", _IS, Text("ein Archiv (ZIP)", "an archive (ZIP)"), _UNPACK),
    (b"\x1f\x8b", _IS, Text("ein Archiv (gzip)", "an archive (gzip)"), _UNPACK),
    (b"7z\xbc\xaf", _IS, Text("ein Archiv (7z)", "an archive (7z)"), _UNPACK),
    (b"Rar!", _IS, Text("ein Archiv (RAR)", "an archive (RAR)"), _UNPACK),
    (b"%PDF", _IS, Text("ein PDF", "a PDF"), EXPORT),
    (b"<!DO", _IS, Text("eine Webseite", "a web page"), EXPORT),
    (b"<htm", _IS, Text("eine Webseite", "a web page"), EXPORT),
    (b"<?xm", _IS, Text("XML", "XML"), EXPORT),
    (b"Salted__", _IS, Text("verschlüsselt (OpenSSL)", "encrypted (OpenSSL)"), _DECRYPT),
    (b"-----BEGIN PGP", _IS, Text("verschlüsselt (PGP)", "encrypted (PGP)"), _DECRYPT),
    (b"age-encryption.org", _IS, Text("verschlüsselt (age)", "encrypted (age)"), _DECRYPT),
    (b"\xd4\xc3\xb2\xa1", _IS, Text("ein Netzmitschnitt", "a capture of a network"), _CAPTURE),
    (b"\xa1\xb2\xc3\xd4", _IS, Text("ein Netzmitschnitt", "a capture of a network"), _CAPTURE),
    (b"\x0a\x0d\x0d\x0a", _IS, Text("ein Netzmitschnitt", "a capture of a network"), _CAPTURE),
    (b"\2dss", _CANNOT, Text("ein Diktat (DSS)", "a dictation (DSS)"), _CHOOSE),
    (b"\3dss", _CANNOT, Text("ein Diktat (DSS)", "a dictation (DSS)"), _CHOOSE),
    (b"\3ds2", _CANNOT, Text("ein Diktat (DS2)", "a dictation (DS2)"), _CHOOSE),
    (b"#!SILK", _CANNOT, Text("SILK", "SILK"), _CHOOSE),
    (b"\2#!SILK", _CANNOT, Text("SILK", "SILK"), _CHOOSE),
    (b"#!iLBC", _CANNOT, Text("iLBC", "iLBC"), _CHOOSE),
    (b"#!EVRC", _CANNOT, Text("EVRC", "EVRC"), _CHOOSE),
    (b"MAC ", _CANNOT, Text("Monkey's Audio", "Monkey's Audio"), _CHOOSE),
    (b"wvpk", _CANNOT, Text("WavPack", "WavPack"), _CHOOSE),
    (b".RMF", _CANNOT, Text("RealMedia", "RealMedia"), _CHOOSE),
    (b"MThd", _IS, Text("MIDI", "MIDI"), EXPORT),
)
_ENCRYPTED_MP4 = (b"enca", b"encv", b"drms", b"drmi")
_HEAD_BYTES = 1 << 16
_EXTENSIBLE = 0xFFFE
_DECODED = (0, 1, 3, 6, 7)  # PCM, float, A-law, µ-law: then something else is wrong
_NO_HEADER = Text(
    "hat keinen Kopf, und die Endung {suffix} sagt nicht, was darin ist",
    "has no header, and the suffix {suffix} does not say what it holds",
)
_NOT_THAT = Text(
    "hat keinen Kopf und hält auch nicht, was die Endung {suffix} verspricht",
    "has no header and does not hold what the suffix {suffix} promises, either",
)
_SETTING = Text(
    'In voicecheck.toml unter [headerless] sagen, was es ist, etwa "{suffix}" = "{guess}"{seems}',
    'Say what it is in voicecheck.toml, section [headerless], as in "{suffix}" = "{guess}"{seems}',
)
_SEEMS = Text(" (so sieht es aus)", " (that is what it looks like)")


def not_a_recording(name: str, file: BinaryIO) -> AudioError:
    """Say what a file that no decoder takes may be, as far as its bytes tell."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    for beginning, reason, what, remedy in _BEGINNINGS:
        if head.startswith(beginning):
            return AudioError(name, reason.format(what=what), remedy)
    if head[4:8] == b"ftyp":
        return _movie(name, head)
    if head[:4] in (b"RIFF", b"RIFX") and head[8:12] == b"QLCM":
        return AudioError(name, _CANNOT.format(what="QCP (Qualcomm)"), _CHOOSE)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return unknown_codec(name, file) or AudioError(name, _DAMAGED_WAV, EXPORT)
    suffix = PurePath(name).suffix.lower()
    if suffix in AMBIGUOUS or suffix in HEADERLESS:
        reason = _NO_HEADER if suffix in AMBIGUOUS else _NOT_THAT
        guess = "vox 6000" if suffix == ".vox" else looks_like(file)
        remedy = _SETTING.format(
            suffix=suffix,
            guess=guess or "mulaw 8000",
            seems=_SEEMS if guess and suffix != ".vox" else "",
        )
        return AudioError(name, reason.format(suffix=suffix), remedy)
    return AudioError(name, _NO_SOUND, EXPORT)


_DAMAGED_WAV = Text(
    "ist eine WAV-Datei mit beschädigtem Kopf oder ohne Ton dahinter",
    "is a WAV file with a damaged header, or with no sound behind it",
)


def _movie(name: str, head: bytes) -> AudioError:
    if any(mark in head for mark in _ENCRYPTED_MP4):
        what = Text("verschlüsselt (MP4)", "encrypted (MP4)")
        return AudioError(name, _CANNOT.format(what=what), _DECRYPT)
    reason = Text(
        "ist eine MP4-Datei ohne Inhaltsverzeichnis, wie Rekorder sie hinterlassen, die zu früh "
        "anhalten",
        "is an MP4 file without its index, as recorders leave it that stop too early",
    )
    return AudioError(name, reason, EXPORT)


def unknown_codec(name: str, file: BinaryIO) -> AudioError | None:
    """Name the codec of a WAV file whose sound cannot be decoded; None where it tells none."""
    tag = _wave_tag(file)
    if tag is None:
        return None
    reason = Text(
        "ist eine WAV-Datei mit dem Codec {tag}{known}, der sich hier nicht dekodieren lässt",
        "is a WAV file with the codec {tag}{known}, which cannot be decoded here",
    )
    known = _tags().get(tag)
    text = reason.format(tag=f"0x{tag:04X}", known=f" ({known})" if known else "")
    return AudioError(name, text, _CHOOSE)


def _wave_tag(file: BinaryIO) -> int | None:
    form = wave_format(file)
    if len(form) < 26:
        return None
    tag = int(struct.unpack_from("<H", form)[0])
    if tag == _EXTENSIBLE:  # then it stands first in the GUID of the format
        tag = int(struct.unpack_from("<H", form, 24)[0])
    return tag if tag not in _DECODED else None


def _tags() -> dict[int, str]:
    content = resources.files("voicecheck.audio").joinpath("wave_tags.toml").read_text("utf-8")
    return {int(tag, 16): name for tag, name in tomllib.loads(content)["names"].items()}


def no_sound(name: str, file: BinaryIO) -> AudioError:
    """Say why nothing came out of a file that could be opened."""
    return unknown_codec(name, file) or AudioError(
        name, Text("enthält keinen Ton, nur einen Kopf", "holds no sound, only a header"), EXPORT
    )


def no_track(name: str, file: BinaryIO) -> AudioError:
    """Say why a container holds no sound that can be decoded."""
    return unknown_codec(name, file) or AudioError(
        name, Text("enthält keine Tonspur", "holds no sound track"), EXPORT
    )


def unknown_form(name: str, file: BinaryIO, codec: str) -> AudioError:
    """Say that the sound is in a form that cannot be decoded, and in which."""
    reason = Text(
        "enthält Ton in einer Form, die sich nicht dekodieren lässt ({codec})",
        "holds sound in a form that cannot be decoded ({codec})",
    )
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head[4:8] == b"ftyp" and any(mark in head for mark in _ENCRYPTED_MP4):
        return _movie(name, head)
    return unknown_codec(name, file) or AudioError(name, reason.format(codec=codec), _CHOOSE)
