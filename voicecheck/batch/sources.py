"""Where recordings lie: a folder here, or one behind ``s3://``, ``sftp://``, ``az://``.

Everything goes through fsspec, so that a bucket is searched like a folder. What is remote is copied
to a file of its own before it is listened to, and the copy goes when it is done.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ConfigError, SourceError
from voicecheck.recorders.halves import find_halves, known_endings
from voicecheck.types.formats import SUFFIXES, kind_of_skipped
from voicecheck.types.hashing import value_sha256
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

AWAY_S = 300.0  # a file server is back from a restart within minutes; the night has hours
LOOK_S = 1.0
BOTH = "|"  # between the time stamps of a call's two files
_NOT_REACHED = Text("{where}: ist nicht zu erreichen ({why})", "{where}: cannot be reached ({why})")
_NO_FOLDER = Text("{where}: einen solchen Ordner gibt es nicht", "{where}: there is no such folder")
_NOT_LISTED = Text(
    "{where}: der Inhalt lässt sich nicht auflisten ({why})", "{where}: cannot be listed ({why})"
)
_NOT_SEEN = Text("die Datei ist nicht zu erreichen ({why})", "cannot be looked at ({why})")
_NOT_COPIED = Text("lässt sich nicht hierher kopieren ({why})", "cannot be copied here ({why})")
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):([^/]*)@")


@dataclass(frozen=True)
class FoundFile:
    """A file in a source."""

    path: str  # full path or URL: where it is, whatever the working folder
    name: str  # relative to the source, with /
    size: int
    modified: str  # its time stamp (or entity tag), as its system gives it
    other: FoundFile | None = None  # the other party's file, where a call has two
    missing: str = ""  # the name of the other party's file that is not there

    @cached_property
    def key(self) -> str:
        """Hash of the path: known without telling."""
        return value_sha256(self.path)


class Source:
    """A folder or bucket of recordings."""

    def __init__(self, where: str, *, recorder: str = "", halves: list[str] | None = None) -> None:
        import fsspec

        self.where = _PASSWORD.sub(r"\1@", where)
        found = _PASSWORD.search(where)
        self._password = found[2] if found else ""
        self.local = "://" not in where
        self._endings, self._surely = known_endings(recorder, halves), bool(halves)
        self.skipped: Counter[Text] = Counter()  # files that are no recordings, by suffix
        try:
            self._fs, self._root = fsspec.core.url_to_fs(
                os.path.abspath(where) if self.local else where
            )
            there = bool(self._fs.isdir(self._root))
        except Exception as error:  # every protocol has errors of its own
            said = _NOT_REACHED.format(where=self.where, why=self._hush(error))
            raise ConfigError(said) from error
        if not there:
            raise ConfigError(_NO_FOLDER.format(where=self.where))

    def find(self, patterns: Sequence[str] = ()) -> list[FoundFile]:
        """List the recordings, in order of their names."""
        try:
            found = self._fs.find(self._root, detail=True)
        except Exception as error:  # every protocol has errors of its own
            said = _NOT_LISTED.format(where=self.where, why=self._hush(error))
            raise ConfigError(said) from error
        files = []
        self.skipped.clear()
        for path, about in sorted(found.items()):
            name = PurePosixPath(path).relative_to(self._root).as_posix()
            if any(part.startswith(".") for part in PurePosixPath(name).parts):
                continue
            wanted = (
                any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
                if patterns
                else PurePosixPath(name).suffix.lower() in SUFFIXES
            )
            if wanted:
                full = path if self.local else f"{self.where.rstrip('/')}/{name}"
                files.append(FoundFile(full, name, int(about["size"]), _stamp(about)))
            elif not patterns and (kind := kind_of_skipped(name)):
                self.skipped[kind] += 1
        return self._calls(files)

    def _calls(self, files: list[FoundFile]) -> list[FoundFile]:
        """Join the two files of a call; say where one of them is missing."""
        by_name = {file.name: file for file in files}
        halves = find_halves(by_name, self._endings, surely=self._surely)
        seconds = set(halves.second.values())
        return [
            _joined(file, by_name[halves.second[file.name]])
            if file.name in halves.second
            else _alone(file, *halves.missing.get(file.name, ("", False)))
            for file in files
            if file.name not in seconds
        ]

    def look_again(self, file: FoundFile) -> FoundFile | None:
        """Return the file as it is now; None where it is gone."""
        self._fs.invalidate_cache()
        try:
            about = self._fs.info(self.inner(file))
        except FileNotFoundError:
            return None
        except Exception as error:  # every protocol has errors of its own
            raise SourceError(_NOT_SEEN.format(why=self._hush(error))) from error
        now = replace(file, size=int(about["size"]), modified=_stamp(about), other=None)
        if file.other is None:
            return now
        other = self.look_again(file.other)
        return _joined(now, other) if other is not None else None

    def there(self) -> bool:
        """Tell whether the folder can be reached; a share that went away leaves an empty one."""
        try:
            if self.local:
                with os.scandir(self._root) as inside:
                    return next(inside, None) is not None
            self._fs.invalidate_cache()
            return bool(self._fs.isdir(self._root))
        except Exception:  # every protocol has errors of its own
            return False

    def read(self, path: str) -> bytes:
        """Return the bytes of any file beside the recordings, named as `listing` names it."""
        with self._fs.open(path, "rb") as file:
            content: bytes = file.read()
            return content

    def listing(self, folder: str) -> list[str]:
        """Return the paths of the files in a folder."""
        return sorted(
            str(item["name"])
            for item in self._fs.ls(folder or self._root, detail=True)
            if item["type"] == "file"
        )

    def fetch(self, file: FoundFile) -> Path:
        """Return a local path of the file; a remote one is copied first."""
        if self.local:
            return Path(file.path)
        folder = tempfile.mkdtemp(prefix="voicecheck-")
        copy = Path(folder) / PurePosixPath(file.name).name
        try:
            self._fs.get_file(self.inner(file), str(copy))
        except Exception as error:  # every protocol has errors of its own
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, FileNotFoundError):
                raise
            raise SourceError(_NOT_COPIED.format(why=self._hush(error))) from error
        return copy

    def fetch_call(self, file: FoundFile) -> tuple[Path, ...]:
        """Return local paths of a call's file, or of its two."""
        copy = self.fetch(file)
        if file.other is None:
            return (copy,)
        try:
            return copy, self.fetch(file.other)
        except BaseException:
            self.drop(copy)
            raise

    def drop(self, copy: Path) -> None:
        """Remove a copy that `fetch` made."""
        if not self.local:
            shutil.rmtree(copy.parent, ignore_errors=True)

    def _hush(self, error: Exception) -> str:
        return str(error).replace(self._password, "***") if self._password else str(error)

    def inner(self, file: FoundFile) -> str:
        """Return the path by which `read` and `listing` know a file."""
        return f"{self._root.rstrip('/')}/{file.name}"


def wait_for(source: Source, stop: threading.Event) -> bool:
    """Wait until a source is there; False where it stays away, or there is no waiting any more."""
    end = time.monotonic() + AWAY_S
    while not source.there():
        if stop.wait(LOOK_S) or time.monotonic() > end:
            return False
    return True


def _joined(first: FoundFile, second: FoundFile) -> FoundFile:
    return replace(
        first,
        size=first.size + second.size,
        modified=f"{first.modified}{BOTH}{second.modified}",
        other=second,
    )


def _alone(file: FoundFile, missing: str, is_first: bool) -> FoundFile:
    """Keep a half under the name that the call will have when the other one comes."""
    if not is_first:
        return replace(file, missing=missing)
    first = PurePosixPath(file.name).with_name(missing).as_posix()
    path = f"{file.path.removesuffix(file.name)}{first}"
    return replace(file, path=path, name=first, missing=PurePosixPath(first).name)


def _stamp(about: dict[str, Any]) -> str:
    for key in ("mtime", "LastModified", "last_modified", "ETag", "etag", "created"):
        found = about.get(key)
        if found is not None:  # listing and looking do not always give it in the same form
            return str(found.timestamp() if isinstance(found, datetime) else found)
    return ""
