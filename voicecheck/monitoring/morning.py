"""Reads what there is to say about a run the morning after."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, select

from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.store.tables import MOMENT
from voicecheck.types.judgement import Verdict
from voicecheck.types.morning import (
    Call,
    Distribution,
    Failed,
    Highlight,
    Morning,
    RunFacts,
    Spread,
    Withheld,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, Row, Select

    from voicecheck.types.alarm import Alarm

DAYS_BEFORE = 28
MOST_ROWS = 2000
MOST_FILES = 50
N_WORTH = 5
MOST_OF_ONE = 2  # calls for one check: different mistakes teach more than the same three times
GOOD_COVERAGE = 0.75
TENTHS = 10
_FIGURE = re.compile(r"(\d+(?:[.,]\d+)?)")


def collect(
    store: Engine,
    *,
    run_id: int,
    judgement_key: str,
    lexicon_key: str,
    alarms: Sequence[Alarm],
    has_page: Callable[[str], bool],
) -> Morning:
    """Read what there is to say about a run."""
    with read_only(store) as connection:
        of_run = t.recordings.c.run_id == run_id
        others = t.recordings.c.run_id.is_distinct_from(run_id)
        newest = connection.execute(select(func.max(MOMENT))).scalar()
        before = others if newest is None else others & (_weeks_before(newest) <= MOMENT)
        now_spreads, old_spreads = (_spreads(connection, which) for which in (of_run, before))
        nothing = Spread({}, (0,) * TENTHS)
        calls = _calls(connection, run_id, has_page)
        return Morning(
            run=_facts(connection, run_id),
            failed=_failed(connection, run_id),
            failed_before=_count(connection, t.failures.c.run_id.is_distinct_from(run_id)),
            withheld=_withheld(connection, of_run),
            distributions=tuple(
                Distribution(code, now_spreads.get(code, nothing), old_spreads.get(code, nothing))
                for code in sorted(now_spreads | old_spreads)
            ),
            grave=_grave(connection, of_run, has_page),
            good=_good(connection, of_run, has_page),
            alarms=tuple(alarms),
            calls=calls,
            n_calls=read.count(store),
            outdated=read.outdated(store, judgement_key, lexicon_key),
        )


def _weeks_before(newest: datetime) -> datetime:
    return newest - timedelta(days=DAYS_BEFORE)


def _facts(connection: Connection, run_id: int) -> RunFacts:
    run = connection.execute(select(t.runs).where(t.runs.c.id == run_id)).one()
    sound = select(func.sum(t.recordings.c.duration_s)).where(t.recordings.c.run_id == run_id)
    through = run.n_known + run.n_duplicates + run.n_waiting + run.n_done + run.n_failed
    return RunFacts(
        folder=run.folder,
        started_utc=run.started_utc,
        # Less than nothing where the clock was set back meanwhile.
        took_s=max(0.0, ((run.ended_utc or run.alive_utc) - run.started_utc).total_seconds()),
        sound_s=float(connection.execute(sound).scalar() or 0.0),
        found=run.n_found,
        known=run.n_known,
        duplicates=run.n_duplicates,
        waiting=run.n_waiting,
        done=run.n_done,
        failed=run.n_failed,
        left=max(0, run.n_found - through),
        judged=int(connection.execute(_judged(run_id)).scalar_one()),
    )


def _judged(run_id: int) -> Select[Any]:
    """Ask for the number of calls of a run of which anything could be judged."""
    s = t.results.c
    return (
        select(func.count(s.recording_id.distinct()))
        .select_from(t.results.join(t.recordings))
        .where(t.recordings.c.run_id == run_id, s.verdict != Verdict.NOT_ASSESSED.value)
    )


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(t.failures).where(which)
    return int(connection.execute(query).scalar_one())


def _failed(connection: Connection, run_id: int) -> tuple[Failed, ...]:
    f = t.failures.c
    query = select(f.stage, f.reason, f.path).where(f.run_id == run_id).order_by(f.path)
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for stage, reason, path in connection.execute(query):
        groups.setdefault((stage, _pattern(reason)), []).append((reason, path))
    found = []
    room = MOST_FILES
    for (stage, _), members in sorted(groups.items(), key=lambda item: -len(item[1])):
        shown = members[:room]
        room -= len(shown)
        reason = _in_one([reason for reason, _ in members])
        found.append(Failed(stage, reason, len(members), tuple(path for _, path in shown)))
    return tuple(found)


def _withheld(connection: Connection, which: ColumnElement[bool]) -> tuple[Withheld, ...]:
    s = t.results.c
    query = (
        select(s.code, s.reason, func.count().label("n"))
        .select_from(t.results.join(t.recordings))
        .where(which, s.verdict == Verdict.NOT_ASSESSED.value)
        .group_by(s.code, s.reason)
    )
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, int]]] = {}
    for code, reason, n in connection.execute(query):
        groups.setdefault((code, _pattern(reason)), []).append((reason, n))
    found = [
        Withheld(code, _in_one([reason for reason, _ in rows]), sum(n for _, n in rows))
        for (code, _), rows in groups.items()
    ]
    return tuple(sorted(found, key=lambda item: (item.code, -item.n, item.reason)))


def _pattern(text: str) -> tuple[str, ...]:
    """Return the text without its figures: reasons that differ in figures alone are one."""
    return tuple(_FIGURE.split(text)[::2])


def _in_one(texts: Sequence[str]) -> str:
    """Say in one what texts of a pattern say, with ranges for figures: "only 52-60 words"."""
    columns = zip(*(_FIGURE.split(text) for text in texts), strict=True)
    return "".join(_range(column) if i % 2 else column[0] for i, column in enumerate(columns))


def _range(figures: Iterable[str]) -> str:
    ordered = sorted(set(figures), key=lambda figure: float(figure.replace(",", ".")))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}–{ordered[-1]}"


def _spreads(connection: Connection, which: ColumnElement[bool]) -> dict[str, Spread]:
    s = t.results.c
    # Counted by the database: weeks of calls are many rows. Empty where there is no severity.
    above = sum(case((s.severity * TENTHS >= i, 1), else_=0) for i in range(1, TENTHS))
    tenth = case((s.severity.is_not(None), above)).label("tenth")
    query = (
        select(s.code, s.verdict, tenth, func.count())
        # Said in this way the calls are looked up first, by every database.
        .where(s.recording_id.in_(select(t.recordings.c.id).where(which)))
        .group_by(s.code, s.verdict, "tenth")
    )
    verdicts: dict[str, Counter[str]] = {}
    tenths: dict[str, Counter[int]] = {}
    for code, verdict, place, n in connection.execute(query):
        verdicts.setdefault(code, Counter())[verdict] += n
        if place is not None:
            tenths.setdefault(code, Counter())[place] += n
    return {
        code: Spread(dict(found), tuple(tenths.get(code, Counter())[i] for i in range(TENTHS)))
        for code, found in verdicts.items()
    }


def _calls(
    connection: Connection, run_id: int, has_page: Callable[[str], bool]
) -> tuple[Call, ...]:
    """Read the index: the calls of the run, then the last ones before."""
    r = t.recordings.c
    rows: list[Row[Any]] = []
    for which in (r.run_id == run_id, r.run_id.is_distinct_from(run_id)):
        query = select(t.recordings, MOMENT.label("moment")).where(which)
        last = query.order_by(MOMENT.desc(), r.id.desc()).limit(MOST_ROWS - len(rows))
        rows += connection.execute(last)
    rows = sorted(rows, key=lambda row: (row.moment, row.id), reverse=True)
    results = _results(connection, [row.id for row in rows])
    return tuple(
        _call(row, results.get(row.id, {}), has_page, new=row.run_id == run_id) for row in rows
    )


def _results(
    connection: Connection, ids: Sequence[int]
) -> dict[int, dict[str, tuple[Verdict, float | None]]]:
    s = t.results.c
    found: dict[int, dict[str, tuple[Verdict, float | None]]] = {}
    for start in range(0, len(ids), 500):
        query = select(s.recording_id, s.code, s.verdict, s.severity).where(
            s.recording_id.in_(ids[start : start + 500])
        )
        for call, code, verdict, severity in connection.execute(query):
            found.setdefault(call, {})[code] = (Verdict(verdict), severity)
    return found


def _call(
    row: Row[Any],
    results: Mapping[str, tuple[Verdict, float | None]],
    has_page: Callable[[str], bool],
    *,
    new: bool,
) -> Call:
    return Call(
        name=row.path.replace("\\", "/").rpartition("/")[2],
        page=row.page if row.page and has_page(row.page) else None,
        at=row.started_at,
        week=row.week or "",
        queue=row.queue or "",
        duration_s=row.duration_s,
        score=row.score,
        results=results,
        new=new,
    )


def _grave(
    connection: Connection, of_run: ColumnElement[bool], has_page: Callable[[str], bool]
) -> tuple[Highlight, ...]:
    """Pick the gravest findings that are well backed: each call once, different checks first."""
    s, r = t.results.c, t.recordings.c
    # Of equals the first by name: numbers follow which worker was done first.
    order = ((s.severity * s.confidence).desc(), r.path, s.code)
    query = (
        select(s.recording_id, s.code, s.finding, *_places(s.code, order))
        .select_from(t.recordings.join(t.results))
        .where(of_run, s.verdict.in_((Verdict.WARN.value, Verdict.FAIL.value)))
    )
    return _pick(connection, query, has_page)


def _good(
    connection: Connection, of_run: ColumnElement[bool], has_page: Callable[[str], bool]
) -> tuple[Highlight, ...]:
    """Pick the best calls in which a strength was heard: different strengths first."""
    p, r = t.strengths.c, t.recordings.c
    s = t.results.c
    failed = exists().where(s.recording_id == r.id, s.verdict == Verdict.FAIL.value)
    order = (r.score.desc(), p.score.desc(), r.path, p.code)
    query = (
        select(p.recording_id, p.code, p.finding, *_places(p.code, order))
        .select_from(t.recordings.join(t.strengths))
        .where(of_run, p.heard, r.score.is_not(None), r.coverage >= GOOD_COVERAGE)
        .where(~failed)
    )
    return _pick(connection, query, has_page)


def _places(
    code: ColumnElement[str], order: Sequence[ColumnElement[Any]]
) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Give every row its place, among all and among those of its code."""
    return (
        func.row_number().over(order_by=order).label("place"),
        func.row_number().over(partition_by=code, order_by=order).label("of_code"),
    )


