"""Scorecards on disk, as ``voicecheck check --format json`` writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from voicecheck.errors import VoicecheckError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_cards(store: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Read every scorecard of a file or folder."""
    n_found = 0
    for path in sorted(store.glob("*.json")) if store.is_dir() else [store]:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise VoicecheckError(f"{path}: cannot be read as JSON: {error}") from error
        for card in document.get("scorecards", []) if isinstance(document, dict) else []:
            n_found += 1
            yield path, card
    if not n_found:
        raise VoicecheckError(
            f"{store}: no scorecards here; write them with: voicecheck check CALLS --format json"
        )
