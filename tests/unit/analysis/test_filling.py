"""The families fill the whole catalogue, and nothing else."""

from __future__ import annotations

from tests.synth import activity, channel, conversation, glide, spread, transcript
from voicecheck.analysis.measuring import measure, track
from voicecheck.languages import load_pack
from voicecheck.speech.voices import Voice
from voicecheck.types.catalogue import CATALOGUE, FAMILIES
from voicecheck.types.time import Span

SAID = "Guten Tag, Sie sprechen mit Sonja Müller, was kann ich für Sie tun?"


def test_every_family_fills_its_names_with_the_units_of_the_catalogue() -> None:
    pairs = [(1.0 + 6 * i, 5.0 + 6 * i) for i in range(8)]
    sound = channel(glide(150.0, 6.0, 52.0))
    ipus = tuple(Span(*pair) for pair in pairs)
    words = transcript(*(word for pair in pairs for word in spread(SAID, *pair)))
    lines = [("agent", *pair, SAID) for pair in pairs]
    asked = [("caller", end + 0.1, end + 0.9, "Ja, gut.") for _, end in pairs]
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
    taken = {name.partition(".")[0] for name, one in found.items() if one.value is not None}
    assert taken >= set(FAMILIES) - {"delivery", "loudness"}  # those need a real voice
    assert [hit.rule for hit in phrases] == ["greeting.dated_help"]
