"""Keys move with what a call's measures depend on, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voicecheck import languages
from voicecheck.analysis.version import VERSIONS
from voicecheck.api import what_to_measure
from voicecheck.batch import cache_keys
from voicecheck.batch.cache_keys import analysis_key, measured_by
from voicecheck.config import ChecksConfig, Config

PITCH_ALONE = Config(agent="left", language="en", checks=ChecksConfig(select=["M1"]))


def key(config: Config, **changed: object) -> str:
    return analysis_key(config.model_copy(update=changed), masked=False)


def test_a_new_model_counts_where_words_are_needed() -> None:
    assert key(Config(), model="small") != key(Config())
    assert key(PITCH_ALONE, model="small") == key(PITCH_ALONE)
    # Unless the agent or the language has to be found from the words.
    assert key(PITCH_ALONE, agent="auto", model="small") != key(PITCH_ALONE, agent="auto")
    assert key(PITCH_ALONE, language=None, model="small") != key(PITCH_ALONE, language=None)


def test_a_house_vocabulary_counts_where_words_are_needed() -> None:
    own = Config(vocabulary=["Grumps"])
    assert analysis_key(own, masked=False) != analysis_key(Config(), masked=False)


def test_a_card_counts_where_words_are_needed() -> None:
    assert key(Config(device="cuda")) != key(Config())
    assert key(PITCH_ALONE, device="cuda") == key(PITCH_ALONE)


def test_another_version_of_the_analysis_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(Config()), key(PITCH_ALONE), cache_keys.lexicon_key()
    monkeypatch.setitem(VERSIONS, "analysis", 999)
    assert key(Config()) != before[0]
    assert key(PITCH_ALONE) != before[1]
    assert cache_keys.lexicon_key() == before[2]


def test_another_reading_of_sentences_asks_for_no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(Config()), cache_keys.lexicon_key()
    monkeypatch.setitem(VERSIONS, "conduct", 999)
    assert key(Config()) == before[0]
    assert cache_keys.lexicon_key() != before[1]


def test_what_only_judging_needs_does_not_count() -> None:
    ignoring = Config(checks=ChecksConfig(ignore=["M4"]))
    assert key(ignoring) == key(Config()) == key(Config(), lang="en")
    assert "greeting" in what_to_measure(measured_by(ignoring)).families


def test_every_word_list_of_a_language_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = Path(languages.__file__).parent

    def keys(folder: Path) -> tuple[str, str]:
        monkeypatch.setattr(cache_keys, "folders", lambda: {"xx": folder})
        monkeypatch.setattr(cache_keys, "files_of", lambda code: [*folder.glob("*.toml")])
        cache_keys._shipped.cache_clear()
        return cache_keys.lexicon_key(), cache_keys.judgement_key(Config())

    shutil.copytree(shipped / "de", tmp_path, dirs_exist_ok=True)
    before = keys(tmp_path)
    for file in [*tmp_path.glob("*.toml"), tmp_path / "a_new_one.toml"]:
        text = file.read_text("utf-8") if file.exists() else ""
        file.write_text(text + "# changed", "utf-8")
        words, norms = keys(tmp_path)
        assert (words != before[0]) == (
            file.name not in ("norms.toml", "privacy.toml", "report.toml")
        )
        assert (norms != before[1]) == (file.name == "norms.toml")
        before = words, norms
    cache_keys._shipped.cache_clear()


def test_masked_measures_are_others() -> None:
    assert analysis_key(Config(), masked=True) != analysis_key(Config(), masked=False)
