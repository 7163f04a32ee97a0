"""A night from Python: what ``voicecheck batch`` does, quietly, and what it did as a table."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.config import Config
from voicecheck.errors import RunError
from voicecheck.types.display import report

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

LIMIT_S = 1800.0  # per recording, as on the command line


def batch(
    folder: str | os.PathLike[str],
    store: str | os.PathLike[str],
    *,
    config: Config | None = None,
    workers: int | None = None,
    include: Sequence[str] = (),
    since: date | str | None = None,
    limit: int | None = None,
    retry: bool = False,
    reports: str | os.PathLike[str] | None = None,
    pseudonymise: str | os.PathLike[str] | None = None,
    redact: bool = False,
    keep_transcripts: bool = False,
) -> pd.DataFrame:
    """Judge every new recording of a folder and keep the results in a store.

    Processes listen side by side, and what is finished is kept if the run is interrupted.

    Parameters
    ----------
    folder : str or path-like
        Where the recordings lie: a folder, or a URL (``s3://``, ``sftp://`` ...).
    store : str or path-like
        Where the results go: a file that is made if need be, or the URL of a database.
    config : Config, optional
        All settings.
    workers : int, optional
        How many processes; as many as there are cores without it.
    include : sequence of str, optional
        Patterns of file names; all recordings without one.
    since : date or str, optional
        The first day, 2026-11-24.
    limit : int, optional
        At most so many calls.
    retry : bool, optional
        Whether what failed for good is tried again.
    reports : str or path-like, optional
        A folder for a page per call.
    pseudonymise : str or path-like, optional
        The key file with which names of agents are replaced.
    redact : bool, optional
        Whether what is personal in words and file names is masked.
    keep_transcripts : bool, optional
        Whether words are kept, so that they can be judged by another lexicon.

    Returns
    -------
    pandas.DataFrame
        The calls of this run, a row per call and check, as from `batch_frame`. How many calls were
        done, failed, known before, copies of others or still being written: ``.attrs["run"]``.

    Raises
    ------
    ConfigError
        If the folder, the store's address or a setting is wrong.
    RunError
        If the machine ended the run: what was finished is in the store.
    """
    from joblib import cpu_count

    from voicecheck.batch.local import LocalEngine
    from voicecheck.batch.prepare import BatchOptions, prepare
    from voicecheck.batch.run import run_batch
    from voicecheck.batch.worker import work_on
    from voicecheck.store.cards import stored

    frames = report("frames")  # whoever lacks pandas learns it before the night, not after
    config = config or Config()
    options = BatchOptions(
        include=tuple(include),
        since=None if since is None else str(since),
        limit=limit,
        retry=retry,
        reports=None if reports is None else Path(reports),
        audio="auto" if reports is not None else "",
        pseudonymise=None if pseudonymise is None else Path(pseudonymise),
        redact=redact,
        keep_transcripts=keep_transcripts,
    )
    prepared = prepare(str(folder), str(store), config, options)
    engine = LocalEngine(
        partial(work_on, options=prepared.options),
        workers=workers or cpu_count(),
        limit_s=LIMIT_S,
    )
    counts = run_batch(
        prepared.context,
        prepared.plan,
        engine,
        stop=threading.Event(),
        tell=lambda *_: None,
    )
    if counts.ended_by is not None:
        raise RunError(counts.ended_by)
    table: pd.DataFrame = frames.cards_frame(stored(prepared.context.store, run_id=counts.run_id))
    prepared.context.store.dispose()
    table.attrs["run"] = {
        "done": counts.done,
        "failed": counts.failed,
        "known": prepared.plan.known + counts.elsewhere,
        "duplicates": counts.duplicates,
        "waiting": counts.waiting,
    }
    return table
