"""Made transcripts in the shapes that vendors document, brought to rows."""

from __future__ import annotations

import json

import pytest

from voicecheck.speech import transcript_formats
from voicecheck.speech.transcript_formats import Read, Row, read


def as_json(document: object) -> Read:
    return read(json.dumps(document).encode(), ".json")


def row(text: str, start: float, end: float, **about: object) -> Row:
    given = {"unit_s": None, "probability": None, "channel": "", "speaker": ""} | about
    return Row(tuple(text.split()), start, end, **given)  # type: ignore[arg-type]


def test_whisper_words_lie_inside_segments() -> None:
    words = [
        {"word": " Guten", "start": 0.5, "end": 0.8, "probability": 0.9},
        {"word": " Tag.", "start": 0.8, "end": 1.1, "probability": 0.5},
    ]
    found = as_json(
        {"language": "de", "segments": [{"start": 0.5, "end": 1.1, "text": "x", "words": words}]}
    )
    assert found == Read(
        (row("Guten", 0.5, 0.8, probability=0.9), row("Tag.", 0.8, 1.1, probability=0.5)), "de"
    )


def test_segments_alone_are_rows_of_several_words() -> None:
    segment = {"start": 0.0, "end": 1.0, "text": " Guten Tag, ", "avg_logprob": -0.2, "id": 0}
    assert as_json({"language": "german", "segments": [segment]}) == Read(
        (row("Guten Tag,", 0.0, 1.0),), "de"
    )


def test_openai_words_get_the_punctuation_of_the_segments() -> None:
    found = as_json({
        "language": "english",
        "segments": [{"start": 0.0, "end": 1.0, "text": "Hello, you."}],
        "words": [{"word": "Hello", "start": 0.0, "end": 0.4}, {"word": "you", "start": 0.5, "end": 1}],
    })  # fmt: skip
    assert [one.words for one in found.rows] == [("Hello,",), ("you.",)]
    assert found.language == "en"


def test_a_whisperx_word_without_times_goes_with_the_one_before() -> None:
    words = [{"word": "Im", "start": 1.0, "end": 1.2, "score": 0.8}, {"word": "2014"}]
    (found,) = as_json(
        {"segments": [{"start": 1, "end": 2, "text": "Im 2014", "words": words}]}
    ).rows
    assert found == row("Im 2014", 1.0, 1.2)


def amazon_item(content: str, start: str | None = None) -> dict[str, object]:
    times = {"start_time": start, "end_time": f"{float(start) + 0.3:.2f}"} if start else {}
    return {
        **times,
        "alternatives": [{"confidence": "0.9", "content": content}],
        "type": "pronunciation" if start else "punctuation",
    }


def test_amazon_names_channels_and_leaves_punctuation_without_times() -> None:
    channels = [
        {"channel_label": "ch_0", "items": [amazon_item("Hallo", "4.86"), amazon_item(".")]},
        {"channel_label": "ch_1", "items": [amazon_item("Ja", "6.10")]},
    ]
    items = [amazon_item("Hallo", "4.86"), amazon_item("."), amazon_item("Ja", "6.10")]
    labels = {"channels": channels, "number_of_channels": 2}
    found = as_json(
        {"results": {"language_code": "de-DE", "channel_labels": labels, "items": items}}
    )
    assert found == Read(
        (
            row("Hallo.", 4.86, 5.16, probability=0.9, channel="ch_0"),
            row("Ja", 6.1, 6.4, probability=0.9, channel="ch_1"),
        ),
        "de",
    )


def test_amazon_without_channels() -> None:
    (found,) = as_json(
        {"results": {"items": [amazon_item("Hallo", "4.86"), amazon_item("!")]}}
    ).rows
    assert found == row("Hallo!", 4.86, 5.16, probability=0.9)


def deepgram(*channels: list[str]) -> Read:
    def word(text: str) -> dict[str, object]:
        about = {"confidence": 0.97, "speaker": 1, "speaker_confidence": 0.4}
        return {"word": text.lower(), "punctuated_word": text, "start": 1.5, "end": 1.9, **about}

    return as_json(
        {
            "results": {
                "channels": [
                    {"alternatives": [{"words": list(map(word, own))}], "detected_language": "en"}
                    for own in channels
                ],
                "utterances": [{"start": 1.5, "end": 1.9, "transcript": "Yes."}],
            }
        }
    )


def test_deepgram_names_channels_where_there_are_several() -> None:
    both = deepgram(["Yes."], ["No."])
    first = row("Yes.", 1.5, 1.9, probability=0.97, channel="0", speaker="1")
    second = row("No.", 1.5, 1.9, probability=0.97, channel="1", speaker="1")
    assert both == Read((first, second), "en")
    assert [one.channel for one in deepgram(["Yes."]).rows] == [""]


