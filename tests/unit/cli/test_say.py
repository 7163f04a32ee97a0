from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck import cli
from voicecheck.cli.say import say


def test_a_line_stays_one(capsys: pytest.CaptureFixture[str]) -> None:
    say(Path("a\nb\x1b[2J\udcff.wav"), err=True)
    assert capsys.readouterr().err == "a\\nb\\x1b[2J\\udcff.wav\n"


def test_commands_print_lines_by_it_alone() -> None:
    files = [path for path in Path(cli.__file__).parent.glob("*.py") if path.name != "say.py"]
    assert len(files) > 10
    others = ("typer.echo(", "typer.secho(", " print(", "stderr.write(")
    assert not [file.name for file in files if any(one in file.read_text() for one in others)]
