"""Transcripts beside a recording: which file, which seconds, which channel, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.synth import activity
from voicecheck.errors import TranscriptError
from voicecheck.speech import sidecar_transcript
from voicecheck.speech.sidecar_transcript import SidecarTranscriber, notice
from voicecheck.types.audio import AudioFile, Channel
from voicecheck.types.speech import Transcript, Word
from voicecheck.types.time import Span

DURATION_S = 20.0
# The agent speaks first; from 12 to 13 s both speak.
AGENT, CALLER = activity((1.0, 5.0), (12.0, 16.0)), activity((6.0, 10.0), (11.0, 13.0), index=1)
SAID = [("Guten", 1.1, 1.4), ("Tag.", 1.5, 1.8), ("Hallo!", 6.2, 6.6), ("Gut.", 14.0, 14.3)]
Write = Callable[..., Path]


@pytest.fixture
def beside(tmp_path: Path) -> Write:
    """Write a file beside the recording."""

    def write(content: object, name: str = "call.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return path

    return write


def words(scale: float = 1.0, **about: Sequence[object]) -> list[dict[str, object]]:
    """What is said, with columns of more about each word."""
    return [
        {"word": text, "start": start * scale, "end": end * scale}
        | {key: values[at] for key, values in about.items()}
        for at, (text, start, end) in enumerate(SAID)
    ]


def heard(
    folder: Path, language: str | None = "de", *, mono: bool = False
) -> tuple[Transcript, ...]:
    source = AudioFile(str(folder / "call.wav"), "", "pcm_s16le", 8000, 2, DURATION_S)
    silence = np.zeros(int(8000 * DURATION_S), np.float32)
    pairs = [(Channel(0, silence, 8000), AGENT), (Channel(1, silence, 8000), CALLER)]
    made = SidecarTranscriber(model="base", threads=1)
    return made.transcribe(pairs[: 1 if mono else 2], language=language, source=source)


def refusal(folder: Path, language: str | None = "de") -> str:
    with pytest.raises(TranscriptError) as caught:
        heard(folder, language)
    assert caught.value.path == str(folder / "call.wav")
    assert "{" not in caught.value.reason.de + caught.value.remedy.de
    assert caught.value.reason.de != caught.value.reason.en
    assert "\n" not in str(caught.value)
    return f"{caught.value.reason.en}. {caught.value.remedy.en}"


def test_a_word_goes_to_the_channel_that_speaks(beside: Write, tmp_path: Path) -> None:
    beside({"words": words()})
    agent, caller = heard(tmp_path)
    assert agent.text == "Guten Tag. Gut."
    assert caller.words == (Word("Hallo!", Span(6.2, 6.6), None),)
    assert (agent.channel, caller.channel) == (0, 1)
    assert agent.has_word_times and agent.read_from == "*.json"


def test_where_both_speak_the_speaker_says_whose_word_it_is(beside: Write, tmp_path: Path) -> None:
    both = {"word": "genau", "start": 12.2, "end": 12.6, "speaker": "B"}
    beside({"words": [*words(speaker="AABA"), both]})
    assert heard(tmp_path)[1].text == "Hallo! genau"


@pytest.mark.parametrize(
    "names",
    [("0", "1"), ("1", "2"), ("ch_0", "ch_1"), ("left", "right"), (0, 1), ("Kanal 1", "Kanal 2")],
)
def test_channels_are_named_from_0_or_from_1(
    beside: Write, tmp_path: Path, names: tuple[object, object]
) -> None:
    mine, theirs = names
    beside({"words": words(channel=[mine, mine, theirs, mine])})
    assert [one.text for one in heard(tmp_path)] == ["Guten Tag. Gut.", "Hallo!"]


def test_a_named_channel_wins_over_a_voice_that_speaks_too(beside: Write, tmp_path: Path) -> None:
    both = {"word": "ja", "start": 11.9, "end": 12.2, "channel": 0}
    beside({"words": [*words(channel=[0, 0, 1, 0]), both]})
    assert heard(tmp_path)[0].text == "Guten Tag. ja Gut."


def test_bare_numbers_of_speakers_name_no_channel(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(speaker=[1, 1, 0, 1])})
    assert heard(tmp_path)[0].text == "Guten Tag. Gut."


def test_one_channel_gets_every_word(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(channel=[0, 0, 1, 0])})
    (only,) = heard(tmp_path, mono=True)
    assert only.text == "Guten Tag. Hallo! Gut."


def test_swapped_channels_are_refused(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(channel=[1, 1, 0, 1])})
    assert "mostly the other one does. Check whether" in refusal(tmp_path)


def test_a_channel_that_the_recording_has_not_is_refused(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(channel=[0, 0, 5, 0])})
    assert "*.json: it names channels (0, 5) that do not match the 2" in refusal(tmp_path)


def test_milliseconds_are_told_by_the_length_of_the_recording(
    beside: Write, tmp_path: Path
) -> None:
    beside({"words": words(1000.0)})
    (word,) = heard(tmp_path)[1].words
    assert (word.span.start_s, word.span.end_s) == pytest.approx((6.2, 6.6))


def test_a_unit_in_the_name_is_believed_and_held_against_the_recording(
    beside: Write, tmp_path: Path
) -> None:
    beside([{"start_s": 6200, "end_s": 6600, "text": "Hallo"}])
    assert "it goes on to 6600 s, the recording only to 20 s" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("start", "end"), [(1e6, 1e6 + 1), (0.0, 0.0), (1.0, 1.0001)], ids=["after", "none", "neither"]
)
def test_a_unit_that_cannot_be_told_is_refused(
    beside: Write, tmp_path: Path, start: float, end: float
) -> None:
    beside([{"start": start, "end": end, "text": "Hallo"}])
    assert "do not fit the recording (20 s) as either seconds or milli" in refusal(tmp_path)


@pytest.mark.parametrize(("start", "end"), [(-1.0, 1.0), (3.0, 2.0)])
def test_times_that_run_backward_are_refused(
    beside: Write, tmp_path: Path, start: float, end: float
) -> None:
    beside([{"start_s": start, "end_s": end, "text": "Hallo"}])
    assert "the times of entry 1 lie before the start or run backward" in refusal(tmp_path)


def test_words_where_nobody_speaks_are_another_recordings(beside: Write, tmp_path: Path) -> None:
    beside([{"start_s": 18.0 + i / 4, "end_s": 18.2 + i / 4, "text": "so"} for i in range(4)])
    assert "lie where nobody speaks. Check whether it is this recording's" in refusal(tmp_path)


def test_the_words_of_a_segment_are_spread_over_the_speech_in_it(
    beside: Write, tmp_path: Path
) -> None:
    # One second of speech, seven of silence, one of speech.
    beside({"segments": [{"start": 4.0, "end": 13.0, "text": "eins zwei drei vier", "channel": 0},
                         {"start": 6.0, "end": 8.0, "text": "ja", "channel": 1}]})  # fmt: skip
    agent, caller = heard(tmp_path)
    assert not agent.has_word_times
    assert [word.text for word in agent.words if word.span.end_s <= 5.0] == ["eins", "zwei"]
    assert [word.text for word in agent.words if word.span.middle_s >= 12.0] == ["drei", "vier"]
    assert all(w.probability is None for w in (*agent.words, *caller.words))


def test_a_figure_without_times_costs_the_others_nothing(beside: Write, tmp_path: Path) -> None:
    many = [{"word": f"w{i}", "start": 1 + i / 10, "end": 1.1 + i / 10} for i in range(19)]
    beside({"words": [*many, {"word": "2014"}]})
    assert heard(tmp_path)[0].has_word_times
    assert heard(tmp_path)[0].words[-1].text == "2014"
    beside({"words": [*many[:10], {"word": "2014"}]})
    assert not heard(tmp_path)[0].has_word_times


def test_probabilities_count_only_where_every_word_has_one(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(confidence=[0.9, 0.8, 0.7, 0.6])})
    assert [w.probability for w in heard(tmp_path)[0].words] == [0.9, 0.8, 0.6]
    beside({"words": words(confidence=[0.9, None, 0.7, 0.6])})
    assert {w.probability for w in heard(tmp_path)[0].words} == {None}


def test_speech_without_words_is_named(beside: Write, tmp_path: Path) -> None:
    beside({"words": words()})
    agent, _ = heard(tmp_path)
    assert [(round(s.start_s, 1), round(s.end_s, 1)) for s in agent.wordless] == [
        (1.8, 5.0),
        (12.0, 14.0),
    ]


def test_the_language_is_the_files_unless_it_is_fixed(beside: Write, tmp_path: Path) -> None:
    beside({"language": "en-GB", "words": words()})
    assert heard(tmp_path, None)[0].language == "en"
    assert heard(tmp_path, "de")[0].language == "de"
    beside({"words": words()})
    assert "in which language the call is. Say so with --call-language" in refusal(tmp_path, None)


@pytest.mark.parametrize("name", ["call.json", "call_transcript.json", "call.wav.json"])
def test_where_the_transcript_may_lie(beside: Write, tmp_path: Path, name: str) -> None:
    beside({"words": words()}, name)
    found = heard(tmp_path)[0]
    assert found.words
    assert found.read_from == f"*{name.removeprefix('call')}"


def test_metadata_beside_the_recording_are_passed_over(beside: Write, tmp_path: Path) -> None:
    beside({"agent": "103", "queue": "sales"}, "call.json")
    beside("start;end;text\n1,1;1,8;Guten Tag.\n6,2;6,6;Hallo!\n", "call.csv")
    assert heard(tmp_path)[0].text == "Guten Tag."


def test_no_transcript_says_where_to_put_it(tmp_path: Path) -> None:
    assert "no transcript lies beside the recording. Put it" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ('{"words": [', "call.json", "cannot be read (Expecting value: line 1 column 12"),
        ("[" * 100_000, "call.json", "cannot be read (RecursionError)"),
        ('{"words": ["secret words"]}', "call.json", "cannot be read (AttributeError)"),
        ('start,end,text\n1,2,"secret', "call.csv", "cannot be read (Error)"),
        ("agent;queue\n103;sales\n", "call.csv", "holds no words or segments with times"),
        ("WEBVTT\n", "call.vtt", "holds no words or segments with times"),
    ],
    ids=["cut off", "deep", "strings", "open quote", "other columns", "empty"],
)
def test_a_broken_transcript_is_an_error_of_its_file(
    beside: Write, tmp_path: Path, content: str, name: str, why: str
) -> None:
    beside(content, name)
    said = refusal(tmp_path)
    assert f"*{name.removeprefix('call')} {why}" in said
    assert "secret" not in said


def test_a_transcript_too_large_is_not_read(
    beside: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidecar_transcript, "MAX_BYTES", 1 << 20)
    beside(json.dumps({"words": words()}) + " " * (1 << 20))
    assert "cannot be read (more than 1 MB)" in refusal(tmp_path)


def test_the_card_says_where_the_words_come_from(beside: Write, tmp_path: Path) -> None:
    beside({"words": words(confidence=[0.9] * 4)})
    rated = notice(heard(tmp_path))
    assert rated is not None and rated.code == "N20"
    assert rated.text.en.startswith("the words come from the file *.json beside the recording")
    assert "by a measure of its own" in rated.text.en
    beside({"words": words()})
    unrated = notice(heard(tmp_path))
    assert unrated is not None and "does not say how surely" in unrated.text.en
    assert notice([Transcript(0, (), "de", 1.0, "base")]) is None
