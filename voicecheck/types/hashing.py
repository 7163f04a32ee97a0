"""The only place where identities and cache keys are made."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes: its identity, whatever its name or age."""
    digest_ = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest_.update(block)
    return digest_.hexdigest()


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value in canonical form."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
