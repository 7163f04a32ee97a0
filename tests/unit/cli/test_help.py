from __future__ import annotations

import os
import subprocess
import sys

import pytest


def voicecheck(*words: str, lang: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "voicecheck", *words],
        env={**os.environ, "PYTHONPATH": os.getcwd(), "LC_ALL": lang, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("lang", "groups", "examples"),
    [
        (
            "de_DE.UTF-8",
            ("Was beurteilt wird", "Dateien", "Ausgabe", "Dieser Rechner"),
            "Beispiele:",
        ),
        ("en_GB.UTF-8", ("What is judged", "Files", "Output", "This machine"), "Examples:"),
    ],
)
def test_help_is_in_groups_with_two_examples_in_the_language_of_the_machine(
    lang: str, groups: tuple[str, ...], examples: str
) -> None:
    done = voicecheck("check", "--help", lang=lang)
    assert done.returncode == 0
    assert all(f"─ {group} ─" in done.stdout for group in groups)
    tail = done.stdout.partition(examples)[2]
    assert tail.count("voicecheck check ") == 2
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_nothing_of_german_help_is_english() -> None:
    done = voicecheck("--help-all", lang="de_DE.UTF-8")
    assert done.returncode == 0
    for english in ("Usage:", "Options", "Commands", "Arguments", "Show this", "default", "required",
                    "Install", "completion for", " the ", " of ", "<bool>"):  # fmt: skip
        assert english not in done.stdout, english
    assert done.stdout.count("Aufruf: voicecheck") >= 16


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "voicecheck: DATEI fehlt. Hilfe: "),
        (("chck",), "voicecheck: einen Befehl chck gibt es nicht; meinten Sie check?"),
        (
            ("check", "--agnt", "x", "a"),
            "voicecheck: eine Option --agnt gibt es nicht; meinten Sie",
        ),
        (("batch", "x", "--store", "s", "--workers", "0"), "--workers: das ist keine Zahl ab 1"),
        (("baseline", "s", "--since", "gestern"), "--since: das ist kein Tag, geschrieben wie"),
        (("check", "a", "--agent"), "voicecheck: --agent braucht einen Wert"),
        (("check", "a.wav", "--format", "jsn"), "meinten Sie 'json'?"),
        (("check", "a.wav", "--fail-on", "wran"), "'warn'"),
    ],
)
def test_what_was_called_wrongly_is_one_line_in_german(words: tuple[str, ...], said: str) -> None:
    done = voicecheck(*words, lang="de_DE.UTF-8")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert said in line


def test_a_shell_completes_options_of_a_command_that_is_loaded_later() -> None:
    words = "voicecheck check --f"
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'voicecheck'; import voicecheck.cli as c; c.main()"],
        env={**os.environ, "_VOICECHECK_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["--fail-on", "--format"]