def google(text: str, start: object, end: object, **about: object) -> dict[str, object]:
    return {
        "alternatives": [{"words": [{"word": text, "startTime": start, "endTime": end, **about}]}]
    }


def test_google_times_carry_their_unit() -> None:
    first = {
        **google("Ja", "1.200s", "1.5s", confidence=0.8),
        "channelTag": 1,
        "languageCode": "de-de",
    }
    second = google("Nein", {"seconds": "2", "nanos": 500000000}, {"seconds": "3"})
    assert as_json({"results": [first, second]}) == Read(
        (
            row("Ja", 1.2, 1.5, unit_s=1.0, probability=0.8, channel="1"),
            row("Nein", 2.5, 3.0, unit_s=1.0),
        ),
        "de",
    )


def test_googles_last_result_repeats_all_words_where_speakers_are_told_apart() -> None:
    first, second = google("Ja", "1s", "2s"), google("Gut", "3s", "4s")
    assert len(as_json({"results": [first, second]}).rows) == 2
    whole = google("Ja", "1s", "2s", speakerTag=2)
    assert as_json({"results": [first, second, whole]}).rows == (
        row("Ja", 1.0, 2.0, unit_s=1.0, speaker="2"),
    )


def test_assemblyai_words_with_channel_and_speaker() -> None:
    word = {
        "text": "Smoke",
        "start": 250,
        "end": 650,
        "confidence": 0.97,
        "speaker": "A",
        "channel": "1",
    }
    assert as_json({"language_code": "en_us", "words": [word]}) == Read(
        (row("Smoke", 250.0, 650.0, probability=0.97, channel="1", speaker="A"),), "en"
    )


def test_a_plain_list_whose_keys_name_the_unit() -> None:
    found = as_json([{"start_ms": 100, "end_ms": 300, "text": "Hallo", "track": "left"}])
    assert found.rows == (row("Hallo", 100.0, 300.0, unit_s=0.001, channel="left"),)


@pytest.mark.parametrize("head", ["start;end;text;speaker", "Beginn;Ende;Wortlaut;Sprecher"])
def test_csv_by_the_names_of_its_columns(head: str) -> None:
    found = read(f"{head}\n0,5;1,25;Guten Tag;Agent\n".encode("utf-8-sig"), ".csv")
    assert found.rows == (row("Guten Tag", 0.5, 1.25, speaker="Agent"),)


def test_csv_with_clock_times_and_durations() -> None:
    found = read(b"start,duration,word,channel\n00:01:02.5,00:00:01,hello,0\n", ".csv")
    assert found.rows == (row("hello", 62.5, 63.5, unit_s=1.0, channel="0"),)


def test_csv_with_units_in_its_head() -> None:
    found = read(b"start (ms),end (ms),word\n500,700,hello\n", ".csv")
    assert found.rows == (row("hello", 500.0, 700.0, unit_s=0.001),)


@pytest.mark.parametrize(
    "content", ["WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ann>Good <b>day</b>\n",
                "1\n00:00:01,000 --> 00:00:02,500\nGood\nday\n"],
    ids=["vtt", "srt"],
)  # fmt: skip
def test_subtitles(content: str) -> None:
    suffix = ".vtt" if content.startswith("WEBVTT") else ".srt"
    assert read(content.encode(), suffix).rows == (row("Good day", 1000.0, 2500.0, unit_s=0.001),)


@pytest.mark.parametrize(
    "document",
    [{}, [], 3, "text", {"agent": "103", "queue": "sales"}, {"segments": []}, {"results": {}},
     {"words": [{"text": "no times"}]}, {"results": [{"alternatives": [{"transcript": "Hi"}]}]}],
)  # fmt: skip
def test_what_is_no_transcript_has_no_rows(document: object) -> None:
    assert as_json(document).rows == ()


def test_control_characters_never_come_through() -> None:
    hostile = "\x1b[31mred\x07 \u202eright \ud800half"
    (found,) = as_json([{"start": 0, "end": 1, "text": hostile}]).rows
    assert found.words == ("[31mred", "right", "half")


@pytest.mark.parametrize("confidence", ["high", 87, -0.1, 0.0, None, "nan"])
def test_what_is_no_probability_is_none(confidence: object) -> None:
    (found,) = as_json([{"start": 0, "end": 1, "text": "a", "confidence": confidence}]).rows
    assert found.probability is None


def test_too_much_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_formats, "MAX_ROWS", 2)
    with pytest.raises(ValueError, match="more than 2 rows"):
        as_json([{"start": 0, "end": 1, "text": "a"}] * 3)
    with pytest.raises(ValueError, match="a word of more than 200 letters"):
        as_json([{"start": 0, "end": 1, "text": "a" * 201}])


def test_start_and_end_in_different_units_are_an_error() -> None:
    with pytest.raises(ValueError, match="different units"):
        as_json([{"start_ms": 0, "end_s": 1, "text": "a"}])
