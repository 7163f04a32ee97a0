"""The man page: what the help says, in roff."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer

from benchmarks.manpage import PAGE, man_page

app = typer.Typer(help="Hears *calls*. More of it.", rich_markup_mode="rich")
inner = typer.Typer(help="Inner.")
app.add_typer(inner, name="models")


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", help="The version.")] = False) -> None:
    pass


@app.command(
    epilog="Examples:\n\nvoicecheck listen a.wav --dry-run", help=".wav files first.\n\nC:\\calls"
)
def listen(
    files: Annotated[list[str], typer.Argument(help="Recordings.")],
    to: Annotated[str, typer.Option("-o", "--output", help="Where [bold]to[/bold].")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say.", rich_help_panel="Output")
    ] = False,
    limit_s: Annotated[float, typer.Option(help="Seconds.", rich_help_panel="Output")] = 1800.0,
    secret: Annotated[bool, typer.Option("--secret", hidden=True)] = False,
) -> None:
    """Not this."""


@app.command(hidden=True)
def unseen() -> None:
    """Not that."""


@inner.command("list")
def list_them() -> None:
    """List them."""


@pytest.fixture(scope="module")
def page() -> str:
    return man_page(app, "1.2")


def test_the_line_under_name_is_the_first_sentence(page: str) -> None:
    assert ".SH NAME\nvoicecheck \\- Hears *calls*\n.SH" in page
    assert '.TH VOICECHECK 1 "" "voicecheck 1.2"' in page


def test_arguments_options_groups_and_defaults(page: str) -> None:
    assert "\\fBvoicecheck listen\\fR \\fIFILES...\\fR \\fB\\-o\\fR, \\fB\\-\\-output\\fR" in page
    assert ".TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fITO\\fR\nWhere to." in page
    assert page.index("\\fIOutput\\fR") < page.index(".TP\n\\fB\\-\\-dry\\-run\\fR\nOnly say.")
    assert "Seconds. Default: 1800.0." in page


def test_nested_commands_stand_there_and_hidden_ones_do_not(page: str) -> None:
    assert '.SS "models list"\nList them.' in page
    assert "secret" not in page
    assert "unseen" not in page


def test_no_line_of_text_is_taken_for_a_command_of_roff(page: str) -> None:
    assert "\n\\&.wav files first.\n.PP\nC:\\ecalls\n" in page
    assert "\\fBvoicecheck listen a.wav \\-\\-dry\\-run\\fR" in page


def test_the_page_in_deploy_has_macros_of_man_and_nothing_else() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    macros = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert {".TH", ".SH", ".SS", ".TP"} <= macros
    assert macros <= {".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".nf", ".fi", ".RS", ".RE", '.\\"'}
    assert all(lines)
