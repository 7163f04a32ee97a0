"""Every measure is declared once: filled by a family, shown by its entry, read by somebody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicecheck
from voicecheck.checks import lacking_empathy, registry, strengths
from voicecheck.errors import VoicecheckError
from voicecheck.monitoring.baselines import LINE
from voicecheck.types.catalogue import CATALOGUE, EVIDENCE, FAMILIES, family, find, missing, taken
from voicecheck.types.text import Text

ROOT = Path(voicecheck.__file__).parent
WHY = Text("zu kurz", "too short")
DECLARING = ("features", "types")


def test_an_entry_says_all_of_a_measure() -> None:
    for name, info in CATALOGUE.items():
        assert info.name == name
        assert name.partition(".")[0] in FAMILIES
        said = (info.unit, info.n_unit, info.method, info.about, info.title.de, info.title.en)
        assert all(said), name
        assert not info.percent or info.unit == "1", name
        assert not hasattr(dict, name.partition(".")[2]), f"{name} hides a method of a mapping"


def test_titles_are_told_apart() -> None:
    for lang in ("de", "en"):
        titles = [info.title[lang] for info in CATALOGUE.values()]
        assert len(set(titles)) == len(titles)


def test_every_norm_is_about_a_measure_or_the_points_of_a_check() -> None:
    for check in registry.all_checks():
        for norm in check.norms:
            info = find(norm)
            points = f"{norm.removesuffix('_points')}.points"
            assert points in EVIDENCE if info is None else info.name.endswith(f".{norm}")


def test_every_measure_is_read_or_says_who_wants_it() -> None:
    read = {
        f"wording.{kind}"
        for one in (strengths.P1, strengths.P2, strengths.P3)
        for kind in one.moments
    } | set(LINE)
    kinds = (*lacking_empathy.PHRASES, *lacking_empathy.SOFTENING)
    read |= {f"wording.{kind}" for kind in kinds}
    for check in registry.all_checks():
        read |= {*check.requires, *check.reads, *(need.measure for need in check.evidence.needs)}
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] not in DECLARING:
            read |= set(re.findall(r'"([a-z_]+\.[a-z0-9_]+)"', path.read_text("utf-8")))
    line = (ROOT / "analysis" / "notices.py").read_text("utf-8")
    read |= {f"quality.{short}" for short in re.findall(r'"([a-z_]+)"', line)}
    unread = {name for name in CATALOGUE if name not in read}
    assert unread == {name for name, info in CATALOGUE.items() if info.for_whom}


def test_a_measure_takes_its_unit_and_method_from_its_entry() -> None:
    one = taken("tempo.articulation_rate", 5, 40)
    assert (one.value, one.unit, one.n, one.n_unit, one.method) == (
        *(5.0, "syllables/s", 40.0, "syllables", "words/vad"),
    )
    assert one.reason is None
    none = taken("tempo.articulation_rate", None, 3, why=WHY)
    assert (none.value, none.unit, none.n, none.reason) == (None, "syllables/s", 3.0, WHY)


def test_a_reason_is_kept_only_where_there_is_no_value() -> None:
    assert taken("pausing.pause_ratio", 0.0, 4, why=WHY).reason is None
    with pytest.raises(ValueError, match="exactly one"):
        taken("pausing.pause_ratio", None)


def test_what_the_catalogue_lacks_cannot_be_filled() -> None:
    with pytest.raises(VoicecheckError, match=r"did you mean 'tempo\.articulation_rate'"):
        taken("tempo.articulationrate", 5.0)


def test_a_family_is_read_by_name_and_by_attribute() -> None:
    tempo = family(taken("tempo.articulation_rate", 5.0), taken("tempo.syllables", 40.0))
    assert tempo.syllables is tempo["tempo.syllables"]
    assert "articulation_rate" in dir(tempo)
    with pytest.raises(AttributeError, match="did you mean 'syllables'"):
        _ = tempo.sylables


def test_a_family_that_could_not_be_taken_has_one_reason() -> None:
    none = missing("delivery", WHY, 2)
    assert list(none) == ["delivery.subdued_turns", "delivery.raised_turns"]
    assert all(one.reason == WHY and one.n == 2 for one in none.values())


def test_a_norm_finds_its_measure_by_the_short_name() -> None:
    found = find("pause_ratio")
    assert found is not None
    assert found.name == "pausing.pause_ratio"
    assert found is find("pausing.pause_ratio")
    assert find("nothing") is None
