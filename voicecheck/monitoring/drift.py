"""Alarms: a measure has moved for everyone at once, which points at the line, not at people.

Each agent is compared with themselves, so that another mix of agents moves nothing. One agent who
speaks differently gives no alarm, however much: nearly all have to move the same way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from voicecheck.monitoring.baselines import (
    CALLS_OF_AN_AGENT,
    CALLS_UNNAMED,
    STREAMED,
    in_newest_unit,
)
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.store.tables import MOMENT
from voicecheck.store.views import SMALLEST_GROUP
from voicecheck.types.alarm import Alarm
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import numpy.typing as npt
    from sqlalchemy import Connection, Engine

    from voicecheck.monitoring.baselines import Taken

    Windows = tuple[list[float], list[float]]

SURE = 0.001  # over all measures of a night together (Holm)
LARGE, LARGE_UNNAMED = 0.5, 0.6  # Cliff's delta
WORTH_SAYING = 10.0  # percent of the calls
FILES = {
    "codec": Text("Codec", "codec"),
    "sample_rate": Text("Abtastrate (Hz)", "sampling rate (Hz)"),
    "n_channels": Text("Kanäle", "channels"),
    "analysis_key": Text("Fassung der Messung (analysis_key)", "way of measuring (analysis_key)"),
}


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far a measure moved between two windows."""

    measure: str
    unit: str
    named: bool  # whether agents are compared with themselves; else all calls are one group
    n: int  # groups, and those whose median moved the way most did
    n_moved: int
    n_calls: int  # in the newer window
    before: float  # median of the groups' medians
    after: float
    effect: float  # mean of the groups' Cliff's delta, positive the way most moved
    p_calls: float  # chance of so large an effect where nothing changed
    p_groups: float  # chance of so many moving the same way where nothing changed


def alarms(store: Engine, *, days: int = 7, before_days: int = 28) -> list[Alarm]:
    """Look for measures that moved for everyone at once."""
    with read_only(store) as connection:
        newest = connection.execute(select(func.max(MOMENT))).scalar()
        if newest is None:
            return []
        turn = newest - timedelta(days=days)
        start = turn - timedelta(days=before_days)
        calls = _calls(connection, start)
        if not calls:  # forgotten this moment: a server answers each question anew
            return []
        shifts = []
        for name in _names(connection):
            unit, taken = _taken(connection, name, calls)
            if shift := _shift(name, unit, taken, turn):
                shifts.append(shift)
        found = _beyond_chance(shifts)
        hints = _hints(connection, start, turn) if found else []
    return [_alarm(shift, hints, days, before_days) for shift in found]


def _calls(connection: Connection, start: datetime) -> dict[int, tuple[str | None, datetime]]:
    """Return whose the calls are since then, and when they were."""
    r = t.recordings.c
    query = select(r.id, r.agent, MOMENT).where(start <= MOMENT)
    return {number: (agent, at) for number, agent, at in connection.execute(query)}


def _names(connection: Connection) -> list[str]:
    """Return the names of all measures: a look into the index each, as rows are millions."""
    m = t.measures.c.name
    names, query = [], select(func.min(m))
    while (name := connection.execute(query).scalar()) is not None:
        names.append(str(name))
        query = select(func.min(m)).where(m > name)
    return sorted(names)


def _taken(
    connection: Connection, name: str, calls: Mapping[int, tuple[str | None, datetime]]
) -> tuple[str, list[Taken]]:
    """Return a measure's unit and its values in these calls."""
    m = t.measures.c
    # Numbers of calls grow with time: the index holds those of the last weeks side by side.
    query = select(m.recording_id, m.unit, m.value).where(
        m.name == name, m.recording_id >= min(calls), m.value.is_not(None)
    )
    rows = connection.execute(query, execution_options=STREAMED)
    return in_newest_unit(
        (number, unit, *calls[number], value) for number, unit, value in rows if number in calls
    )


def _shift(name: str, unit: str, taken: Sequence[Taken], turn: datetime) -> _Shift | None:
    """Compare the two windows; None where there are too few agents and calls."""
    windows: dict[str | None, Windows] = {}
    for agent, at, value in taken:
        windows.setdefault(agent, ([], []))[at > turn].append(value)
    unnamed = windows.pop(None, ([], []))
    groups = [own for own in windows.values() if min(map(len, own)) >= CALLS_OF_AN_AGENT]
    named = len(groups) >= SMALLEST_GROUP
    if not named:
        if min(map(len, unnamed)) < CALLS_UNNAMED:
            return None
        groups = [unnamed]
    medians = np.array([[np.median(window) for window in own] for own in groups])
    moves = np.sign(medians[:, 1] - medians[:, 0])
    most = np.sign(moves.sum())
    n_moved = int((moves == most).sum()) if most else 0
    effect, p_calls = _effect(groups)
    before, after = np.median(medians, axis=0)
    return _Shift(
        measure=name,
        unit=unit,
        named=named,
        n=len(groups),
        n_moved=n_moved,
        n_calls=sum(len(after) for _, after in groups),
        before=float(before),
        after=float(after),
        effect=float(most * effect),
        p_calls=p_calls,
        p_groups=_sign_test(n_moved, len(groups)),
    )


