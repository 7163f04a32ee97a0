"""The only place where identities and cache keys are made."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes: its identity, whatever its name or age."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def call_sha256(paths: Sequence[Path]) -> str:
    """Return the identity of a call that lies in one file, or in one for each party."""
    contents = [file_sha256(path) for path in paths]
    return contents[0] if len(contents) == 1 else value_sha256(contents)


def check_file(path: Path, sha256: str, name: str, remedy: str) -> None:
    """Refuse a file that is not the one that was measured."""
    found = file_sha256(path) if path.is_file() else "nothing"
    if found != sha256:
        raise ModelError(
            f"{path} is not the {name} that was measured (sha256 {found[:12]}…, not "
            f"{sha256[:12]}…): {remedy}"
        )


def value_sha256(value: Any) -> str:
    """Return the SHA-256 of a JSON value in canonical form."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
