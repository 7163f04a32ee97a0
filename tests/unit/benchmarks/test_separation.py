"""What counts as right in telling voices apart, and what the cases are made of."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.separation.cases import SAMPLES, Case, cases, on, plans
from benchmarks.separation.dialogue import dialogue, own_lines, queues, same_line
from benchmarks.separation.score import Found, score, summarise
from benchmarks.separation.speakers import RATE, Utterance, clips
from voicecheck.types.audio import Channel
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = (Span(0, 4), Span(6, 8)), (Span(4, 6), Span(7, 8))


def case(first: tuple[Span, ...] = FIRST, second: tuple[Span, ...] = SECOND) -> Case:
    truth = on(first, 1000).astype(np.uint8) | 2 * on(second, 1000).astype(np.uint8)
    activity = SpeechActivity(0, (Span(0, 8),), (Span(0, 8),), None)
    channel = Channel(0, np.zeros(80_000, np.float32), 8000)
    return Case("x", "y", "held-out", channel, activity, truth)


def found(*voices: tuple[Span, ...], purity: float = 1.0, doubtful=()) -> Found:
    return Found(voices, purity, doubtful, {})


@pytest.mark.parametrize("voices", [(FIRST, SECOND), (SECOND, FIRST)])
def test_the_names_of_the_voices_do_not_matter(voices) -> None:
    made = score(case(), found(*voices))
    assert (made.right, made.clean, made.overlap_recall, made.overlap_precision) == (1, 1, 1, 1)
    assert (made.n_true, made.n_found, made.error) == (2, 2, 0)


def test_speech_given_to_both_counts_half_and_speech_given_to_none_not_at_all() -> None:
    # 7 s of one person alone: 4 right, 2 given to both, 1 to nobody.
    made = score(case(), found((Span(0, 6),), (Span(4, 6), Span(7, 8))))
    assert made.right == pytest.approx((4 + 1) / 7)
    assert made.overlap_recall == 0 and made.overlap_precision == 0


def test_one_voice_for_two_is_right_for_who_speaks_more() -> None:
    made = score(case(), found((Span(0, 8),), purity=0.95))
    assert made.right == pytest.approx(5 / 7)
    assert made.error == pytest.approx(0.95 - 5 / 7)
    assert made.overlap_recall == 0 and made.overlap_precision is None
    assert summarise([made]).n_joined == 1
    unsure = score(case(), found((Span(0, 8),), purity=0.7))
    assert (summarise([unsure]).n_joined, summarise([unsure]).n_other_number) == (0, 1)


def test_a_late_change_is_clean_and_sure_where_it_is_owned_up_to() -> None:
    late = ((Span(0, 4.2), Span(6, 8)), (Span(4.2, 6), Span(7, 8)))
    made = score(case(), found(*late, doubtful=(Span(4, 4.3),)))
    assert made.right == pytest.approx(1 - 0.2 / 7)
    assert (made.clean, made.sure) == (1, 1)


def test_a_voice_split_in_two_is_counted() -> None:
    alone = case((Span(0, 8),), ())
    whole, split = (
        score(alone, found((Span(0, 8),))),
        score(alone, found((Span(0, 6),), (Span(6, 8),), purity=0.8)),
    )
    assert (whole.right, split.right) == (1, 0.75)
    made = summarise([whole, split])
    assert (made.n, made.n_split, made.n_joined, made.near_share) == (2, 1, 0, 0.5)
    assert (made.median, made.worst, made.right_share) == (0.875, 0.75, 0.5)
    assert made.overlap_recall is None


def test_where_nothing_is_known_nothing_is_scored() -> None:
    made = score(case((), ()), found(FIRST, SECOND))
    assert (made.right, made.overlap_precision, made.error) == (None, None, None)


def written(folder: Path, name: str, tone_hz: float, seconds: float, text: str) -> Utterance:
    import soundfile

    rng = np.random.default_rng(round(tone_hz))
    t = np.arange(round(seconds * RATE)) / RATE
    swell = 0.55 + 0.45 * np.sin(2 * np.pi * 0.7 * t)
    sound = 0.1 * swell * np.sin(2 * np.pi * tone_hz * t) + 1e-5 * rng.standard_normal(len(t))
    folder.mkdir(parents=True, exist_ok=True)
    soundfile.write(folder / f"{name}.wav", sound, RATE)
    return Utterance(folder / f"{name}.wav", text, "neutral")


@pytest.fixture
def two(tmp_path: Path) -> tuple[list[Utterance], list[Utterance]]:
    one, other = (
        [
            written(tmp_path, f"{who}{i}", hz + 10 * i, 1.5 + 0.3 * i, f"sentence {i}")
            for i in range(8)
        ]
        for who, hz in (("a", 500.0), ("b", 1500.0))
    )
    return one, other


def test_long_utterances_are_cut_and_nothing_is_lost(tmp_path: Path) -> None:
    made = clips(written(tmp_path, "long", 700, 20.0, "novel"))
    assert all(0.4 * RATE < len(clip.sound) <= 6.0 * RATE for clip in made)
    assert sum(len(clip.sound) for clip in made) == pytest.approx(20.0 * RATE, rel=0.05)


def test_a_dialogue_is_the_same_every_time_and_says_who_speaks(two) -> None:
    (voices, where), (again, _) = (
        dialogue(*two, "any", np.random.default_rng(seed)) for seed in (1, 1)
    )
    assert np.array_equal(voices, again)
    assert not np.array_equal(
        voices[0, :40_000], dialogue(*two, "any", np.random.default_rng(2))[0][0, :40_000]
    )
    assert where.sum(axis=1).min() > 200
    for voice, spoken in zip(voices, where, strict=True):
        loud = np.abs(voice[: len(voice) // 80 * 80].reshape(-1, 80)).max(axis=1) > 0.01
        assert (loud & ~spoken[: len(loud)]).sum() <= 2 * np.abs(np.diff(spoken)).sum()
        assert loud[spoken[: len(loud)]].mean() > 0.8


def test_other_sentences_are_never_said_by_both_and_the_same_ones_are(two) -> None:
    rng = np.random.default_rng(0)
    a, b = ({clip.text for clip in talk} for talk in queues(two, "other", rng))
    assert a and b and not a & b
    a, b = ({clip.text for clip in talk} for talk in queues(two, "same", rng))
    assert a == b and len(a) == 8


@pytest.mark.parametrize("lines", [same_line, own_lines])
def test_both_parties_are_in_the_mix(two, lines) -> None:
    voices, _ = dialogue(*two, "any", np.random.default_rng(0))
    parties, mix = lines(voices, np.random.default_rng(0))
    together = parties.sum(axis=0)
    assert np.corrcoef(mix, together[: len(mix)])[0, 1] > 0.99
    for party, other in (parties, parties[::-1]):
        assert np.corrcoef(mix, party[: len(mix)])[0, 1] > 0.3
        assert abs(np.corrcoef(party, other)[0, 1]) < 0.1


def manifest(folder: Path, rows: list[dict[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    sets = {
        "emodb": ["03", "08", "09", "10", "11"],
        "kerstin_de": ["kerstin"],
        "thorsten": ["thorsten"],
        "asterisk_en": ["Allison Smith"],
        "speechocean762": [f"{i:04}" for i in range(8)],
        "listeners": ["1", "2", "3", "4"],
        "german_misc": ["x"],
    }
    for name, people in sets.items():
        rows = []
        for i, person in enumerate(people):
            written(tmp_path / name, person, 500 + 50 * i, 62.0, "")
            row = {"path": f"{person}.wav", "speaker": person, "sex": "fm"[i % 2]}
            rows.append({**row, "labels": "neutral", "transcript": person, "duration_s": "62.0"})
        manifest(tmp_path / name, rows)
    return tmp_path


def test_nobody_is_in_both_halves(speech: Path) -> None:
    people: dict[str, set[str]] = {"calibration": set(), "held-out": set()}
    listed = [p for p in plans(speech, SAMPLES) if p.group.startswith(("pair", "alone"))]
    for plan in listed:
        words = plan.name.split()
        people[plan.half] |= set(words[:2] if plan.group.startswith("pair") else [plan.name])
    assert not people["calibration"] & people["held-out"]
    assert {"emo08", "thorsten", "reader1", "learner0000"} <= people["calibration"]
    assert {"emo10", "kerstin", "reader3", "learner0002"} <= people["held-out"]
    assert len({(plan.group, plan.name) for plan in listed}) == len(listed)


def test_a_kept_case_is_the_built_one(speech: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    name = "call channel"
    built, kept = (
        next(cases(speech, work=work, groups=[name], half="calibration")) for _ in range(2)
    )
    assert len(list(work.iterdir())) == 1
    assert np.array_equal(built.channel.samples, kept.channel.samples)
    assert built.channel.sample_rate == kept.channel.sample_rate
    assert built.activity == kept.activity and len(kept.activity.segments) > 20
    assert np.array_equal(built.truth, kept.truth) and kept.n_voices == 1
    assert (kept.group, kept.half) == (name, "calibration")