def _effect(groups: Sequence[Windows]) -> tuple[float, float]:
    """Return the mean Cliff's delta and its p: Mann and Whitney's test within each group.

    Ties make the true variance smaller than the one used: the p is on the safe side.
    """
    from scipy.stats import norm, rankdata

    deltas, variance = [], 0.0
    for before, after in groups:
        n, m = len(before), len(after)
        u = rankdata(before + after)[n:].sum() - m * (m + 1) / 2
        deltas.append(2 * u / (n * m) - 1)
        variance += (n + m + 1) / (3 * n * m)
    z = sum(deltas) / np.sqrt(variance)
    return float(np.mean(deltas)), float(2 * norm.sf(abs(z)))


def _sign_test(n_moved: int, n: int) -> float:
    """Return the two-sided p; who did not move at all counts against."""
    from scipy.stats import binom

    return min(1.0, float(2 * binom.sf(n_moved - 1, n, 0.5)))


def _beyond_chance(shifts: Sequence[_Shift]) -> list[_Shift]:
    """Keep what is large, sure over all measures, and common to nearly all."""
    p_calls = _holm([shift.p_calls for shift in shifts])
    p_groups = _holm([shift.p_groups for shift in shifts])
    return [
        shift
        for shift, p_call, p_group in zip(shifts, p_calls, p_groups, strict=True)
        if shift.effect >= (LARGE if shift.named else LARGE_UNNAMED)
        and p_call < SURE
        # Few agents cannot reach the p, even together: then it has to be all of them.
        and (p_group < SURE or shift.n_moved == shift.n)
    ]


def _holm(p: Sequence[float]) -> npt.NDArray[np.float64]:
    """Adjust for the number of tests, after Holm (1979)."""
    order = np.argsort(p)
    factors = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.maximum.accumulate(np.asarray(p)[order] * factors)
    return np.minimum(adjusted, 1.0)


def _hints(connection: Connection, start: datetime, turn: datetime) -> list[Text]:
    """Say what changed about the files and their analysis, in shares of the calls."""
    columns = [t.recordings.c[name] for name in FILES]
    rows = connection.execute(select(MOMENT, *columns).where(start <= MOMENT)).all()
    hints = []
    for i, title in enumerate(FILES.values(), start=1):
        windows: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for row in rows:
            windows[row[0] > turn][str(row[i])[:12]] += 1
        for value in sorted(windows[0] | windows[1]):
            old, new = (100 * window[value] / window.total() for window in windows)
            if abs(new - old) >= WORTH_SAYING:
                hints.append(
                    Text(
                        f"{title.de} {value}: zuvor {old:.0f} %, jetzt {new:.0f} %",
                        f"{title.en} {value}: {old:.0f} % before, {new:.0f} % now",
                    )
                )
    return hints


def _alarm(shift: _Shift, hints: Sequence[Text], days: int, before_days: int) -> Alarm:
    who = (_ALL if shift.n_moved == shift.n else _NEARLY_ALL) if shift.named else _UNNAMED
    parts = (who, _MOVED, _LINE if shift.named else _LINE_OR_OTHERS, _CHANGED if hints else _SAME)
    text = Text(" ".join(part.de for part in parts), " ".join(part.en for part in parts)).format(
        n=shift.n,
        n_moved=shift.n_moved,
        n_calls=shift.n_calls,
        days=days,
        before_days=before_days,
        before="{before}",
        after="{after}",
        hints_de="; ".join(hint.de for hint in hints),
        hints_en="; ".join(hint.en for hint in hints),
    )
    return Alarm(
        measure=shift.measure,
        text=text,
        n_agents=shift.n if shift.named else 0,
        n_calls=shift.n_calls,
        before=shift.before,
        after=shift.after,
        unit=shift.unit,
    )


_ALL = Text("Bei allen {n} Agent/innen zugleich verschoben:", "Moved for all {n} agents at once:")
_NEARLY_ALL = Text(
    "Bei {n_moved} von {n} Agent/innen zugleich verschoben:",
    "Moved for {n_moved} of {n} agents at once:",
)
_UNNAMED = Text("Über alle Gespräche verschoben:", "Moved over all calls:")
_MOVED = Text(
    "im Median von {before} auf {after} ({n_calls} Gespräche der letzten {days} Tage gegen die "
    "{before_days} Tage davor).",
    "from {before} to {after} in the median ({n_calls} calls of the last {days} days against the "
    "{before_days} days before).",
)
_LINE = Text(
    "Das spricht für Leitung, Rekorder oder Codec, auch für eine neue Vorgabe an alle, nicht für "
    "einzelne Menschen.",
    "This points at the line, the recorder or the codec, or at a new rule for everyone, not at "
    "single people.",
)
_LINE_OR_OTHERS = Text(
    "Das spricht für Leitung, Rekorder oder Codec; weil niemand weiß, wer gesprochen hat, können "
    "es auch andere Agent/innen sein als zuvor.",
    "This points at the line, the recorder or the codec; as nobody knows who spoke, they may also "
    "be other agents than before.",
)
_CHANGED = Text("Zugleich geändert: {hints_de}.", "Changed at the same time: {hints_en}.")
_SAME = Text(
    "Codec, Abtastrate, Kanäle und die Fassung der Messung blieben gleich.",
    "Codec, sampling rate, channels and the way of measuring stayed the same.",
)
