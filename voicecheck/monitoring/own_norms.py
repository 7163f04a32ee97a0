"""Norms from own calls: the percentiles of what the store holds, as tables for voicecheck.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, select

from voicecheck.checks.norms import load_norms
from voicecheck.errors import NormError, StoreError
from voicecheck.monitoring.baselines import STREAMED
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only, shown
from voicecheck.store.tables import MOMENT
from voicecheck.store.views import SMALLEST_GROUP
from voicecheck.types.norm import BELOW
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Engine

    from voicecheck.types.norm import Norm

# Below, fewer than five calls lie beyond P2.5 and beyond P97.5: chance would set the verdict.
MIN_CALLS = 200
DIGITS = 4


@dataclass(frozen=True, slots=True)
class OwnNorms:
    """Percentiles of own calls."""

    language: str
    tables: dict[str, dict[str, Any]]
    refused: tuple[Text, ...]  # a sentence for each measure without a norm of its own


def own_norms(
    store: Engine,
    *,
    language: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> OwnNorms:
    """Compute percentiles of own calls for every measure that has a norm with a population.

    Only values count that were measured as the norm demands. They rest on calls, not on people:
    who takes many calls counts often. The points of the checks (``M5_points``) are no measures
    and keep the percentiles that voicecheck ships.
    """
    days: list[ColumnElement[bool]] = []
    if since is not None:
        days.append(datetime.combine(since, time.min) <= MOMENT)
    if until is not None:
        days.append(datetime.combine(until, time.min) + timedelta(days=1) > MOMENT)
    tables: dict[str, dict[str, Any]] = {}
    refused: list[Text] = []
    with read_only(store) as connection:
        spoken = language or _language(connection, shown(str(store.url)), days)
        norms = load_norms(spoken)
        where = (*days, t.recordings.c.language == spoken)
        for measure in connection.scalars(select(t.measures.c.name).distinct()).all():
            norm = norms.norms.get(measure.rpartition(".")[2])
            if norm is None or norm.percentiles is None:
                continue
            try:
                tables[norm.name] = _table(norm, spoken, _values(connection, measure, norm, where))
            except NormError as error:
                refused.append(_OF_MEASURE.format(measure=measure, why=error.text))
    refused.sort(key=lambda why: why.en)
    if not tables:
        whys = Text("; ".join(why.de for why in refused), "; ".join(why.en for why in refused))
        why = whys if refused else _NOTHING
        raise StoreError(_NOT_YET.format(store=shown(str(store.url)), why=why))
    return OwnNorms(spoken, dict(sorted(tables.items())), tuple(refused))


_OF_MEASURE = Text("{measure}: {why}", "{measure}: {why}")
_NOT_YET = Text("{store}: noch keine eigenen Richtwerte, {why}", "{store}: no own norms yet, {why}")
_NOTHING = Text("es gibt keine Gespräche mit Messwerten", "there are no calls with measures")
_NO_LANGUAGE = Text("kein Gespräch hat eine Sprache", "no call has a language")
_SEVERAL = Text(
    "{store}: Gespräche in mehreren Sprachen haben keine Richtwerte gemeinsam ({all}): eine mit "
    "--call-language nennen",
    "{store}: calls in several languages have no norms in common ({all}): name one by "
    "--call-language",
)
_CALLS = Text("Gespräche: {n}, nötig sind {needed}", "{n} calls, {needed} are needed")
_AGENTS = Text(
    "bekannte Personen: {n}, nötig sind {needed}", "{n} agents known, {needed} are needed"
)
_ALIKE = Text(
    "zu viele der Gespräche haben denselben Wert, um sie zu unterscheiden",
    "too many of the calls have the same value to tell them apart",
)
Taken = tuple[str | None, datetime, float]


def _language(connection: Connection, store: str, days: Sequence[ColumnElement[bool]]) -> str:
    r = t.recordings.c
    query = (
        select(r.language, func.count()).where(r.language.is_not(None), *days).group_by(r.language)
    )
    counts = dict(sorted((str(name), int(n)) for name, n in connection.execute(query)))
    if len(counts) > 1:
        said = ", ".join(f"{n} in '{name}'" for name, n in counts.items())
        raise StoreError(_SEVERAL.format(store=store, all=said))
    if not counts:
        raise StoreError(_NOT_YET.format(store=store, why=_NO_LANGUAGE))
    return next(iter(counts))


def _values(
    connection: Connection, measure: str, norm: Norm, where: Sequence[ColumnElement[bool]]
) -> list[Taken]:
    r, m = t.recordings.c, t.measures.c
    query = (
        select(r.agent, MOMENT, m.value)
        .join_from(t.measures, t.recordings, r.id == m.recording_id)
        .where(
            m.name == measure,
            m.value.is_not(None),
            m.unit == norm.unit,
            m.method.startswith(norm.method, autoescape=True),
            *where,
        )
    )
    rows = connection.execute(query, execution_options=STREAMED)
    return [(agent, at, value) for agent, at, value in rows]


def _table(norm: Norm, language: str, taken: Sequence[Taken]) -> dict[str, Any]:
    """Return the percentiles as an override; refuse what would be chance, or about few people."""
    agents = {agent for agent, _, _ in taken if agent is not None}
    if len(taken) < MIN_CALLS:
        raise NormError(_CALLS.format(n=len(taken), needed=MIN_CALLS))
    if agents and len(agents) < SMALLEST_GROUP:
        raise NormError(_AGENTS.format(n=len(agents), needed=SMALLEST_GROUP))
    found = np.quantile([value for _, _, value in taken], [*BELOW.values()])
    first, last = (at(moment for _, moment, _ in taken).date().isoformat() for at in (min, max))
    fields = {
        "percentiles": {
            name: float(f"{value:.{DIGITS}g}") for name, value in zip(BELOW, found, strict=True)
        },
        "n": len(taken),
        "population": f"own calls in '{language}', percentiles of calls, not of people",
        "source": f"own calls, n = {len(taken)}, {first} to {last}",
        "strength": "practice",
    }
    try:
        load_norms(language, {norm.name: fields})
    except NormError:
        raise NormError(_ALIKE) from None
    return fields
