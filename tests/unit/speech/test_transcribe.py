from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.synth import activity, channel, noise, tone
from voicecheck import load
from voicecheck.languages import load_pack
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.announcements import without_announcements
from voicecheck.speech.packing import pack
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.speech.voices import Voice
from voicecheck.speech.whisper import Decoded, DecodedWord, Encoded
from voicecheck.types.audio import Channel
from voicecheck.types.speech import Transcript, WindowFault
from voicecheck.types.time import total_s

SAMPLES = Path(__file__).parents[3] / "sample_audio"


class Heard(Encoded):
    """What a fake heard: the windows themselves, and in which context."""

    def __init__(self, windows: Sequence[np.ndarray], whole: bool) -> None:
        object.__setattr__(self, "windows", windows)
        object.__setattr__(self, "whole", whole)


class Deaf:
    """Listens to windows and hands them on."""

    name = "fake"
    workers = 2
    batch_size = 1

    def encode(self, windows: Sequence[np.ndarray], *, whole: bool = False) -> Heard:
        return Heard(windows, whole)

    def detect_language(self, encoded: Heard) -> list[tuple[str, float]]:
        return [("de", 0.8) for _ in encoded.windows]


class Fake(Deaf):
    """Answers every window with the words it was given; a whole context gets its own."""

    def __init__(self, fitted: str, whole: str = "") -> None:
        self.fitted, self.whole = fitted, whole
        self.decoded: list[tuple[int, bool]] = []

    def decode(self, encoded: Heard, *, language: str, beam_size: int) -> list[Decoded]:
        self.decoded.append((beam_size, encoded.whole))
        text = self.whole if encoded.whole else self.fitted
        return [
            Decoded(
                tuple(
                    DecodedWord(w, 0.2 + 0.4 * i, 0.5 + 0.4 * i, 0.9)
                    for i, w in enumerate(text.split())
                ),
                -0.2,
                0.01,
            )
            for _ in encoded.windows
        ]


class Doubting(Fake):
    """Takes the fullest window for a language that nobody speaks."""

    def __init__(self, *answers: tuple[str, float]) -> None:
        super().__init__("guten Tag")
        self.answers = list(answers)

    def detect_language(self, encoded: Heard) -> list[tuple[str, float]]:
        return [self.answers.pop(0)]


@pytest.mark.parametrize(
    ("answers", "language"),
    [
        ([("lv", 0.42), ("de", 0.99)], "de"),
        ([("lv", 0.42), ("de", 0.3)], "lv"),
        ([("de", 0.9), ("lv", 0.95)], "de"),
    ],
)
def test_where_a_window_leaves_doubt_the_next_one_says_the_language(
    answers: list[tuple[str, float]], language: str
) -> None:
    silence = channel(np.zeros(8000 * 60, dtype=np.float32))
    pairs = [
        (silence, activity((1.0, 20.0))),
        (channel(silence.samples, index=1), activity((30.0, 40.0))),
    ]
    engine = Doubting(*answers)
    found = WhisperTranscriber(engine=engine).transcribe(pairs, language=None)
    assert {transcript.language for transcript in found} == {language}


def test_words_come_back_in_recording_time_per_channel() -> None:
    silence = channel(np.zeros(8000 * 60, dtype=np.float32))
    pairs = [(silence, activity((30.0, 32.0))), (channel(silence.samples, index=1), activity())]
    shares: list[float] = []
    first, second = WhisperTranscriber(engine=Fake("guten Tag")).transcribe(
        pairs, language=None, progress=shares.append
    )
    assert first.text == "guten Tag"
    assert [round(w.span.start_s, 2) for w in first.words] == [30.0, 30.4]
    assert (first.language, first.language_probability) == ("de", 0.8)
    assert second.words == ()
    assert shares == [1.0]


def test_a_loop_is_decoded_again_in_a_whole_context() -> None:
    engine = Fake("und dann " * 9, "und dann kam er")
    pair = (channel(noise(20.0)), activity((1.0, 4.0)))
    (found,) = WhisperTranscriber(engine=engine).transcribe([pair], language="de")
    assert engine.decoded == [(5, False), (5, True)]
    assert found.text == "und dann kam er"
    assert found.windows[0].fault is None
    assert found.language_probability == 1.0


