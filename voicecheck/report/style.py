"""How a verdict looks: one mark, one colour, one style, wherever it is shown."""

from __future__ import annotations

from voicecheck.types.judgement import Verdict

MARKS = {Verdict.PASS: "✓", Verdict.WARN: "!", Verdict.FAIL: "✗", Verdict.NOT_ASSESSED: "–"}
COLOURS = {
    Verdict.PASS: "#2e7d4f",
    Verdict.WARN: "#9a6700",
    Verdict.FAIL: "#b3261e",
    Verdict.NOT_ASSESSED: "#5a6473",
}
TERMINAL = {
    Verdict.PASS: "green",
    Verdict.WARN: "yellow",
    Verdict.FAIL: "bold red",
    Verdict.NOT_ASSESSED: "dim",
}
VARIABLES = {"pass": "good", "warn": "watch", "fail": "bad", "not_assessed": "soft"}  # of the pages


def css_colours() -> str:
    """Return the colours as variables of a style sheet."""
    pairs = (f"--{VARIABLES[verdict]}: {colour};" for verdict, colour in COLOURS.items())
    return f":root {{ {' '.join(pairs)} }}"
