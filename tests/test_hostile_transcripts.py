"""Whatever lies beside a recording: words that can be shown, or an error of that file."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synth import activity
from voicecheck.errors import TranscriptError
from voicecheck.speech.sidecar_transcript import SidecarTranscriber
from voicecheck.types.audio import AudioFile, Channel
from voicecheck.types.codec import to_dict

KEYS = [
    "start", "end", "start_ms", "end_s", "duration", "text", "word", "words", "channel", "speaker",
    "confidence", "segments", "results", "items", "alternatives", "channels", "channelTag",
]  # fmt: skip
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10_000)
    | st.integers(10**308, 10**310)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.floats(0, 20)
    | st.text(max_size=12)
    | st.sampled_from(["1,5", "0:01", "1.2s", "left", "ch_1", "{stem}", "\ud800", "\x1b[2J"])
)
ROWS = st.fixed_dictionaries(
    {"start": st.floats(0, 15), "end": st.floats(0, 21), "text": st.text(min_size=1, max_size=30)},
    optional={"channel": VALUES, "speaker": VALUES, "confidence": VALUES, "start_ms": VALUES},
)
ANYTHING = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)
DOCUMENTS = (
    ANYTHING
    | st.lists(ROWS, max_size=8)
    | st.lists(ROWS, max_size=8).map(lambda rows: {"segments": rows})
    | ANYTHING.map(lambda inner: {"results": inner})
)
SPEECH = activity((1.0, 5.0), (12.0, 16.0)), activity((6.0, 10.0), (11.0, 13.0), index=1)
SILENCE = np.zeros(16_000, np.float32)


def heard(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = AudioFile(f"{folder}/call.wav", "", "pcm_s16le", 8000, 2, 20.0)
        (Path(folder) / f"call{suffix}").write_bytes(content)
        pairs = [(Channel(a.channel, SILENCE, 8000), a) for a in SPEECH]
        try:
            found = SidecarTranscriber().transcribe(pairs, language="de", source=source)
        except TranscriptError as error:
            assert str(error).isprintable()
            return
    assert [one.channel for one in found] == [0, 1]
    assert all(word.text.isprintable() and word.text for one in found for word in one.words)
    assert all(list(one.words) == sorted(one.words, key=lambda w: w.span) for one in found)
    json.dumps(to_dict(found), ensure_ascii=False).encode()


@settings(deadline=None, max_examples=300)
@given(DOCUMENTS)
def test_any_json(document: object) -> None:
    heard(json.dumps(document).encode(), ".json")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([".json", ".csv", ".vtt", ".srt"]), st.binary(max_size=200))
def test_any_bytes(suffix: str, content: bytes) -> None:
    heard(content, suffix)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.lists(st.sampled_from(["1", "2,5", "hallo", "-3", '"', "0:01", "é", ""]), max_size=5)
    )
)
def test_any_csv(rows: list[list[str]]) -> None:
    lines = ["start;end;text;speaker", *(";".join(row) for row in rows)]
    heard("\n".join(lines).encode(), ".csv")
