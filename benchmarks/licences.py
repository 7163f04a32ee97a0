"""The licence of everything that an offline installation holds, and whether it goes with ours.

    python -m benchmarks.licences           write docs/licences.md
    python -m benchmarks.licences --check   is it fresh, and does every licence go with ours?

Packages and versions are those of requirements/offline.lock; what they say is read from what is
installed. A licence that is unknown or does not go with ours fails, unless `EXPLAINED` says why.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from benchmarks.lock import FOLDER, ROOT, read

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = ROOT / "docs" / "licences.md"
OF_DATA = ROOT / "benchmarks" / "licences_of_data.md"  # written by hand
# What may be combined into a work under GPL-3.0-or-later (FSF, "Various Licenses and Comments").
GOES_WITH_OURS = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "GPL-2.0-or-later",
    "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
})  # fmt: skip
_EXCEPTIONS = frozenset({"LLVM-exception", "GCC-exception-3.1"})  # each permits more
# Words of packages that do not use SPDX's.
_SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "gnu general public license v3 or later (gplv3+)": "GPL-3.0-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
}
# Where a package's own words leave it open: the licence, and what was looked at.
EXPLAINED = {
    "colorama": ("BSD-3-Clause", "Windows only, not installed here; its LICENSE.txt"),
    "httpx2-jsfetch": ("BSD-3-Clause", "only inside a browser (Emscripten), never installed by us"),
    "jinja2": ("BSD-3-Clause", "says BSD; its LICENSE.txt has three clauses"),
    "num2words": ("LGPL-2.1-or-later", "says LGPL; its COPYING is version 2.1"),
    "numba": ("BSD-2-Clause", "says BSD; its LICENSE has two clauses"),
    "pebble": ("LGPL-3.0-or-later", "says LGPL; its LICENSE is version 3"),
    "praatio": ("MIT", "its field holds the whole text of the MIT licence"),
    "scipy": ("BSD-3-Clause", "its field holds the whole text; its LICENSE.txt has three clauses"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One package."""

    name: str
    version: str
    licence: str
    said: str  # where, or what was looked at

    @property
    def problem(self) -> str | None:
        if goes_with_ours(self.licence):
            return None
        return f"{self.name} {self.version}: '{self.licence or 'no licence'}' ({self.said})"


def goes_with_ours(expression: str) -> bool:
    """Tell whether a licence, by SPDX's words, may be combined with ours."""
    for alternative in re.split(r"\s+OR\s+", expression.replace("(", " ").replace(")", " ")):
        parts = re.split(r"\s+AND\s+", alternative.strip())
        if all(_known(part.strip()) for part in parts):
            return True
    return False


def _known(part: str) -> bool:
    licence, _, exception = part.partition(" WITH ")
    return licence in GOES_WITH_OURS and (not exception or exception in _EXCEPTIONS)


def licence_of(name: str, said: metadata.PackageMetadata | None) -> tuple[str, str]:
    """Return a package's licence and where it is said; empty where nobody says it."""
    if name in EXPLAINED:
        return EXPLAINED[name]
    if said is None:
        return "", "not installed here"
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or []
        if one.startswith("License ::")
    ]
    fields = [("License-Expression", said.get("License-Expression") or "")]
    fields += [("classifier", one) for one in classifiers]
    fields.append(("License", said.get("License") or ""))
    for where, words in fields:
        licence = _SPDX.get(words.lower(), words)
        if goes_with_ours(licence):
            return licence, where
    return next(((words, where) for where, words in fields if words), ("", "says nothing"))


def rows() -> tuple[list[Row], list[str]]:
    """Return the packages of the lock file, and what stands in the way of a true list."""
    found, wrong = [], []
    done = set()
    for pin in read(FOLDER / "offline.lock"):
        here = pin.requirement.marker is None or pin.requirement.marker.evaluate()
        if pin.name in done or (not here and pin.name not in EXPLAINED):
            continue
        said, version = None, pin.version
        if here:
            try:
                distribution = metadata.distribution(pin.name)
            except metadata.PackageNotFoundError:
                wrong.append(f"{pin.name} is not installed: requirements/offline.lock")
                continue
            said = distribution.metadata
            if distribution.version != version:
                wrong.append(f"{pin.name} {distribution.version} is installed, locked is {version}")
        done.add(pin.name)
        found.append(Row(pin.name, version, *licence_of(pin.name, said)))
    names = {pin.name for pin in read(FOLDER / "offline.lock")}
    wrong += [f"{name} is on no system's list" for name in sorted(names - done)]
    wrong += [f"EXPLAINED names {name}, which is not locked" for name in set(EXPLAINED) - names]
    return found, wrong


def page(packages: Iterable[Row]) -> str:
    lines = [
        "# Licences",
        "",
        "voicecheck is under GPL-3.0-or-later. Its offline installation, in the versions of",
        "`requirements/offline.lock`; made by `python -m benchmarks.licences`, checked in CI.",
        "",
        "| package | version | licence | where it says so |",
        "|---|---|---|---|",
    ]
    lines += [f"| {one.name} | {one.version} | {one.licence} | {one.said} |" for one in packages]
    return "\n".join(lines) + "\n" + OF_DATA.read_text(encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.licences", description=__doc__)
    parser.add_argument("--check", action="store_true")
    packages, wrong = rows()
    wrong += [one.problem for one in packages if one.problem]
    if not parser.parse_args().check:
        PAGE.write_text(page(packages), encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page(packages):
        wrong.append(f"{PAGE.relative_to(ROOT)} is not fresh: python -m benchmarks.licences")
    print("\n".join(wrong) or f"{len(packages)} packages, every licence goes with GPL-3.0-or-later")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