def _pick(
    connection: Connection, query: Select[Any], has_page: Callable[[str], bool]
) -> tuple[Highlight, ...]:
    # No more of a code can be needed: its first ones may be of calls chosen for other codes, and
    # those are fewer than all that are chosen.
    found = query.subquery()
    rows = connection.execute(
        select(t.recordings, found.c.code, found.c.finding)
        .join(found, found.c.recording_id == t.recordings.c.id)
        .where(found.c.of_code <= N_WORTH)
        .order_by(found.c.place)
    ).all()
    chosen: list[Row[Any]] = []
    for codes_once in (True, False):
        for row in rows:
            if len(chosen) == N_WORTH:
                break
            calls = {c.id for c in chosen}
            same = sum(c.code == row.code for c in chosen)
            if row.id not in calls and same < (1 if codes_once else MOST_OF_ONE):
                chosen.append(row)
    return tuple(_worth(connection, row, has_page) for row in chosen)


def _worth(connection: Connection, row: Row[Any], has_page: Callable[[str], bool]) -> Highlight:
    e = t.evidence.c
    place = connection.execute(
        select(e.start_s, e.end_s, func.coalesce(e.words, e.quote).label("quote"), e.probability)
        .where(e.recording_id == row.id, e.code == row.code, e.start_s.is_not(None))
        .order_by(func.coalesce(e.words, e.quote).is_(None), e.position)
    ).first()
    return Highlight(
        call=_call(row, {}, has_page, new=True),
        code=row.code,
        finding=row.finding,
        start_s=place.start_s if place else None,
        end_s=place.end_s if place else None,
        quote=place.quote if place else None,
        probability=place.probability if place else None,
    )
