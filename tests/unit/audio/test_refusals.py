from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from voicecheck.audio.decode import load
from voicecheck.audio.refusals import not_a_recording
from voicecheck.errors import AudioError


def wav(tag: int, *, guid: int = 0) -> bytes:
    form = struct.pack("<HHIIHH", tag, 1, 8000, 1000, 20, 0)
    if guid:
        form += struct.pack("<HHI", 22, 0, 0) + struct.pack("<H", guid) + bytes(14)
    else:
        form += struct.pack("<H", 0)
    chunk = b"fmt " + struct.pack("<I", len(form)) + form
    body = b"WAVE" + chunk + b"data" + struct.pack("<I", 4000) + bytes(range(250)) * 16
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        (0xA118, "0xA118 (ACA (NICE))"),
        (0xA101, "0xA101 (AVQSBC (Comverse))"),
        (0x0074, "0x0074 (Voxware RT24)"),
        (0x7777, "0x7777, which"),
    ],
)
def test_a_codec_is_named_with_its_tag_and_what_to_change(
    tmp_path: Path, tag: int, name: str
) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(tag))
    with pytest.raises(AudioError) as caught:
        load(path)
    assert name in caught.value.reason.en
    assert "Choose PCM, A-law" in caught.value.remedy.en


def test_an_extensible_header_names_the_codec_in_its_guid(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(0xFFFE, guid=0x0133))
    with pytest.raises(AudioError, match=r"0x0133 \(G\.729 \(Sipro Lab\)\)"):
        load(path)


@pytest.mark.parametrize(
    ("content", "reason", "remedy"),
    [
        (b"PK\3\4" + bytes(100), "an archive (ZIP)", "Unpack"),
        (b"\x1f\x8b\x08" + bytes(100), "an archive (gzip)", "Unpack"),
        (b"%PDF-1.7 ", "a PDF", "Export the call again"),
        (b"Salted__" + bytes(100), "encrypted (OpenSSL)", "decrypt"),
        (b"\xd4\xc3\xb2\xa1" + bytes(100), "a capture of a network", "Wireshark"),
        (b"\3ds2" + bytes(100), "a dictation (DS2)", "Choose PCM"),
        (b"#!iLBC30\n" + bytes(100), "iLBC", "Choose PCM"),
        (b"RIFF\x99\0\0\0QLCMfmt " + bytes(100), "QCP", "Choose PCM"),
        (b"\0\0\0\x20ftypM4A " + bytes(60) + b"enca" + bytes(50), "encrypted (MP4)", "decrypt"),
        (b"\0\0\0\x20ftypM4A " + bytes(60), "without its index", "Export"),
        (b"anything else", "no sound file", "Export"),
    ],
)
def test_what_it_is_and_what_to_do(content: bytes, reason: str, remedy: str) -> None:
    error = not_a_recording("call.mp3", io.BytesIO(content))
    assert reason in error.reason.en
    assert remedy in error.remedy.en
    assert error.reason.de != error.reason.en


def test_headers_that_end_early_name_nothing() -> None:
    for n in range(60):
        error = not_a_recording("call.wav", io.BytesIO(wav(0x0130)[:n]))
        assert error.reason.en
