"""The dialogues of many writers keep their format, and an ordinary one accuses nobody."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from benchmarks.conduct.agreement import kappas
from voicecheck.languages import load_pack

FOLDER = Path(__file__).parents[3] / "benchmarks" / "conduct"
ACCUSING = {
    "push", "know_it_all", "controlling", "contradiction", "blame", "justification", "refusal",
    "trivialise",
}  # fmt: skip
PRAISED = {
    "empathy", "appreciation", "joint", "commitment", "alternative", "paraphrase", "open_question",
    "hold_notice",
}  # fmt: skip
ALLOWED = {"A": ACCUSING | PRAISED, "C": {"problem", "repair"}}
DIALOGUES, APART = (
    [
        json.loads(line)
        for path in sorted((FOLDER / folder).glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    for folder in ("dialogues", "apart")
)


def test_there_are_enough_dialogues_of_enough_writers() -> None:
    assert len({d["id"] for d in DIALOGUES}) == len(DIALOGUES) >= 300
    assert len({d["writer"] for d in DIALOGUES}) >= 10
    by_language = Counter(d["lang"] for d in DIALOGUES)
    assert by_language["de"] >= 200 and by_language["en"] >= 100
    assert all(load_pack(language) for language in by_language)


def test_labels_are_known_and_ordinary_dialogues_accuse_nobody() -> None:
    for dialogue in DIALOGUES + APART:
        found = set()
        assert 8 <= len(dialogue["turns"]) <= 16, dialogue["id"]
        for turn in dialogue["turns"]:
            for sentence in turn["s"]:
                assert sentence["t"].strip()
                assert set(sentence["l"]) <= ALLOWED[turn["who"]], (dialogue["id"], sentence)
                found |= set(sentence["l"])
        assert bool(found & ACCUSING) == (dialogue["kind"] == "fault"), dialogue["id"]


def test_the_second_labels_cover_a_tenth_of_them_sentence_by_sentence() -> None:
    own = {d["id"]: d for d in DIALOGUES}
    second = [
        json.loads(line) for line in (FOLDER / "second.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(second) >= len(own) / 10
    assert {own[one["id"]]["writer"] for one in second} == {d["writer"] for d in DIALOGUES}
    for one in second:
        places = {
            f"{i}.{j}"
            for i, turn in enumerate(own[one["id"]]["turns"], 1)
            for j in range(1, len(turn["s"]) + 1)
        }
        assert set(one["labels"]) == places


def test_writers_and_second_labellers_agree() -> None:
    found = kappas()
    assert min(found.values()) >= 0.7  # else the definition has to be mended
    assert round(found["all labels"], 2) == 0.95


def test_writers_kept_apart_share_nothing_with_the_others() -> None:
    assert {d["writer"] for d in APART}.isdisjoint(d["writer"] for d in DIALOGUES)
    assert Counter(d["lang"] for d in APART) == {"de": 60, "en": 60}
    said, theirs = (
        {s["t"] for d in dialogues for turn in d["turns"] for s in turn["s"] if len(s["t"]) > 60}
        for dialogues in (DIALOGUES, APART)
    )
    assert not said & theirs
