"""What a run leaves in folders: the calls' pages, and files without usable sound."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from voicecheck.report.file_names import stem_of
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from voicecheck.batch.sources import FoundFile


def write_page(
    folder: Path, name: str, sha256: str, html: str, *, keep_numbers: bool = False
) -> str:
    """Write the page of a call, for its owner alone, and return its name."""
    page = folder / f"{stem_of(name, keep_numbers=keep_numbers)}-{sha256[:8]}.html"
    with whole(page) as draft:
        draft.write_text(html, encoding="utf-8")
    return page.name


def drop_page(folder: Path | None, page: str | None) -> None:
    """Remove the page of a call, where it has one."""
    if folder is not None and page is not None:
        (folder / page).unlink(missing_ok=True)


def set_aside(file: FoundFile, folder: Path) -> None:
    """Move a call's file, or its two, out of the way; never over another, never half of it."""
    if file.other is not None:
        set_aside(file.other, folder)
    target = folder / file.name
    n = 1
    while target.exists():
        n += 1
        target = target.with_name(f"{PurePosixPath(file.name).stem}-{n}{target.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        Path(file.path).rename(target)
    except OSError:  # another disk
        with whole(target) as draft:
            shutil.copy2(file.path, draft)
        Path(file.path).unlink()
