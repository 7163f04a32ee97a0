"""Ordinary talkers on the telephone, as sentences in context that accuse nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.conduct.bank import Labelled
from benchmarks.ordinary.sides import conversations
from voicecheck.conduct.kinds import ACCUSING
from voicecheck.conduct.sentences import sentences_of
from voicecheck.languages import load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.speech import Party

if TYPE_CHECKING:
    from pathlib import Path


def everyday(folder: Path, *, half: int) -> list[Labelled]:
    """Return the sentences of every other conversation, each side as the agent once.

    Parameters
    ----------
    folder : Path
        With ``switchboard.csv.gz``.
    half : int
        0: the conversations that the readers are trained with; 1: those kept apart.

    Returns
    -------
    list of Labelled
    """
    found: list[Labelled] = []
    for number, pair in enumerate(conversations(folder / "switchboard.csv.gz")):
        if number % 2 != half:
            continue
        for me, other in (pair, pair[::-1]):
            sides = (
                Party(Role.AGENT, me.activity, me.transcript),
                Party(Role.CUSTOMER, other.activity, other.transcript),
            )
            dialogue = build_dialogue(sides, pack=load_pack("en"))
            found += [
                Labelled(sentence, frozenset(), "", f"{number}", "en", about=ACCUSING)
                for sentence in sentences_of(dialogue)
            ]
    return found
