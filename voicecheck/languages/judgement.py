"""What people are judged by besides norms, each figure with its reason: any/judgement.toml."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.languages import read_data

TABLES = read_data("any", "judgement.toml")


@dataclass(frozen=True, slots=True)
class Gates:
    """Whether there is anybody to judge, and when a reader is told of a fault of the line."""

    speech_s: float
    agent_confidence: float
    upper_edge_hz: float
    dropouts: float
    caller_unclear: float
    clipped: float
    digital_silence: float
    coverage: float


def figures(*path: str) -> dict[str, float]:
    """Return the figures of a table, such as ``("limits", "M1")``, without units and reasons."""
    table = TABLES
    for name in path:
        table = table[name]
    return {name: float(entry["value"]) for name, entry in table.items()}


GATES = Gates(**figures("recording"))
