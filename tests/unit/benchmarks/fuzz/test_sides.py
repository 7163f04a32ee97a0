from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from benchmarks.fuzz import sides
from voicecheck.config import load_config


def test_files_follow_from_the_number() -> None:
    for make in (sides.side_file, sides.transcript, sides.settings, sides.file_name):
        made = [make(random.Random(n)) for n in range(200)]
        assert made == [make(random.Random(n)) for n in range(200)]
        assert len(set(made)) > 100


def test_every_kind_of_file_is_made() -> None:
    made = Counter(sides.side_file(random.Random(n))[0] for n in range(100))
    assert set(made) == set(sides.SIDE_SUFFIXES)
    made = Counter(sides.transcript(random.Random(n))[0] for n in range(100))
    assert set(made) == set(sides.TRANSCRIPT_SUFFIXES)


def test_some_are_whole_and_some_are_not() -> None:
    whole = []
    for n in range(300):
        suffix, data = sides.transcript(random.Random(n))
        if suffix == ".json":
            try:
                json.loads(data)
            except (ValueError, RecursionError):
                whole.append(False)
            else:
                whole.append(True)
    assert 0.15 < sum(whole) / len(whole) < 0.85


def test_names_are_names_that_a_file_can_have() -> None:
    for n in range(500):
        name = sides.file_name(random.Random(n))
        assert "/" not in name and "\0" not in name


def test_the_settings_are_right_before_they_are_damaged(tmp_path: Path) -> None:
    file = tmp_path / "voicecheck.toml"
    file.write_text(sides._TOML, encoding="utf-8")
    assert load_config(file).recorder == ""
