"""What has to be measured: the checks say which measures they read, and the rest is left out.

Judging M1 alone on a known channel in a known language never loads the speech model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.types.catalogue import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.check import Check

WORD_FAMILIES = frozenset(
    {"tempo", "pausing", "greeting", "articulation", "turn_taking", "wording"}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which families to measure, and whether words are needed at all."""

    families: frozenset[str]
    words: bool


def plan(
    checks: Sequence[Check],
    *,
    agent: str,
    language: str | None,
    strengths: bool = True,
    delivery: bool = False,
) -> Plan:
    """Find out what has to be measured."""
    allowed = frozenset(FAMILIES) - (frozenset() if delivery else {"delivery"})
    if not checks:
        return Plan(allowed, True)
    names = {name for check in checks for name in (*check.requires, *check.reads)}
    names |= {need.measure for check in checks for need in check.evidence.needs}
    families = {name.partition(".")[0] for name in names} | {"quality"}
    if strengths:
        families |= {"wording", "turn_taking"}
    if delivery and "turn_taking" in families:
        families.add("delivery")
    unknown = language is None or agent == "auto"
    words = bool(names) and (unknown or bool(families & WORD_FAMILIES))
    return Plan(frozenset(families) & allowed, words)
