"""Reference values from own calls: what is usual for the team, and for each agent.

Kept are the measures that a check reads, because only these stand on a card, and those of the
line. A small group gets no values: a figure over two people is about people.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sqlalchemy import delete, insert, select

from voicecheck.checks.registry import all_checks
from voicecheck.errors import TooFewCallsError
from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction, read_only, shown
from voicecheck.store.tables import MOMENT
from voicecheck.store.views import SMALLEST_GROUP
from voicecheck.store.write import now_utc
from voicecheck.types.baseline import Baseline, Reference
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection, Engine

    from voicecheck.types.baseline import Scope
    from voicecheck.types.call import CallInfo

CALLS_OF_AN_AGENT = 5  # from here on an agent has values of their own
CALLS_UNNAMED = 20  # where nobody knows who spoke
LINE = ("quality.snr_db", "quality.bandwidth_hz", "quality.upper_edge_hz", "quality.dropout_ratio",
        "quality.clipping_ratio", "turn_taking.line_delay_s")  # fmt: skip
STREAMED = {"yield_per": 10_000}
"""When a call was; where no telephone system says so, when it was analysed."""

Taken = tuple[str | None, datetime, float]
"""A measure of one call: agent, when, value."""


@dataclass(frozen=True, slots=True)
class OwnValue:
    """A reference value, and whose it is."""

    who: str  # the agent as the store names them; empty for the team
    reference: Reference
    since: str  # days of the first and the last call, 2026-11-24
    until: str


def compute(
    store: Engine, *, since: date | None = None, until: date | None = None
) -> list[OwnValue]:
    """Compute what is usual for the team and for each agent.

    Calls in which a measure could not be taken do not count for it. The interval of the median
    needs no assumption about the distribution (order statistics, binomial); the calls of a team
    belong to its agents, so it holds for this team, not for any other. Five calls carry no 95 %:
    there it is their whole range (94 %).
    """
    after = datetime.combine(since, time.min) if since else None
    before = datetime.combine(until, time.min) + timedelta(days=1) if until else None
    found: list[OwnValue] = []
    calls: Counter[str | None] = Counter()
    read = (name for check in all_checks() for name in (*check.requires, *check.reads))
    with read_only(store) as connection:
        for name in dict.fromkeys((*read, *LINE)):
            unit, taken = measured(connection, name, since=after, before=before)
            found += _own_values(name, unit, taken)
            calls = max(calls, Counter(agent for agent, _, _ in taken), key=Counter.total)
    if not found:
        missing = _missing(calls)
        raise TooFewCallsError(_NOT_YET.format(store=shown(str(store.url)), missing=missing))
    return sorted(found, key=lambda own: (own.reference.scope != "team", own.who.casefold()))


def measured(
    connection: Connection, name: str, *, since: datetime | None, before: datetime | None = None
) -> tuple[str, list[Taken]]:
    """Return a measure's unit and its values, call by call, where it could be taken."""
    r, m = t.recordings.c, t.measures.c
    query = (
        select(r.id, m.unit, r.agent, MOMENT, m.value)
        .join_from(t.measures, t.recordings, r.id == m.recording_id)
        .where(m.name == name, m.value.is_not(None))
    )
    if since is not None:
        query = query.where(since <= MOMENT)
    if before is not None:
        query = query.where(before > MOMENT)
    return in_newest_unit(connection.execute(query, execution_options=STREAMED))


def in_newest_unit(rows: Iterable[Any]) -> tuple[str, list[Taken]]:
    """Keep the values in the unit of the newest call: number, unit, agent, when, value."""
    by_unit: dict[str, list[Taken]] = {"": []}
    last, newest = "", 0
    for number, unit, agent, at, value in rows:
        by_unit.setdefault(unit, []).append((agent, at, value))
        if number > newest:
            last, newest = unit, number
    return last, by_unit[last]


def save(store: Engine, values: Sequence[OwnValue]) -> None:
    """Put these reference values in the place of all that were there, in one transaction."""
    made = now_utc()
    figures = ("scope", "measure", "unit", "n", "median", "low", "high", "q25", "q75")
    rows = [
        {
            "who": own.who,
            "since": own.since,
            "until": own.until,
            "made_utc": made,
            **{name: getattr(own.reference, name) for name in figures},
        }
        for own in values
    ]

    def put(connection: Connection) -> None:
        connection.execute(delete(t.baselines))
        if rows:
            connection.execute(insert(t.baselines), rows)

    in_transaction(store, put)


