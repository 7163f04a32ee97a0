"""A store as tables for analysts: no SQL by hand, and nothing is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import DateTime, Float

from voicecheck.errors import ConfigError, suggest
from voicecheck.store import queries
from voicecheck.store.connect import open_to_read, read_only, shown
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from sqlalchemy import Connection, Select
    from sqlalchemy.types import TypeEngine


class Store:
    """A store of ``voicecheck batch``, to be read; made by `open_store`.

    Every table has its units in ``.attrs["units"]``. What belongs to a call has the call's number,
    ``recording_id``, for its index, so that tables join.
    """

    def __init__(self, where: str | os.PathLike[str]) -> None:
        self._where = shown(str(where))
        self._engine = open_to_read(where)

    def __repr__(self) -> str:
        """Return one line: where it is."""
        return f"<Store {self._where}>"

    def calls(self) -> pd.DataFrame:
        """Return a row per call.

        Returns
        -------
        pandas.DataFrame
            ``path``, ``agent``, ``queue``, ``started_at``, ``duration_s``, ``score`` and more, and
            of each check ``m1_verdict``, ``m1_severity`` ...
        """
        severities = {f"m{i}_severity": "0-1" for i in range(1, 9)}
        units = {"duration_s": "s", "score": "0-100", "coverage": "0-1"}
        return self._table(queries.calls, units | severities)

    def findings(self) -> pd.DataFrame:
        """Return a row per call and check that stands out, worst first.

        Returns
        -------
        pandas.DataFrame
            ``check``, ``verdict``, ``severity``, ``confidence``, ``finding``, ``advice``, and the
            first place to listen to: ``start_s``, ``end_s``, ``quote``.
        """
        units = {"severity": "0-1", "confidence": "0-1", "start_s": "s", "end_s": "s"}
        return self._table(queries.findings, units)

    def measures(self, *names: str) -> pd.DataFrame:
        """Return a row per call and measure.

        Parameters
        ----------
        *names : str
            Which measures, for example ``tempo.articulation_rate``; all without one.

        Returns
        -------
        pandas.DataFrame
            ``measure``, ``value``, ``unit``, ``n``, ``n_unit``, ``method``; where there is no
            value, ``reason`` says why.

        Raises
        ------
        ConfigError
            If there is no such measure.
        """
        for name in names:
            if name not in CATALOGUE:
                raise ConfigError(_NO_MEASURE.format(name=name, hint=suggest(name, CATALOGUE)))
        units = {"value": "see column unit", "n": "see column n_unit"}
        return self._table(partial(queries.measures, names=names), units)

    def failures(self) -> pd.DataFrame:
        """Return a row per file without a card.

        Returns
        -------
        pandas.DataFrame
            ``path``, ``stage``, ``reason`` (what is wrong, and what to do), ``transient``,
            ``attempts``, ``failed_utc``.
        """
        return self._table(queries.failures, {}, index=None)

    def _table(
        self,
        query: Callable[[Connection], Select[Any]],
        units: dict[str, str],
        index: str | None = "recording_id",
    ) -> pd.DataFrame:
        with read_only(self._engine) as connection:
            asked = query(connection)
            # A column of which nothing is known is still one of numbers, or of times.
            kinds = {one.name: _kind(one.type) for one in asked.selected_columns}
            known = {name: kind for name, kind in kinds.items() if kind}
            table = pd.read_sql(asked, connection, dtype=known)
        table = table.set_index(index) if index else table
        table.attrs["units"] = units
        return table


def _kind(stored: TypeEngine[Any]) -> Any:
    if isinstance(stored, Float):
        return float
    return "datetime64[us]" if isinstance(stored, DateTime) else None


def open_store(where: str | os.PathLike[str]) -> Store:
    """Open a store of ``voicecheck batch`` to read tables from it; nothing in it is changed.

    Parameters
    ----------
    where : str or path-like
        A file, or the URL of a database (``postgresql://user@host/name``).

    Returns
    -------
    Store
        With ``calls()``, ``findings()``, ``measures()`` and ``failures()``.

    Raises
    ------
    StoreError
        If there is no store, it cannot be read, or it is of another version.
    """
    return Store(where)


_NO_MEASURE = Text(
    "eine Messgröße '{name}' gibt es nicht; {hint}", "there is no measure '{name}'; {hint}"
)
