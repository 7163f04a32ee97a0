"""Where a run reads and writes, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from voicecheck.batch.sources import FoundFile, Source
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.call import CallInfo
    from voicecheck.types.text import Lang


@dataclass(frozen=True, slots=True)
class BatchContext:
    """Where a run reads and writes, and how."""

    source: Source  # where the recordings lie
    store: Engine  # where the results go
    analysis_key: str  # what measures, phrases and results depend on
    lexicon_key: str
    judgement_key: str
    lang: Lang  # of what is written down
    # what is known about a file's call (pseudonyms and masks applied)
    info: Callable[[FoundFile], CallInfo]
    shown: Callable[[FoundFile], str]  # how a file is named in the store (masked where asked)
    baseline: Callable[[CallInfo], Baseline | None]  # what is usual for the agent of a call
    reports: Path | None = None  # folder for the calls' pages
    keep_numbers: bool = False  # telephone numbers, in the names of pages
    quarantine: Path | None = None  # folder that files without usable sound are moved to
    own_checks: Mapping[str, str] = field(default_factory=dict)  # path to text of each file
    send_bytes: bool = False  # whether workers get the bytes, because they cannot reach the file
