"""Dockerfile, systemd, cron, Windows and their page: what they call exists, and they agree."""

from __future__ import annotations

import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
from defusedxml import ElementTree
from packaging.specifiers import SpecifierSet

from voicecheck.cli import app

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SERVICE = (DEPLOY / "voicecheck.service").read_text("utf-8")
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
START = (ROOT / "docs" / "schnellstart.md").read_text("utf-8")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def _task(name: str) -> str:
    tree = ElementTree.fromstring((DEPLOY / "voicecheck-task.xml").read_text("ascii"))
    (found,) = tree.iter(TASK + name)
    return str(found.text)


def _blocks(page: str) -> str:
    return "\n".join(re.findall(r"```\n(.*?)```", page, re.DOTALL))


def _calls(text: str) -> list[list[str]]:
    """Return every call of voicecheck's: what stands behind its name, up to what ends a command."""
    joined = re.sub(r"\\\n[# ]*", "", text)
    known = "|".join(typer.main.get_command(app).commands)
    found = re.findall(rf"voicecheck(?:\.exe)? ((?:{known})\b[^\n>|&;\"]*)", joined)
    return [shlex.split(one, posix=False) for one in found]


def _parsed(words: list[str]) -> dict[str, Any]:
    """Parse a call as the command line does, without doing it."""
    command = typer.main.get_command(app).commands[words[0]]
    found: dict[str, Any] = command.make_context(words[0], words[1:]).params
    return found


CALLS = {
    "Dockerfile": _calls(DOCKERFILE),
    "service": _calls(SERVICE),
    "cron": _calls((DEPLOY / "voicecheck.cron").read_text("utf-8")),
    "task": _calls(_task("Arguments")),
    "page": _calls(_blocks(PAGE)),
    "start": _calls(_blocks(START).replace("#", "\n")),
}


@pytest.mark.parametrize("where", CALLS)
def test_every_call_has_options_that_exist(where: str) -> None:
    assert CALLS[where]
    for call in CALLS[where]:
        params = _parsed(call)
        if call[0] == "batch":
            assert params["source"] and str(params["digest"]).endswith("morning.html")
    assert any(call[0] == "batch" for call in CALLS[where])


def test_the_first_steps_are_all_there() -> None:
    assert {"doctor", "check", "init", "batch"} <= {call[0] for call in CALLS["start"]}


def test_an_option_that_does_not_exist_is_seen() -> None:
    with pytest.raises(Exception, match="--digset") as raised:
        _parsed(shlex.split("batch /calls --store calls.db --digset morning.html"))
    assert type(raised.value).__name__ == "NoSuchOption"


def test_the_image_is_of_a_python_that_is_tested_and_pinned() -> None:
    (tag,) = re.findall(r"^ARG PYTHON=(\S+)$", DOCKERFILE, re.M)
    version = re.fullmatch(r"(\d+\.\d+)\.\d+-slim-\w+", tag)
    assert version, tag
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Programming Language :: Python :: {version[1]}" in project["classifiers"]
    assert SpecifierSet(project["requires-python"]).contains(tag.partition("-")[0])
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)) == {"python:${PYTHON}"}


def test_what_the_image_copies_is_there_and_let_in() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
        for name in line.split()[:-1]
    ]
    assert "requirements/offline.lock" in copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(fnmatch(name, rule.removeprefix("!")) for rule in rules[1:]), name
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == set(copied)


def test_the_image_is_installed_by_hashes_and_runs_as_nobody_in_particular() -> None:
    installs = re.findall(r"pip install (.+)$", DOCKERFILE, re.M)
    assert installs == ["--require-hashes -r requirements/offline.lock", "--no-deps ."]
    (user,) = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.M)
    assert int(user) > 0
    assert f"useradd --uid {user} " in DOCKERFILE


def test_some_failed_recordings_fail_no_unit_and_a_stop_is_waited_for() -> None:
    settings = dict(re.findall(r"^(\w+)=(.*)$", SERVICE, re.M))
    assert settings["SuccessExitStatus"] == "1"
    minutes = int(settings["TimeoutStopSec"].removesuffix("min"))
    limit_s = _parsed(["batch", "calls", "--store", "calls.db"])["time_limit"]
    assert minutes * 60 > limit_s
    assert f"--time {minutes * 60}" in PAGE
    assert settings["KillMode"] == "mixed"


def test_the_unit_writes_only_where_it_may() -> None:
    settings = dict(re.findall(r"^(\w+)=(.*)$", SERVICE, re.M))
    assert settings["ProtectSystem"] == "strict"
    assert settings["PrivateNetwork"] == "yes"
    ((_, *words),) = CALLS["service"]
    written = [
        words[i + 1] for i, w in enumerate(words) if w in ("--store", "--reports", "--digest")
    ]
    assert len(written) == 3
    assert all(one.startswith(f"/var/lib/{settings['StateDirectory']}/") for one in written)
    assert not settings["WorkingDirectory"].removeprefix("-").startswith(("/var", "/srv"))


def test_the_page_names_the_files_that_there_are() -> None:
    named = set(re.findall(r"deploy[/\\]([\w.-]+)", PAGE))
    assert named == {path.name for path in DEPLOY.iterdir()} - {"voicecheck.1"}
    assert "share/man/man1/voicecheck.1" in PAGE
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    shared = wheel["targets"]["wheel"]["shared-data"]
    assert shared == {"deploy/voicecheck.1": "share/man/man1/voicecheck.1"}


def test_the_same_night_everywhere() -> None:
    cron = (DEPLOY / "voicecheck.cron").read_text("utf-8")
    timer = (DEPLOY / "voicecheck.timer").read_text("utf-8")
    assert "OnCalendar=*-*-* 02:00:00" in timer
    assert re.search(r"^0 2 \* \* \* voicecheck ", cron, re.M)
    assert _task("StartBoundary").endswith("T02:00:00")
    assert CALLS["cron"] == CALLS["service"]
