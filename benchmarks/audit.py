"""Known vulnerabilities of the locked packages, where a database of them can be reached.

    python -m benchmarks.audit

Fails for a vulnerability that a newer version mends, unless `IGNORED` says why it does not matter
here. That nothing could be asked is said in one line and fails nothing: there may be no network.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.lock import FOLDER, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.lock import Pin

# Name of a vulnerability: why it does not matter here, and until when that holds.
IGNORED: dict[str, str] = {}
DATABASES = ("pypi", "osv")  # as pip-audit names them
_INSTALL_S, _ASK_S = 120.0, 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a database knows."""

    n_known: int  # packages it has an answer for
    faults: tuple[str, ...]  # a newer version mends them
    others: tuple[str, ...]  # nothing mends them, or they are ignored


def audit_program(folder: Path) -> str | None:
    """Find pip-audit, or install it into an environment of its own."""
    here = shutil.which("pip-audit")
    if here is not None:
        return here
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes"]
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [*pip, "-r", str(FOLDER / "audit.lock")],
    ):
        if _run(command, _INSTALL_S) is None:
            return None
    return str(folder / "bin" / "pip-audit")


def _run(command: list[str], limit_s: float, *, codes: tuple[int, ...] = (0,)) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode in codes else None


def ask(program: str, database: str, pins: Iterable[Pin], folder: Path) -> Answer | None:
    """Ask a database about all pins; None where it does not answer."""
    packages: list[dict[str, Any]] = []
    for number, once in enumerate(_apart(pins)):
        listed = folder / f"{number}.txt"
        listed.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in once))
        said = _run(
            [program, "--vulnerability-service", database, "--requirement", str(listed),
             "--disable-pip", "--no-deps", "--format", "json", "--timeout", "10",
             "--progress-spinner", "off"],
            _ASK_S,
            codes=(0, 1),  # 1: there are vulnerabilities
        )  # fmt: skip
        try:
            packages += json.loads(said or "")["dependencies"]
        except ValueError:
            return None
    return judged(packages)


def _apart(pins: Iterable[Pin]) -> Iterator[list[Pin]]:
    """Split the pins so that no list has two versions of a package: pip-audit refuses that."""
    lists: list[dict[str, Pin]] = []
    for pin in pins:
        free = next((one for one in lists if pin.name not in one), None)
        if free is None:
            lists.append(free := {})
        free[pin.name] = pin
    return (list(one.values()) for one in lists)


def judged(packages: Iterable[dict[str, Any]]) -> Answer:
    known = [one for one in packages if "vulns" in one]
    faults, others = [], []
    for one in known:
        for vulnerability in one["vulns"]:
            name, mended = vulnerability["id"], ", ".join(vulnerability["fix_versions"])
            names = {name, *vulnerability.get("aliases", [])}
            text = f"{one['name']} {one['version']}: {name}"
            reason = next((IGNORED[known] for known in names if known in IGNORED), None)
            if reason is not None:
                others.append(f"{text}, ignored: {reason}")
            elif mended:
                faults.append(f"{text}, mended in {mended}: python -m benchmarks.lock")
            else:
                others.append(f"{text}, not mended by anybody yet")
    return Answer(len(known), tuple(faults), tuple(others))


def main() -> int:
    pins = read(FOLDER / "dev.lock")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = audit_program(folder / "venv")
        if program is None:
            print("NOT AUDITED: pip-audit could not be installed")
            return 0
        for database in DATABASES:
            answer = ask(program, database, pins, folder)
            if answer is not None and answer.n_known:
                break
        else:
            print("NOT AUDITED: no database of vulnerabilities answers from here")
            return 0
    print("\n".join((*answer.others, *answer.faults)) or "no known vulnerability", end=" ")
    print(f"({answer.n_known} of {len(pins)} locked packages known to '{database}')")
    return 1 if answer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
