from __future__ import annotations

import random

import pytest

from benchmarks.fuzz import mutate
from benchmarks.fuzz.parts import find_parts
from benchmarks.fuzz.seeds import Seed, build, wav, with_ogg_crc

SEEDS = build()
WAV = wav(bytes(range(64)))


def test_the_same_number_makes_the_same_file() -> None:
    for number in range(50):
        one, again = (mutate.mutated(SEEDS, random.Random(number)) for _ in range(2))
        assert one == again


def test_nearly_every_file_is_another_one() -> None:
    made = {mutate.mutated(SEEDS, random.Random(number))[1] for number in range(300)}
    assert len(made) > 280
    assert max(map(len, made)) <= mutate.MAX_BYTES
    unchanged = {seed.data for seed in SEEDS}
    assert len(made & unchanged) < 30


@pytest.mark.parametrize("change", mutate._CHANGES, ids=lambda change: change.__name__)
def test_each_change_changes_something_and_breaks_nothing(change: object) -> None:
    assert callable(change)
    changed = []
    for seed in (*SEEDS, Seed("nothing", ".wav", b""), Seed("a byte", ".wav", b"R")):
        parts = find_parts(seed.data)
        made = [change(seed.data, parts, SEEDS, random.Random(n)) for n in range(8)]
        assert all(isinstance(one, bytes) for one in made)
        if len(parts) > 2:
            changed.append(any(one != seed.data for one in made))
    assert sum(changed) > len(changed) / 2  # frames of silence are alike, whatever their order


def test_a_length_may_be_any_odd_figure() -> None:
    parts = find_parts(WAV)
    lengths = {mutate._length(WAV, parts, SEEDS, random.Random(n))[40:44] for n in range(400)}
    for figure in (0, 1, (1 << 31) - 1, (1 << 32) - 1):
        assert figure.to_bytes(4, "little") in lengths


def test_a_header_may_say_any_rate() -> None:
    parts = find_parts(WAV)
    made = (mutate._figure(WAV, parts, SEEDS, random.Random(n)) for n in range(2000))
    rates = {int.from_bytes(one[24:28], "little") for one in made}
    assert {0, 1, (1 << 31) - 1} <= rates


def test_pages_of_ogg_are_made_whole_again() -> None:
    made = next(seed.data for seed in SEEDS if seed.name == "ffmpeg ogg libopus")
    broken = made[:-5] + b"x" + made[-4:]
    mended = mutate._mended_ogg(broken)
    assert len(mended) == len(broken)
    last = find_parts(mended)[-1]
    page = mended[last.start : last.end]
    assert page == with_ogg_crc(page) and page != broken[last.start : last.end]
