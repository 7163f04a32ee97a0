"""docs/store.md: which view answers which question, and every column of every view and table."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

from voicecheck.store.tables import metadata
from voicecheck.store.views import VIEWS, as_table

HEAD = Path(__file__).with_name("store_page.md")
COMPUTED = {
    "recording_id": ("the call: recordings.id", ""),
    "n_agents": ("different agents in the group", "agents"),
    "n_assessed": ("of these, judged", "calls"),
    "n_pass": ("of these, unremarkable", "calls"),
    "n_warn": ("of these, standing out", "calls"),
    "n_fail": ("of these, mistakes", "calls"),
    "n_files": ("files that failed like this", "files"),
    "mean_severity": ("mean over the judged calls", "0 to 1"),
    "tenth": ("tenth of the severity: 0 is 0 to below 0.1 … 9 is 0.9 to 1", ""),
    "last_utc": ("when it last happened", "UTC"),
}
N_CALLS = {"distribution": "in this tenth", "not_assessed": "not judged for this reason"}
UNITS = {"duration_s": "s", "score": "points", "coverage": "share", "started_at": "local time"}


def store_page() -> str:
    """Describe every view and table."""
    parts = [HEAD.read_text("utf-8").rstrip()]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        for name, (about, query) in VIEWS.items():
            connection.execute(text(f"CREATE VIEW {name} AS {query}"))
            parts += [
                "",
                f"### {name}\n",
                f"{about}\n",
                "| column | unit | holds |",
                "|---|---|---|",
            ]
            for column in as_table(connection, name).columns.keys():  # noqa: SIM118
                parts.append("| {} | {} | {} |".format(column, *_column(name, column)))
    for table in metadata.sorted_tables:
        parts += ["", f"## {table.name}\n", f"{table.comment}\n", "| column | type | holds |"]
        parts.append("|---|---|---|")
        parts += [
            f"| {c.name} | {str(c.type).split('(')[0].lower()} | {c.comment} |" for c in table.c
        ]
    return "\n".join(parts) + "\n"


def _column(view: str, name: str) -> tuple[str, str]:
    """Return unit and meaning; a column that nobody described is a KeyError."""
    if name == "n_calls":
        return "calls", N_CALLS.get(view, "all, judged or not")
    if name.startswith("m") and name[1:2].isdigit():
        check, _, what = name.partition("_")
        if what == "severity":
            return "0 to 1", f"severity of {check.upper()}; empty where not assessed"
        return "", f"verdict of {check.upper()}: pass, warn, fail, not_assessed"
    if name in COMPUTED:
        about, unit = COMPUTED[name]
        return unit, about
    sources = ("failures",) if view == "failed" else ("recordings", "results")
    columns = {c.name: c for source in sources for c in metadata.tables[source].c}
    return UNITS.get(name, ""), str(columns[name].comment)
