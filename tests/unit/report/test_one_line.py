"""What a prompt shows of a noun: one line, in one language."""

from __future__ import annotations

from dataclasses import replace

import voicecheck
from tests.made_features import features
from voicecheck.analysis.pipeline import Analysis
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard
from voicecheck.types.speech import Dialogue


def test_a_card_is_its_worst_mistake_and_its_score_in_its_language(german: Analysis) -> None:
    said = {
        lang: repr(voicecheck.judge(german.features, config=voicecheck.Config(lang=lang)))
        for lang in ("de", "en")
    }
    assert said["de"] == (
        "<Scorecard call_stereo.wav · 3:25 min · M4 Antiquierte, zu lange Meldung: Fehler, Schwere "
        "100 von 100 · 86 von 100 Punkten, 8 von 8 Prüfungen beurteilt · de>"
    )
    assert "M4 Dated or overlong greeting: fail, severity 100 of 100" in said["en"]
    assert "86 of 100 points" in said["en"] and said["en"].endswith("· en>")


def test_the_worst_of_several_is_named() -> None:
    bad = features(tempo__articulation_rate=9.0, greeting__greeting_syllables=20.0)
    own = voicecheck.judge(bad)
    severities = {line.severity or 0.0: line.code for line in own.results}
    assert f"· {severities[max(severities)]} " in repr(own)


def test_nothing_found_and_nothing_judged_are_two_things() -> None:
    assert "· unauffällig · 100 von 100 Punkten" in repr(voicecheck.judge(features()))
    nothing = repr(voicecheck.judge(replace(features(), measures={})))
    assert "· nicht beurteilbar · keine Punktzahl, nur 0 von 8" in nothing


def test_an_analysis_and_a_recording_say_what_they_hold(
    german: Analysis, recording: Recording
) -> None:
    assert german.dialogue is not None
    n_turns = len(german.dialogue.turns)
    assert "Agent/in auf dem linken Kanal · Deutsch" in repr(german)
    assert f"{n_turns} Redebeiträge" in repr(german)
    one = replace(german, dialogue=Dialogue(german.dialogue.turns[:1], (), ()))
    assert "1 Redebeitrag ·" in repr(one)
    assert "niemand wird beurteilt" in repr(replace(german, dialogue=None))
    assert (
        repr(recording) == "<Recording call_stereo.wav · 3:25 min · 2 Kanäle · 8000 Hz · pcm_s16le>"
    )


def test_a_hostile_name_stays_in_its_line(card: Scorecard) -> None:
    own = replace(card, source=replace(card.source, path="a\nb\x1b[31m\u202e.wav"))
    assert repr(own).isprintable() and r"a\nb\x1b[31m" in repr(own)
