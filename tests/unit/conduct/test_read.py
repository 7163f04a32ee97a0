"""Two readers make one verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.conduct.bank import words_of
from voicecheck.conduct import read
from voicecheck.conduct.read import (
    AGREED,
    ALONE,
    MIN_WORD_PROBABILITY,
    NO_DOUBT,
    SURE,
    Conduct,
    Reading,
    corroborated,
    decide,
    hits_of,
    read_conduct,
)
from voicecheck.conduct.reader import kinds_of
from voicecheck.conduct.sentences import Sentence, sentences_of
from voicecheck.languages import load_pack
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Turn

DE = load_pack("de")
REFUSED = "Das ist leider nicht möglich."


def _dialogue(*said: tuple[Role, str], probability: float = 1.0) -> Dialogue:
    turns, start_s = [], 0.0
    for role, text in said:
        words = words_of(text, start_s, probability)
        span = words[0].span | words[-1].span
        turns.append(Turn(role, span, (span,), words))
        start_s = span.end_s + 1
    return Dialogue(tuple(turns), (), (), ())


def _sentence(
    text: str, probability: float = 1.0, heard: str = "Ich rufe wegen der Heizung an."
) -> Sentence:
    said = _dialogue((Role.CUSTOMER, heard), (Role.AGENT, text), probability=probability)
    return next(one for one in sentences_of(said) if one.role is Role.AGENT)


def _likely(**known: float) -> dict[str, float]:
    return dict.fromkeys(kinds_of(Role.AGENT), 0.0) | known


def _kind(sentence: Sentence, likely: dict[str, float] | None) -> str | None:
    counted = decide(sentence, hits_of(sentence, DE), likely, DE)
    return counted.kind if counted else None


def test_a_phrase_counts_where_the_meaning_agrees() -> None:
    said = _sentence("Sie müssen das Formular ausfüllen.")
    assert "controlling" in hits_of(said, DE)
    assert _kind(said, _likely(controlling=AGREED["controlling"])) == "controlling"
    assert _kind(said, _likely(controlling=AGREED["controlling"] - 0.01)) is None


def test_without_a_phrase_the_meaning_has_to_be_surer() -> None:
    said = _sentence("Dann müssten Sie wohl mit dem Fahrrad kommen.")
    assert "refusal" not in hits_of(said, DE)
    assert ALONE["refusal"] > AGREED["refusal"]
    assert _kind(said, _likely(refusal=ALONE["refusal"])) == "refusal"
    assert _kind(said, _likely(refusal=ALONE["refusal"] - 0.01)) is None


def test_what_the_lexicon_cancels_never_counts_however_likely() -> None:
    assert _kind(_sentence("Ich rufe Sie morgen zurück."), _likely(commitment=0.99)) == "commitment"
    assert _kind(_sentence("Ich rufe Sie auch nicht zurück."), _likely(commitment=0.99)) is None


def test_a_sentence_counts_once_and_what_is_held_against_somebody_goes_first() -> None:
    said = _sentence("Das nehme ich auf, so ein Schloss ist ja Kleinkram.")
    assert _kind(said, _likely(commitment=0.99, trivialise=ALONE["trivialise"])) == "trivialise"
    assert _kind(said, _likely(commitment=0.99, alternative=0.9)) == "commitment"


def test_nobody_is_judged_by_words_that_were_hardly_recognised() -> None:
    likely = _likely(refusal=0.99)
    assert _kind(_sentence(REFUSED, MIN_WORD_PROBABILITY), likely) == "refusal"
    assert _kind(_sentence(REFUSED, MIN_WORD_PROBABILITY - 0.01), likely) is None


def test_a_refusal_before_missing_words_is_none() -> None:
    said = _sentence(REFUSED)
    assert _kind(replace(said, unheard=True), _likely(refusal=0.99)) is None


def test_only_the_opening_sentence_contradicts() -> None:
    said = _sentence("Das stimmt nicht.")
    assert _kind(said, _likely(contradiction=0.99)) == "contradiction"
    assert _kind(replace(said, opens=False), _likely(contradiction=0.99)) is None


def test_a_read_back_is_no_phrase_of_ones_own() -> None:
    said = "Sie müssen das Gerät einschicken."
    assert "controlling" in hits_of(_sentence(said), DE)
    assert "controlling" not in hits_of(_sentence(said, heard=f"Im Brief steht: {said}"), DE)


def test_a_softened_form_counts_half() -> None:
    for text, weight in (
        ("Sie müssen das Formular ausfüllen.", 1.0),
        ("Sie müssten nur kurz das Formular ausfüllen.", 0.5),
    ):
        said = _sentence(text)
        counted = decide(said, hits_of(said, DE), _likely(controlling=0.9), DE)
        assert counted is not None and counted.weight == weight


def test_steps_that_the_caller_asked_for_order_nobody_about() -> None:
    said = "Sie müssen das Formular ausfüllen."
    likely = _likely(controlling=0.99)
    assert _kind(_sentence(said), likely) == "controlling"
    assert _kind(_sentence(said, heard="Was muss ich denn jetzt machen?"), likely) is None


def _reading(probability: float, *, sure: bool = False, kind: str = "blame") -> Reading:
    return Reading(kind, _sentence(REFUSED), REFUSED, 1.0, probability, sure)


def test_a_doubtful_sentence_accuses_nobody_alone() -> None:
    doubtful, sure = _reading(SURE - 0.1), _reading(SURE, sure=True)
    praise = _reading(0.6, kind="empathy")
    assert corroborated([doubtful, praise], n_sentences=10) == [praise]
    assert corroborated([sure, praise], n_sentences=10) == [sure, praise]
    assert corroborated([doubtful, sure], n_sentences=10) == [doubtful, sure]
    assert corroborated([doubtful, doubtful], n_sentences=10) == [doubtful, doubtful]


def test_a_long_call_takes_more_doubtful_sentences() -> None:
    doubtful = _reading(SURE - 0.1)
    assert corroborated([doubtful] * 2, n_sentences=200) == []
    assert corroborated([doubtful] * 6, n_sentences=200) == [doubtful] * 6


def test_a_phrase_that_leaves_no_doubt_is_sure_by_itself() -> None:
    said = _sentence("Das habe ich Ihnen doch schon gesagt.")
    counted = decide(said, hits_of(said, DE), _likely(know_it_all=NO_DOUBT), DE)
    assert counted is not None and counted.sure
    said = _sentence("Wenn Sie mal richtig gelesen hätten.")
    counted = decide(said, hits_of(said, DE), _likely(know_it_all=ALONE["know_it_all"]), DE)
    assert counted is not None and not counted.sure


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("", "refusal"),
        (" Ich schicke Ihnen aber heute noch ein Leihgerät.", None),
        (" Kann ich sonst noch etwas für Sie tun?", "refusal"),
    ],
)
def test_the_lexicon_alone_looks_for_an_offer(after: str, kind: str | None) -> None:
    assert _kind(_sentence(REFUSED + after), None) == kind


def test_without_the_encoder_the_lexicon_reads_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "installed", lambda: False)
    found = read_conduct(_dialogue((Role.AGENT, REFUSED)), DE)
    assert not found.by_meaning
    assert [(one.kind, one.probability) for one in found.readings] == [("refusal", None)]


def test_a_long_call_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _dialogue(*[(Role.AGENT, REFUSED), (Role.CUSTOMER, "Geht das?")] * 4)
    whole = read_conduct(said, DE)
    monkeypatch.setattr(read, "READ_AT_ONCE", 3)
    parts = read_conduct(said, DE)
    assert [one.kind for one in whole.readings] == [one.kind for one in parts.readings]
    assert [one.probability for one in parts.readings] == pytest.approx(
        [one.probability for one in whole.readings], abs=1e-4
    )
    assert whole.readings


def test_nothing_was_said_and_nothing_is_read() -> None:
    assert read_conduct(Dialogue((), (), (), ()), DE) == Conduct((), by_meaning=True)
