"""Agents under names of their own: the same agent always gets the same one, nobody gets back.

A plain hash of a name is guessed by hashing the staff list; a keyed one (HMAC-SHA256) is not,
as long as the key stays apart from the store.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MIN_BYTES = 16
LENGTH = 10  # base32 letters: 50 bits, no two agents of a company meet by chance


def pseudonym(agent: str, *, key: bytes) -> str:
    """Return an agent's pseudonym."""
    plain = " ".join(unicodedata.normalize("NFC", agent).casefold().split())
    code = base64.b32encode(hmac.digest(key, plain.encode(), hashlib.sha256)).decode()
    return f"A-{code[:LENGTH]}"


def load_key(path: Path) -> bytes:
    """Read the key of the pseudonyms, or make one where there is none yet."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigError(_OPEN.format(path=path))
        key = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(_UNREADABLE.format(path=path, why=error.strerror)) from error
    if len(key) < MIN_BYTES:
        raise ConfigError(_SHORT.format(path=path, needed=MIN_BYTES, n=len(key)))
    return key


_OPEN = Text(
    "{path}: andere können diesen Schlüssel lesen; abhilft: chmod 600 {path}",
    "{path}: others can read this key; do: chmod 600 {path}",
)
_UNREADABLE = Text(
    "{path}: hier lässt sich kein Schlüssel lesen ({why})",
    "{path}: no key can be read here ({why})",
)
_SHORT = Text(
    "{path}: ein Schlüssel braucht {needed} Zeichen, dieser hat {n}",
    "{path}: a key needs {needed} characters, this one has {n}",
)