def load(store: Engine) -> Callable[[CallInfo], Baseline | None]:
    """Read the reference values once."""
    known: dict[tuple[str, str], tuple[Reference, ...]] = {}
    with read_only(store) as connection:
        for row in connection.execute(select(t.baselines).order_by(t.baselines.c.id)).mappings():
            key = (str(row["scope"]), str(row["who"]))
            one = Reference(
                scope=cast("Scope", row["scope"]),
                measure=row["measure"],
                unit=row["unit"],
                n=row["n"],
                median=row["median"],
                low=row["low"],
                high=row["high"],
                q25=row["q25"],
                q75=row["q75"],
            )
            known[key] = (*known.get(key, ()), one)
    team = known.get(("team", ""), ())

    def usual(info: CallInfo) -> Baseline | None:
        own = known.get(("agent", info.agent), ()) if info.agent is not None else ()
        return Baseline((*own, *team)) if own or team else None

    return usual


def _own_values(name: str, unit: str, taken: Sequence[Taken]) -> list[OwnValue]:
    agents: dict[str, list[Taken]] = {}
    for one in taken:
        if one[0] is not None:
            agents.setdefault(one[0], []).append(one)
    found = []
    if len(agents) >= SMALLEST_GROUP or (not agents and len(taken) >= CALLS_UNNAMED):
        found.append(_own_value("team", "", name, unit, taken))
    for agent, own in agents.items():
        if len(own) >= CALLS_OF_AN_AGENT:
            found.append(_own_value("agent", agent, name, unit, own))
    return found


def _own_value(scope: Scope, who: str, name: str, unit: str, taken: Sequence[Taken]) -> OwnValue:
    from scipy.stats import quantile_test

    values = np.array([value for _, _, value in taken])
    q25, median, q75 = np.quantile(values, (0.25, 0.5, 0.75))
    # The stubs of scipy know it by another type than it has.
    interval: Any = quantile_test(values, q=median, p=0.5).confidence_interval(0.95)
    if len(values) > CALLS_OF_AN_AGENT:
        low, high = interval.low, interval.high
    else:
        low, high = values.min(), values.max()
    reference = Reference(
        scope=scope,
        measure=name,
        unit=unit,
        n=len(values),
        median=float(median),
        low=float(low),
        high=float(high),
        q25=float(q25),
        q75=float(q75),
    )
    moments = [at for _, at, _ in taken]
    first, last = (at.date().isoformat() for at in (min(moments), max(moments)))
    return OwnValue(who, reference, first, last)


def _missing(calls: Counter[str | None]) -> Text:
    """Say how many calls there are and how many more are needed at the least."""
    agents = {agent: n for agent, n in calls.items() if agent is not None}
    if not agents:
        missing = CALLS_UNNAMED - calls.total()
        return _TOO_FEW_UNNAMED.format(n=calls.total(), needed=CALLS_UNNAMED, missing=missing)
    missing = min(SMALLEST_GROUP - len(agents), CALLS_OF_AN_AGENT - max(agents.values()))
    return _TOO_FEW.format(
        n=calls.total(),
        agents=len(agents),
        team=SMALLEST_GROUP,
        calls=CALLS_OF_AN_AGENT,
        missing=missing,
    )


_NOT_YET = Text(
    "{store}: noch keine Vergleichswerte, {missing}", "{store}: no reference values yet: {missing}"
)
_TOO_FEW_UNNAMED = Text(
    "beurteilte Gespräche: {n}, von wem, ist nicht bekannt; nötig sind {needed}, es fehlen "
    "{missing}",
    "{n} assessed calls, their agents unknown; {needed} are needed, {missing} are missing",
)
_TOO_FEW = Text(
    "beurteilte Gespräche: {n}, von so vielen bekannten Personen: {agents}; ein Team braucht "
    "{team} Personen, eine Person {calls} Gespräche: es fehlen mindestens {missing}",
    "{n} assessed calls, {agents} agents known; a team needs {team} agents, an agent {calls} "
    "calls: at least {missing} more calls are missing",
)
