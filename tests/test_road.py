"""The whole road with the real speech model, on our own calls of known truth."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voicecheck
from voicecheck.analysis.pipeline import Analysis
from voicecheck.analysis.plan import plan
from voicecheck.config import Config
from voicecheck.types.judgement import Verdict

pytestmark = pytest.mark.needs("speech model")


def truth_of(samples: Path, name: str) -> list[dict[str, object]]:
    document = json.loads((samples / f"{name}.truth.json").read_text("utf-8"))
    segments: list[dict[str, object]] = document["segments"]
    return segments


def true_rate(segments: list[dict[str, object]], role: str) -> float:
    own = [s for s in segments if s["role"] == role and s["kind"] == "turn"]
    pauses = sum(b - a for s in own for a, b in s["pauses"])  # type: ignore[attr-defined]
    spoken = sum(s["end_s"] - s["start_s"] for s in own) - pauses  # type: ignore[operator]
    return sum(s["syllables"] for s in own) / spoken  # type: ignore[misc,no-any-return]


@pytest.mark.parametrize(
    ("name", "fixture"), [("call_stereo", "heard_german"), ("call_alaw", "heard_english")]
)
def test_measured_against_the_truth(
    samples: Path, name: str, fixture: str, request: pytest.FixtureRequest
) -> None:
    analysis: Analysis = request.getfixturevalue(fixture)
    segments = truth_of(samples, name)
    assert analysis.agent.channel == 0
    assert analysis.agent.confidence > 0.9
    rate = float(analysis.features["tempo.articulation_rate"])
    assert rate == pytest.approx(true_rate(segments, "agent"), rel=0.08)
    greeting = segments[0]
    heard = analysis.features["greeting.greeting_syllables"]
    assert float(heard) == pytest.approx(greeting["syllables"], abs=2)
    assert heard.passages[0].span.start_s == pytest.approx(greeting["start_s"], abs=0.1)
    assert analysis.dialogue is not None
    turns = [s for s in segments if s["kind"] != "backchannel"]
    assert abs(len(analysis.dialogue.turns) - len(turns)) <= 3


def test_the_german_call_is_told_about_its_greeting_and_its_interruptions(
    samples: Path, heard_german: Analysis
) -> None:
    card = voicecheck.judge(heard_german.features)
    judged = {r.code: r.verdict for r in card.results if r.verdict is not Verdict.NOT_ASSESSED}
    unremarkable = dict.fromkeys(("M1", "M2", "M5", "M6", "M7", "M8"), Verdict.PASS)
    # One or two interruptions are no more than with 9 of 10 people: named, and not held against.
    assert judged == unremarkable | {"M3": Verdict.PASS, "M4": Verdict.FAIL}
    assert card.language == "de"
    quotes = " ".join(e.quote or "" for e in card.results["M4"].evidence).lower()
    assert "was kann ich für sie tun" in quotes
    truth = [s for s in truth_of(samples, "call_stereo") if s["kind"] == "interruption"]
    heard = [e.span for e in card.results["M3"].evidence if e.span]
    # The second begins with "Ich verstehe" and a pause: whether more than a sign of listening falls
    # into the caller's sentence hangs on the time of one word, which processors give differently.
    plain, faint = (segment["start_s"] for segment in truth)
    assert heard[0].start_s < plain < heard[0].end_s  # type: ignore[operator]
    assert all(span.start_s < faint < span.end_s for span in heard[1:])  # type: ignore[operator]
    assert len(heard) <= 2


def test_the_english_call_is_unremarkable(heard_english: Analysis) -> None:
    card = voicecheck.judge(heard_english.features, config=Config(lang="en"))
    judged = [r.verdict for r in card.results if r.verdict is not Verdict.NOT_ASSESSED]
    assert judged == [Verdict.PASS] * 8
    assert all(strength.heard for strength in card.strengths)
    assert card.language == "en"
    assert card.score == pytest.approx(100, abs=10)


def test_every_place_to_listen_to_lies_in_the_recording(heard_german: Analysis) -> None:
    length = heard_german.source.duration_s
    for measure in heard_german.features.measures.values():
        for passage in measure.passages:
            assert 0 <= passage.span.start_s <= passage.span.end_s <= length


def test_the_same_sound_gives_the_same_measures(samples: Path, heard_english: Analysis) -> None:
    again = voicecheck.analyze(voicecheck.load(samples / "call_alaw.wav"))
    made_now = replace(again.features, provenance=heard_english.features.provenance)
    assert made_now == heard_english.features


def test_the_wrong_channel_is_judged_only_when_asked_for(
    samples: Path, heard_german: Analysis
) -> None:
    recording = voicecheck.load(samples / "call_stereo.wav")
    config = Config(agent="right", language="de", checks={"select": ["M1"]})  # type: ignore[arg-type]
    other = voicecheck.analyze(recording, config=config)
    assert other.agent.channel == 1
    assert other.agent.confidence == 1.0
    mine = float(heard_german.features["pitch.f0_median_hz"])
    assert float(other.features["pitch.f0_median_hz"]) != pytest.approx(mine, rel=0.1)


def test_pitch_alone_needs_no_speech_model(samples: Path) -> None:
    class Refuses:
        def transcribe(self, *args: object, **kwargs: object) -> tuple[()]:
            raise AssertionError("no words are needed")

    recording = voicecheck.load(samples / "call_alaw.wav")
    config = Config(agent="left", language="en", checks={"select": ["M1"]})  # type: ignore[arg-type]
    analysis = voicecheck.analyze(recording, config=config, transcriber=Refuses())
    card = voicecheck.judge(analysis.features, config=config)
    assert card.results["M1"].verdict is Verdict.PASS
    assert not plan((), agent="auto", language=None).families - {
        "quality",
        "pitch",
        "loudness",
        "tempo",
        "pausing",
        "greeting",
        "articulation",
        "turn_taking",
        "wording",
    }


def test_mixed_mono_finds_the_agent_or_says_why_not(samples: Path) -> None:
    card = voicecheck.check(samples / "call_mono.wav")
    assert card.agent.channel is None
    # Two seconds where one voice gives way to the other may be lost to the speech model, and are said.
    assert {"N03"} <= {n.code for n in card.notices} <= {"N03", "N10"}
    for line in card.results:
        assert line.verdict is not Verdict.FAIL or line.code == "M4"
        assert line.verdict is not Verdict.NOT_ASSESSED or line.reason


def test_one_party_alone_is_the_agent(samples: Path, tmp_path: Path) -> None:
    sound, rate = soundfile.read(samples / "call_alaw.wav")
    soundfile.write(tmp_path / "agent.wav", sound[:, 0], rate)
    analysis = voicecheck.analyze(voicecheck.load(tmp_path / "agent.wav"))
    assert analysis.agent.channel is None
    assert 0.95 < analysis.agent.confidence < 1.0
    assert analysis.features.purity is None


def test_a_recording_that_starts_late_has_no_judged_greeting(samples: Path, tmp_path: Path) -> None:
    sound, rate = soundfile.read(samples / "call_stereo.wav")
    soundfile.write(tmp_path / "late.wav", sound[int(2.2 * rate) : 60 * rate], rate)
    card = voicecheck.check(tmp_path / "late.wav", config=Config(agent="left"))
    assert card.results["M4"].verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize("kind", ["silence", "hiss", "short"])
def test_a_file_without_speech_gets_a_card_that_says_so(tmp_path: Path, kind: str) -> None:
    drawn = np.random.default_rng(1).integers(-900, 900, 80_000)
    samples = {"silence": np.zeros(80_000), "hiss": drawn, "short": np.full(2400, 900)}[kind]
    path = tmp_path / f"{kind}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.astype("<i2").tobytes())
    card = voicecheck.check(path)
    assert {r.verdict for r in card.results} == {Verdict.NOT_ASSESSED}
    assert [n.code for n in card.notices] == ["N02"]
    assert card.score is None


def only_sound(path: Path, agent: str = "left") -> Analysis:
    """The road without words, for what the channels hold."""
    config = Config(agent=agent, language="en", checks={"select": ["M1"]})  # type: ignore[arg-type]
    return voicecheck.analyze(voicecheck.load(path), config=config)


def test_the_same_sound_on_both_channels_is_a_mono_recording(samples: Path, tmp_path: Path) -> None:
    sound, rate = soundfile.read(samples / "call_alaw.wav")
    mixed = sound.sum(axis=1)
    soundfile.write(tmp_path / "twice.wav", np.stack([mixed, 0.5 * mixed], axis=1), rate)
    analysis = only_sound(tmp_path / "twice.wav")
    assert analysis.agent.channel is None
    assert len(analysis.activities) == 1
    assert [n.code for n in analysis.features.notices] == ["N07", "N03"]


def test_an_empty_channel_is_noticed_with_its_consequence(samples: Path, tmp_path: Path) -> None:
    sound, rate = soundfile.read(samples / "call_alaw.wav")
    sound[:, 1] = 0
    soundfile.write(tmp_path / "half.wav", sound, rate)
    analysis = only_sound(tmp_path / "half.wav")
    (notice,) = (n for n in analysis.features.notices if n.code == "N15")
    assert "M2" in notice.text["de"] and "rechten Kanal" in notice.text["de"]
    assert notice.withholds == ("M2", "M3", "M6", "M8")
    assert analysis.agent.channel == 0


def test_a_leaking_caller_changes_neither_speech_nor_pitch(samples: Path, tmp_path: Path) -> None:
    sound, rate = soundfile.read(samples / "call_alaw.wav")
    clean = only_sound(samples / "call_alaw.wav")
    sound[:, 0] += 0.1 * np.convolve(sound[:, 1], [0.7, 0.4, -0.2], mode="same")
    soundfile.write(tmp_path / "leak.wav", sound, rate)
    leaky = only_sound(tmp_path / "leak.wav")
    assert "N07" in {n.code for n in leaky.features.notices}
    one, other = leaky.features, clean.features
    spread = "pitch.f0_range_semitones"
    assert float(one[spread]) == pytest.approx(float(other[spread]), rel=0.02)
    speech_s = [found["quality.snr_db"].n for found in (one, other)]  # what it rests on
    assert speech_s[0] == pytest.approx(speech_s[1], rel=0.02)
