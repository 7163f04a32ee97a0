from __future__ import annotations

from voicecheck.cli.options import unused


def test_names_that_some_systems_take_for_one_get_their_own() -> None:
    taken: set[str] = set()
    names = [unused(stem, taken) for stem in ("Müller", "MÜLLER", "Mu\u0308ller", "other")]
    assert names == ["Müller", "MÜLLER-2", "Mu\u0308ller-3", "other"]