def test_a_loop_that_stays_is_dropped_and_marked() -> None:
    engine = Fake("und dann " * 9, "und dann " * 9)
    pair = (channel(noise(20.0)), activity((1.0, 12.0)))
    (found,) = WhisperTranscriber(engine=engine).transcribe([pair], language="de")
    assert found.words == ()
    assert found.windows[0].fault is WindowFault.LOOP


class Broken(Fake):
    """Fails as it hears its first window."""

    def encode(self, windows: Sequence[np.ndarray], *, whole: bool = False) -> Heard:
        raise MemoryError


def test_a_model_that_fails_lets_no_batch_wait_for_the_language() -> None:
    pair = (channel(noise(200.0)), activity(*((s, s + 15.0) for s in range(0, 200, 20))))
    with pytest.raises(MemoryError):
        WhisperTranscriber(engine=Broken("guten Tag")).transcribe([pair], language=None)


def test_sound_that_cannot_be_read_lets_no_batch_wait_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unread(*_: object) -> np.ndarray:
        raise OSError

    monkeypatch.setattr("voicecheck.speech.transcribe._sound", unread)
    pair = (channel(noise(200.0)), activity(*((s, s + 15.0) for s in range(0, 200, 20))))
    with pytest.raises(OSError):
        WhisperTranscriber(engine=Fake("guten Tag")).transcribe([pair], language=None)


def test_words_keep_their_windows_however_these_are_batched() -> None:
    starts = (0, 20, 38, 54, 68, 80, 90, 98)
    spoken = [(a + 0.5, b - 0.5) for a, b in pairwise((*starts, 104))]
    pair = (channel(np.zeros(8000 * 104, dtype=np.float32)), activity(*spoken))
    (found,) = WhisperTranscriber(engine=Fake("guten Tag")).transcribe([pair], language="de")
    spans = [(w.spans[0].start_s, w.n_words) for w in found.windows]
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert len(found.words) == 2 * len(found.windows) > 8


@pytest.mark.needs("speech model")
def test_a_house_vocabulary_is_heard() -> None:
    sound = load(SAMPLES / "call_stereo.wav").channel(0)
    greeting = Channel(0, sound.samples[: 8 * sound.sample_rate], sound.sample_rate)
    spoken = activity((1.0, 7.5))
    heard = [
        WhisperTranscriber(vocabulary=words).transcribe([(greeting, spoken)], language="de")[0].text
        for words in ((), ("Grumps und Söhne",))
    ]
    assert ["Grumps und Söhne" in text for text in heard] == [False, True]


@pytest.mark.needs("speech model")
@pytest.mark.parametrize("sound", [noise(6.0), tone(440, 6.0)], ids=["noise", "tone"])
def test_the_real_model_invents_nothing(sound: np.ndarray) -> None:
    pair = (channel(sound), activity((0.5, 5.5)))
    (found,) = WhisperTranscriber().transcribe([pair], language="de")
    assert found.words == () or max(word.probability for word in found.words) < 0.7


WORDS = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
]
STEP = 80  # samples: word i is a mark of i + 1 steps, so that the fake hears what a window holds


def marked(seconds: float, *starts_s: float) -> Channel:
    sound = np.zeros(round(seconds * 16_000), dtype=np.float32)
    for i, start_s in enumerate(starts_s):
        first = round(start_s * 16_000)
        sound[first : first + STEP * (i + 1)] = 0.5
    return channel(sound, rate=16_000)


