"""Questions on a terminal, in the user's language."""

from __future__ import annotations

import sys

from voicecheck.cli.say import say

YES = ("j", "ja", "y", "yes")


def confirmed(question: str) -> bool:
    """Ask something that is done only on a clear yes."""
    return answered(f"{question} [j/N]", "").casefold() in YES


def answered(question: str, usual: str) -> str:
    """Ask for a word; an empty answer is the usual one."""
    shown = f"{question} [{usual}]" if usual else question
    say(f"{shown}: ", err=True, end="")
    return (sys.stdin.readline().strip() or usual).strip()
