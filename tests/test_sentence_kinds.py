"""Kinds of sentences that must (not) count: denied, closing, small talk, reported, harmless.

What counts is decided by the lexicons, their rules and the clauses of a sentence together.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.synth import spread
from voicecheck.errors import LanguageError
from voicecheck.languages import available, load_pack

DATA = tomllib.loads((Path(__file__).parent / "data" / "sentence_kinds.toml").read_text("utf-8"))
ROWS = [
    (kind["language"], rule, sentence, kind["expected"])
    for kind in DATA["kind"]
    for rule in kind["rules"]
    for sentence in kind["sentences"]
]
REFUSED = [
    (kind["language"], sentence, kind["offered"])
    for kind in DATA["refused"]
    for sentence in kind["sentences"]
]


@pytest.mark.parametrize(("language", "rule", "sentence", "expected"), ROWS)
def test_a_sentence_counts_where_it_is_meant(
    language: str, rule: str, sentence: str, expected: str
) -> None:
    pack, words = load_pack(language), spread(sentence, 0, 10)
    found, cancelled = bool(pack.match(rule, words)), pack.cancelled(rule, words)
    assert found == (expected == "hit")
    assert cancelled or expected != "denied"
    assert not (found and cancelled)


@pytest.mark.parametrize(("language", "sentence", "offered"), REFUSED)
def test_what_follows_a_refusal_is_found_behind_it(
    language: str, sentence: str, offered: bool
) -> None:
    pack, words = load_pack(language), spread(sentence, 0, 10)
    after = words[pack.match("conduct.refusal", words)[0].last + 1 :]
    kinds = ("conduct.alternative", "conduct.commitment", "conduct.joint")
    assert any(pack.match(kind, after) for kind in kinds) == offered


@pytest.mark.parametrize("language", available())
def test_what_is_not_said_at_all_is_not_cancelled(language: str) -> None:
    sentence = {"de": "Heute ist nicht Montag.", "en": "Today is not Monday."}[language]
    pack = load_pack(language)
    words = spread(sentence, 0, 10)
    assert not [r for r in pack.rules if r.startswith("conduct.") and pack.cancelled(r, words)]


def test_another_hit_that_stands_is_not_cancelled() -> None:
    pack = load_pack("de")
    words = spread("Ich rufe Sie nicht zurück. Ich schicke Ihnen einen Brief.", 0, 10)
    assert [hit.quote for hit in pack.match("conduct.commitment", words)] == [
        "Ich schicke Ihnen einen Brief."
    ]
    assert not pack.cancelled("conduct.commitment", words)


def test_the_tail_of_a_hit_ends_with_its_clause() -> None:
    words = spread("That is not possible, but I can send you one.", 0, 10)
    (hit,) = load_pack("en").match("conduct.refusal", words)
    assert hit.quote == "That is not possible,"


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(LanguageError, match="no class"):
        load_pack("de").cancelled("conduct.praise", spread("Guten Tag", 0, 1))
