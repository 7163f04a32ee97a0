"""A view per question, so that nobody has to join tables by hand.

Team views hide groups of fewer than five agents: a mean of two people is about people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Float, Integer, String, TableClause, column, inspect, table

from voicecheck.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.types import TypeEngine

SMALLEST_GROUP = 5  # agents; below it a team's figures point at persons

_SEVERITIES = ",\n  ".join(
    f"MAX(CASE WHEN s.code = 'M{i}' THEN s.verdict END) AS m{i}_verdict,\n"
    f"  MAX(CASE WHEN s.code = 'M{i}' THEN s.severity END) AS m{i}_severity"
    for i in range(1, 9)
)
_COUNTS = """COUNT(*) AS n_calls,
  SUM(CASE WHEN s.verdict <> 'not_assessed' THEN 1 ELSE 0 END) AS n_assessed,
  SUM(CASE WHEN s.verdict = 'pass' THEN 1 ELSE 0 END) AS n_pass,
  SUM(CASE WHEN s.verdict = 'warn' THEN 1 ELSE 0 END) AS n_warn,
  SUM(CASE WHEN s.verdict = 'fail' THEN 1 ELSE 0 END) AS n_fail,
  AVG(s.severity) AS mean_severity"""
# SQLite and PostgreSQL round a cast differently: counted instead.
_TENTH = " + ".join(f"CASE WHEN s.severity >= 0.{i} THEN 1 ELSE 0 END" for i in range(1, 10))

VIEWS: dict[str, tuple[str, str]] = {
    "calls": (
        "One row per call: verdict and severity of the eight checks side by side.",
        f"""SELECT r.id AS recording_id, r.path, r.call_id, r.agent, r.queue, r.direction,
  r.started_at, r.day, r.week, r.duration_s, r.language, r.score, r.coverage, r.page,
  {_SEVERITIES}
FROM recordings r LEFT JOIN results s ON s.recording_id = r.id
GROUP BY r.id, r.path, r.call_id, r.agent, r.queue, r.direction, r.started_at, r.day, r.week,
  r.duration_s, r.language, r.score, r.coverage, r.page""",
    ),
    "per_agent_week": (
        "Per agent, week and check: calls and verdicts. For the agent's own eyes first.",
        f"""SELECT r.agent, r.week, s.code, {_COUNTS}
FROM recordings r JOIN results s ON s.recording_id = r.id
WHERE r.agent IS NOT NULL
GROUP BY r.agent, r.week, s.code""",
    ),
    "per_team_week": (
        f"Per queue, week and check; groups of fewer than {SMALLEST_GROUP} agents are left out.",
        f"""SELECT r.queue, r.week, s.code, COUNT(DISTINCT r.agent) AS n_agents, {_COUNTS}
FROM recordings r JOIN results s ON s.recording_id = r.id
GROUP BY r.queue, r.week, s.code
HAVING COUNT(DISTINCT r.agent) >= {SMALLEST_GROUP}""",
    ),
    "per_check": (
        "Per check: calls and verdicts over the whole store.",
        f"""SELECT s.code, s.name, {_COUNTS}
FROM results s
GROUP BY s.code, s.name""",
    ),
    "distribution": (
        "Per check: how many calls in each tenth of the severity (0 = 0 to 9 points ... 9).",
        f"""SELECT s.code, {_TENTH} AS tenth, COUNT(*) AS n_calls
FROM results s
WHERE s.severity IS NOT NULL
GROUP BY s.code, {_TENTH}""",
    ),
    "not_assessed": (
        "Why checks could not be judged: reason and number of calls.",
        """SELECT s.code, s.reason, COUNT(*) AS n_calls
FROM results s
WHERE s.verdict = 'not_assessed'
GROUP BY s.code, s.reason""",
    ),
    "failed": (
        "Files without a card, by stage.",
        """SELECT f.stage, f.reason, COUNT(*) AS n_files, MAX(f.failed_utc) AS last_utc
FROM failures f
GROUP BY f.stage, f.reason""",
    ),
}
"""Name, what it answers, and its SELECT (SQL that SQLite and PostgreSQL share)."""


def as_table(connection: Connection, name: str) -> TableClause:
    """Return a table or view to select from, its columns typed the same on every database."""
    if name in metadata.tables:
        return metadata.tables[name]
    names = [str(found["name"]) for found in inspect(connection).get_columns(name)]
    return table(name, *(column(one, _kind(one)) for one in names))


def _kind(name: str) -> TypeEngine[Any]:
    for source in ("recordings", "results", "failures"):
        if name in metadata.tables[source].c and name != "id":
            return metadata.tables[source].c[name].type
    if name.startswith("n_") or name in ("tenth", "recording_id"):
        return Integer()
    if name.endswith("_severity"):
        return Float()
    return DateTime() if name.endswith("_utc") else String()