class Forgetful(Deaf):
    """Hears the marks; in a window longer than 10 s all behind the first few are lost."""

    def __init__(
        self,
        *,
        keeps: int,
        alone: str | None = None,
        probability: float = 0.9,
        no_speech: float = 0,
    ) -> None:
        self.keeps, self.alone = keeps, alone
        self.probability, self.no_speech = probability, no_speech
        self.windows_s: list[float] = []

    def decode(self, encoded: Heard, *, language: str, beam_size: int) -> list[Decoded]:
        return [self._hear(sound) for sound in encoded.windows]

    def _hear(self, sound: np.ndarray) -> Decoded:
        self.windows_s.append(len(sound) / 16_000)
        edges = np.flatnonzero(np.diff((sound > 0.1).astype(int), prepend=0)).reshape(-1, 2)
        heard = [(start / 16_000, WORDS[(end - start) // STEP - 1]) for start, end in edges]
        first = len(sound) > 10 * 16_000
        if first:
            heard = heard[: self.keeps]
        elif self.alone is not None:
            heard = [(0.5 + 0.4 * i, word) for i, word in enumerate(self.alone.split())]
        sure = 0.9 if first else self.probability
        words = tuple(DecodedWord(word, at, at + 0.3, sure) for at, word in heard)
        if first or self.no_speech < 0.6:
            return Decoded(words, -0.2, 0.0)
        return Decoded(words, -2.0, self.no_speech)


# Three words, a pause, ten words: one window.
CALL = marked(20.0, 1.0, 2.0, 3.0, 4.3, 5.0, 5.7, 6.4, 7.1, 7.8, 8.5, 9.2, 9.9, 10.6)
SPOKEN = activity((0.9, 3.4), (4.2, 11.0))


def heard_by(engine: Forgetful) -> Transcript:
    (found,) = WhisperTranscriber(engine=engine).transcribe([(CALL, SPOKEN)], language="de")
    return found


def test_turns_lost_in_a_long_window_are_found_alone() -> None:
    engine = Forgetful(keeps=3)
    found = heard_by(engine)
    assert found.text.split() == WORDS
    assert found.words[3].span.start_s == pytest.approx(4.3, abs=0.05)
    assert found.wordless == ()
    assert len(engine.windows_s) == 2
    assert sum(window.n_words for window in found.windows) == len(WORDS)


def test_nothing_is_decoded_again_where_every_stretch_has_words() -> None:
    engine = Forgetful(keeps=len(WORDS))
    assert heard_by(engine).text.split() == WORDS
    assert len(engine.windows_s) == 1


def test_what_stays_without_words_is_named_and_no_music() -> None:
    found = heard_by(Forgetful(keeps=3, alone=""))
    assert found.text.split() == WORDS[:3]
    assert total_s(found.wordless) == pytest.approx(6.8)
    assert [window.fault for window in found.windows] == [None]


def test_a_word_said_once_does_not_appear_twice() -> None:
    found = heard_by(Forgetful(keeps=3, alone="eins zwei drei vier fünf sechs sieben acht"))
    assert found.text.split() == WORDS[:9]


def test_words_that_only_repeat_the_neighbours_fill_no_stretch() -> None:
    found = heard_by(Forgetful(keeps=3, alone="null eins zwei"))
    assert found.text.split() == WORDS[:3]
    assert found.wordless


@pytest.mark.parametrize("alone", ["drei vier fünf sechs sieben acht", "Vielen Dank."])
def test_music_between_words_becomes_no_words_but_its_own_window(alone: str) -> None:
    found = heard_by(Forgetful(keeps=3, alone=alone, probability=0.1, no_speech=0.8))
    assert found.text.split() == WORDS[:3]
    voice = Voice(0, SPOKEN, found)
    (kept,) = without_announcements([voice], pack=load_pack("de")).voices
    assert total_s(kept.activity.segments) == pytest.approx(2.5)


def test_unsure_words_are_not_taken() -> None:
    found = heard_by(Forgetful(keeps=3, probability=0.5))
    assert found.text.split() == WORDS[:3]
    assert found.wordless


def test_a_long_call_without_words_costs_no_more_than_twice() -> None:
    engine = Forgetful(keeps=0, alone="")
    sound = marked(300.0)
    spoken = activity(*((float(at), at + 9.0) for at in range(0, 300, 10)))
    (found,) = WhisperTranscriber(engine=engine).transcribe([(sound, spoken)], language="de")
    twice = 2  # an empty window is decoded with a beam too
    assert len(engine.windows_s) == 2 * twice * len(pack(sound, spoken.segments))
    assert total_s(found.wordless) == pytest.approx(270.0)


@pytest.mark.needs("speech model")
def test_the_real_model_finds_a_turn_again_that_it_lost_behind_another_language() -> None:
    call = load(SAMPLES / "call_alaw.wav").channel(0).samples[: 46 * 8000].copy()
    german = load(SAMPLES / "bank" / "de.flac").channel(0).samples[:24640]
    call[: 5 * 8000] = 0.001 * noise(5.0)
    call[7200 : 7200 + len(german)] = german
    spoken = channel(call)
    (found,) = WhisperTranscriber().transcribe([(spoken, detect_speech(spoken))], language="en")
    assert "let us find out together what is wrong" in found.text.lower()
    assert found.text.lower().count("find out together") == 1
    assert found.wordless == ()
