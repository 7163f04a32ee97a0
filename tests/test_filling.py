"""The families fill the whole catalogue, and nothing else."""

from __future__ import annotations

from tests.synth import activity, channel, conversation, glide, spread, transcript
from voicecheck.analysis.measuring import measure, track
from voicecheck.languages import load_pack
from voicecheck.speech.voices import Voice
from voicecheck.types.catalogue import CATALOGUE, FAMILIES
from voicecheck.types.time import Span

SAID = ("Guten Tag, Sie sprechen mit Sonja Müller,", "was kann ich für Sie tun?")
PROBLEM = "Meine neue Heizung im Keller bleibt seit gestern leider kalt."


def test_every_family_fills_its_names_with_the_units_of_the_catalogue() -> None:
    starts = [6.0 * i for i in range(8)]
    lines = [
        ("agent", start + first, start + last, text)
        for start in starts
        for first, last, text in ((1.0, 2.8, SAID[0]), (3.2, 5.1, SAID[1]))
    ]
    pairs = [(start, end) for _, start, end, _ in lines]
    sound = channel(glide(150.0, 6.0, 52.0))
    ipus = tuple(Span(*pair) for pair in pairs)
    words = transcript(*(word for _, a, b, text in lines for word in spread(text, a, b)))
    asked = [("caller", start + 5.3, start + 6.8, PROBLEM) for start in starts]
    found, phrases = measure(
        sound,
        Voice(0, activity(*pairs), words),
        track(sound, ipus, frozenset(FAMILIES)),
        conversation(*lines, *asked),
        usable=ipus,
        pack=load_pack("de"),
        families=frozenset(FAMILIES),
    )
    assert set(found) == set(CATALOGUE)
    for name, one in found.items():
        info = CATALOGUE[name]
        assert (one.name, one.unit, one.n_unit, one.method) == (
            *(name, info.unit, info.n_unit, info.method),
        )
    unfilled = {name for name, one in found.items() if one.value is None}
    assert unfilled == {"loudness.loudness_movement_db_per_s"}  # a buzz is as loud throughout
    assert [hit.rule for hit in phrases] == ["greeting.dated_opening", "greeting.dated_help"]
