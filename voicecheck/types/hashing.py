"""The only place where identities and cache keys are made."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ModelError
from voicecheck.types.text import Text

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


def check_file(path: Path, sha256: str, name: Text, package: str) -> None:
    """Refuse a file that is not the one of this package that was measured."""
    found = file_sha256(path) if path.is_file() else ""
    if found != sha256:
        raise another_file(path, found, sha256, name, package)


def another_file(path: Path, found: str, wanted: str, name: Text, package: str) -> ModelError:
    """Return the error for a file that is not the one that was measured."""
    there = Text.of(f"{found[:12]}…") if found else _NOTHING
    return ModelError(
        _ANOTHER_FILE.format(path=path, name=name, found=there, wanted=wanted[:12], package=package)
    )


_NOTHING = Text("nichts", "nothing")
_ANOTHER_FILE = Text(
    "{path} ist nicht die Datei, die gemessen wurde ({name}; SHA-256 {found}, nicht {wanted}…): "
    "{package} neu installieren",
    "{path} is not the {name} that was measured (sha256 {found}, not {wanted}…): "
    "reinstall {package}",
)


def value_sha256(value: Any) -> str:
    """Return the SHA-256 of a JSON value in canonical form."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
