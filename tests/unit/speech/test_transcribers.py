"""Transcribers are found by name: the house's own and guests' by the same table."""

from __future__ import annotations

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

import voicecheck
from voicecheck.batch.cache_keys import analysis_key
from voicecheck.cli import app
from voicecheck.config import Config
from voicecheck.errors import ConfigError
from voicecheck.speech import transcribers
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import Span

DOCS = Path(__file__).parents[3] / "docs" / "transcribers.md"


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch):
    """Install guests: name to ``module:object``."""

    def install(**guests: str) -> None:
        points = [EntryPoint(name, target, transcribers.GROUP) for name, target in guests.items()]
        monkeypatch.setattr(transcribers, "entry_points", lambda group: points)
        transcribers.targets.cache_clear()

    yield install
    transcribers.targets.cache_clear()


def test_whisper_is_the_default_and_loads_nothing_yet() -> None:
    made = transcribers.find(Config().transcriber)(model="base", threads=1)
    assert isinstance(made, WhisperTranscriber)


def test_an_unknown_name_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="no transcriber 'wisper': did you mean 'whisper'"):
        transcribers.find("wisper")


def test_a_guest_that_cannot_be_loaded_says_which(install) -> None:
    install(mine="no_such_package:Mine")
    with pytest.raises(ConfigError, match="'mine' cannot be loaded from no_such_package:Mine"):
        transcribers.find("mine")


def test_a_name_is_claimed_once(install) -> None:
    install(whisper="other:Whisper")
    with pytest.raises(ConfigError, match="'whisper' is claimed by"):
        transcribers.find("whisper")


def test_the_example_of_the_docs_is_found_built_and_heard(install, monkeypatch) -> None:
    asked = {}

    class Engine:
        def words(self, samples: np.ndarray, rate: int) -> list[SimpleNamespace]:
            return [SimpleNamespace(text="hallo", start=0.5, end=0.5 + len(samples) / rate, p=None)]

    def load(model: str, threads: int) -> Engine:
        asked.update(model=model, threads=threads)
        return Engine()

    code = re.search(r"<!-- example -->\n```python\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    assert code is not None
    engine, package = ModuleType("my_engine"), ModuleType("my_package")
    engine.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "my_engine", engine)
    monkeypatch.setitem(sys.modules, "my_package", package)
    exec(code[1], package.__dict__)
    install(mine="my_package:MyTranscriber")
    made = transcribers.find("mine")(model="large", threads=1)
    channel = Channel(1, np.zeros(800, np.float32), 8000)
    (found,) = made.transcribe([(channel, SpeechActivity(1, (), (), None))], language="de")
    assert asked == {"model": "large", "threads": 1}
    assert (found.channel, found.language) == (1, "de")
    assert found.words == (voicecheck.Word("hallo", Span(0.5, 0.6), None),)


def test_doctor_names_the_transcribers(install) -> None:
    install(mine="my_package:Mine")
    assert re.search(
        r"Spracherkenner +whisper, sidecar, mine", CliRunner().invoke(app, "doctor").output
    )


@pytest.mark.parametrize("command", ["check", "report", "measure", "transcribe", "batch"])
def test_every_command_that_hears_takes_the_option(command: str) -> None:
    out = (
        CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"}).output
    )
    assert "--transcriber" in out


def test_other_words_are_other_measures_and_whispers_keys_stay() -> None:
    keys = [
        analysis_key(Config(transcriber=name), masked=False)
        for name in ("whisper", "sidecar", "mine")
    ]
    assert len(set(keys)) == 3
    assert analysis_key(Config(), masked=False) == keys[0]


def test_what_needs_no_words_does_not_ask_whose() -> None:
    pitch = {"select": ["M1"]}
    keys = {
        analysis_key(
            Config(transcriber=name, checks=pitch, agent="left", language="de"), masked=False
        )
        for name in ("whisper", "sidecar")
    }
    assert len(keys) == 1
