from __future__ import annotations

import pytest

from voicecheck.errors import ConfigError
from voicecheck.types.formats import (
    AMBIGUOUS,
    HEADERLESS,
    SUFFIXES,
    Headerless,
    headerless,
    kind_of_skipped,
)
from voicecheck.types.text import Text


def test_what_the_table_says_can_be_read() -> None:
    for suffix, text in HEADERLESS.items():
        assert suffix.startswith(".")
        assert headerless(text).n_channels == 1
    assert not AMBIGUOUS & HEADERLESS.keys()
    assert AMBIGUOUS | HEADERLESS.keys() <= SUFFIXES


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("mulaw 8000", Headerless("mulaw", 8000)),
        ("s16le 16000 2", Headerless("s16le", 16_000, 2)),
        (" vox  6000 ", Headerless("vox", 6000)),
    ],
)
def test_codec_rate_and_channels(text: str, holds: Headerless) -> None:
    assert headerless(text) == holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write codec, rate and channels"),
        ("mulaw", "write codec, rate and channels"),
        ("mp3 8000", "codecs: mulaw"),
        ("mulaw 8", "write codec"),
        ("mulaw 8000 1 1", "write codec"),
        ("mulaw -8000", "write codec"),
        ("mulaw 8000 3", "two channels have only"),
        ("g729 8000 2", "two channels have only"),
        ("mulaw 8000 0", "two channels have only"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        headerless(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a/b.PDF", Text(".pdf", ".pdf")),
        ("calls.json", None),
        ("a.srt", None),
        ("README", Text("ohne Endung", "no suffix")),
    ],
)
def test_what_lies_beside_recordings_is_not_skipped(name: str, kind: Text | None) -> None:
    assert kind_of_skipped(name) == kind
