"""Every measure as data (measures.toml): what it is, its unit and method, how it is shown."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from voicecheck.errors import VoicecheckError, suggest
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voicecheck.types.measure import Passage


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """What is known of a measure before it is taken."""

    name: str  # family.name
    unit: str
    n_unit: str  # what its basis counts
    method: str
    about: str
    title: Text
    percent: bool  # shown as a share of a whole
    for_whom: str  # who wants it, where nothing in voicecheck reads it


def _infos(family: str, table: dict[str, Any]) -> Iterable[MeasureInfo]:
    defaults = {key: value for key, value in table.items() if isinstance(value, str)}
    for short, own in table.items():
        if isinstance(own, dict):
            row = defaults | own
            yield MeasureInfo(
                f"{family}.{short}",
                row["unit"],
                row["n_unit"],
                row["method"],
                own["about"],
                Text(own["de"], own["en"]),
                own.get("shown") == "percent",
                own.get("for_whom", ""),
            )


_FILE = resources.files("voicecheck.types").joinpath("measures.toml")
_TABLES = tomllib.loads(_FILE.read_text(encoding="utf-8"))
EVIDENCE = {name: Text(**title) for name, title in _TABLES.pop("evidence").items()}
"""Titles of what else stands as evidence on a card: kinds of passages, points of checks."""
FAMILIES = {family: str(table["about"]) for family, table in _TABLES.items()}
"""What each family is about."""
CATALOGUE = {info.name: info for family, table in _TABLES.items() for info in _infos(family, table)}
"""Every measure by full name, in the order they are printed."""
_BY_SHORT = {name.partition(".")[2]: info for name, info in reversed(CATALOGUE.items())}


NO_MEASURE = Text("es gibt kein Maß '{name}': {hint}", "there is no measure '{name}': {hint}")


def find(name: str) -> MeasureInfo | None:
    """Return a measure by full name or, as norms call it, by the part behind the family."""
    return CATALOGUE.get(name) or _BY_SHORT.get(name)


def names_of(family: str) -> tuple[str, ...]:
    """Return the full names of a family's measures."""
    return tuple(name for name in CATALOGUE if name.partition(".")[0] == family)


def taken(
    name: str,
    value: float | None,
    n: float = 0.0,
    passages: Iterable[Passage] = (),
    *,
    why: Text | None = None,
) -> Measure:
    """Fill a measure of the catalogue; `why` is the reason where there is no value."""
    if name not in CATALOGUE:
        raise VoicecheckError(NO_MEASURE.format(name=name, hint=suggest(name, CATALOGUE)))
    info = CATALOGUE[name]
    return Measure(
        name,
        None if value is None else float(value),
        info.unit,
        float(n),
        info.n_unit,
        info.method,
        () if value is None else tuple(passages),
        why if value is None else None,
    )


def in_order(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Put measures in the order of the catalogue."""
    return {name: measures[name] for name in CATALOGUE if name in measures}


class Family(dict[str, Measure]):
    """Measures of one family by full name, and by attribute without it."""

    def __getattr__(self, short: str) -> Measure:
        """Return a measure by the part of its name behind the family."""
        found = {name.partition(".")[2]: measure for name, measure in self.items()}
        if short not in found:
            raise AttributeError(f"there is no measure '{short}': {suggest(short, found).en}")
        return found[short]

    def __dir__(self) -> list[str]:
        """Name the measures too, for completion."""
        return [*super().__dir__(), *(name.partition(".")[2] for name in self)]


def family(*measures: Measure) -> Family:
    """Put the measures of a family together."""
    return Family({measure.name: measure for measure in measures})


def missing(name: str, why: Text, n: float = 0.0) -> Family:
    """Return a whole family without values, for one reason."""
    return family(*(taken(full, None, n, why=why) for full in names_of(name)))
