"""What a notebook asks of a noun: a line, a table, a plot, a picture of itself.

Answered in `voicecheck.report`, which is looked up by name when asked: types know nothing above
them, and need neither pandas nor matplotlib.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class DisplayMixin:
    """Gives a noun one line, `to_frame`, `plot` and a rich display."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return one line: what it is, and what matters most about it."""
        line: str = report("one_line").one_line(self)
        return line

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy table.

        Returns
        -------
        pandas.DataFrame
            Units of the columns in ``.attrs["units"]``.

        Raises
        ------
        ModuleNotFoundError
            Without pandas: ``pip install "voicecheck[notebook]"``.
        """
        frame: pd.DataFrame = report("frames").frame(self)
        return frame

    def plot(self, **options: Any) -> Any:
        """Draw it with matplotlib.

        Parameters
        ----------
        **options
            ``ax`` (or ``axes``): where to draw; else a new figure. ``card``: the scorecard whose
            findings an analysis or a recording is to be marked with, in its language. ``lang``:
            another language. The rest goes to the artists.

        Returns
        -------
        matplotlib.axes.Axes or np.ndarray of Axes
            What was drawn on.

        Raises
        ------
        ModuleNotFoundError
            Without matplotlib: ``pip install "voicecheck[notebook]"``.
        """
        return report("plots").plot(self, **options)

    def _repr_html_(self) -> str:
        page: str = report("notebook").shown_as_html(self)
        return page


def report(module: str) -> Any:
    """Return a module of `voicecheck.report`; say what to install where that is missing."""
    try:
        return importlib.import_module(f"voicecheck.report.{module}")
    except ModuleNotFoundError as missing:
        if missing.name in {"pandas", "matplotlib"}:
            hint = f'{missing.name} is missing: pip install "voicecheck[notebook]"'
            raise ModuleNotFoundError(hint, name=missing.name) from missing
        raise
