"""Names of the files that are written for a call, from the name of its recording."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from voicecheck.privacy.redact import redact_file_name
from voicecheck.types.inert import visible

MAX_BYTES = 180  # file systems take 255: what is put behind the name needs room
# Windows takes these for devices, whatever suffix they have.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def stem_of(path: str, *, keep_numbers: bool) -> str:
    """Return a file name without suffix that every system takes, telephone numbers masked."""
    stem = PurePosixPath(path.replace("\\", "/")).stem
    name = visible(stem if keep_numbers else redact_file_name(stem))
    name = re.sub(r'[<>:"/\\|?*]', "_", name)
    name = name.encode()[:MAX_BYTES].decode("utf-8", "ignore").strip(" ").rstrip(".")
    return f"_{name}" if not name or name[0] in ".-~" or _DEVICE.match(name) else name


def distinct(path: str, sha256: str, *, keep_numbers: bool) -> str:
    """Return such a name; where it is not the recording's own, with the start of its hash."""
    stem = stem_of(path, keep_numbers=keep_numbers)
    own = PurePosixPath(path.replace("\\", "/")).stem
    return stem if stem == own else f"{stem}-{sha256[:8]}"
