"""The lock files: every package of an installation with its version and the hashes of its files.

    python -m benchmarks.lock           renew them (needs the network and `pip install uv`)
    python -m benchmarks.lock --check   do they fit pyproject.toml? No network.

`base.lock` is the plain installation, `offline.lock` has the models,
`dev.lock` is what CI installs.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "requirements"
PYPROJECT = ROOT / "pyproject.toml"
EXTRAS = {"dev": ("offline", "dev"), "offline": ("offline",), "base": ()}
_PYTHONS = ("3.11", "3.12", "3.13")
_SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
ENVIRONMENTS = tuple(
    {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "platform_system": name,
        "os_name": kind,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "arm64" if system == "darwin" else "x86_64",
        "extra": "",
    }
    for python in _PYTHONS
    for system, name, kind in _SYSTEMS
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock file, and where it is installed."""

    requirement: Requirement
    n_hashes: int

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (only,) = self.requirement.specifier
        return only.version

    def holds(self, environment: dict[str, str]) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate(environment)


def read(lock: Path) -> list[Pin]:
    """Read the pins of a lock file."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = []
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement, *hashes = line.split("--hash=sha256:")
            pins.append(Pin(Requirement(requirement.strip()), len(hashes)))
    return pins


def wanted(pyproject: Path, name: str) -> list[Requirement]:
    """Return what pyproject.toml asks for."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra in EXTRAS[name]:
        asked += project["optional-dependencies"][extra]
    return [Requirement(one) for one in asked]


def problems(pins: list[Pin], asked: list[Requirement]) -> list[str]:
    """Say where a lock file does not fit what is asked for, on any system and Python of ours."""
    found = [f"{pin.requirement}: no hash" for pin in pins if not pin.n_hashes]
    found += [
        f"{pin.requirement}: not one version"
        for pin in pins
        if [one.operator for one in pin.requirement.specifier] != ["=="]
    ]
    if found:
        return found
    for one in asked:
        name = canonicalize_name(one.name)
        for environment in ENVIRONMENTS:
            if one.marker is not None and not one.marker.evaluate(environment):
                continue
            held = [pin for pin in pins if pin.name == name and pin.holds(environment)]
            where = f"Python {environment['python_version']}, {environment['platform_system']}"
            if len(held) != 1:
                found.append(f"{one}: {len(held)} pins ({where})")
            elif not one.specifier.contains(held[0].version, prereleases=True):
                found.append(f"{one}: locked is {held[0].version} ({where})")
    return found


def check() -> int:
    n_problems = 0
    for name in EXTRAS:
        lock = FOLDER / f"{name}.lock"
        for problem in problems(read(lock), wanted(PYPROJECT, name)):
            print(f"{lock.relative_to(ROOT)}: {problem}")
            n_problems += 1
    if n_problems:
        print("renew them: python -m benchmarks.lock")
    return 1 if n_problems else 0


def renew() -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("uv resolves the versions: pip install uv")
        return 2
    FOLDER.mkdir(exist_ok=True)
    # What audits them is no part of any installation.
    for name, extras in (*EXTRAS.items(), ("audit", ())):
        source = "pyproject.toml" if name in EXTRAS else "requirements/audit.in"
        command = [uv, "pip", "compile", source, "--universal", "--generate-hashes",
                   "--python-version", "3.11", "--upgrade", "--quiet", "--no-annotate",
                   "--custom-compile-command", "python -m benchmarks.lock",
                   *(f"--extra={extra}" for extra in extras),
                   "--output-file", str(FOLDER / f"{name}.lock")]  # fmt: skip
        # One version of a package in all three: what CI tests is what users install.
        command += (
            ["--constraints", str(FOLDER / "dev.lock")] if name in ("offline", "base") else []
        )
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return done.returncode
    return check()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lock", description=__doc__)
    parser.add_argument("--check", action="store_true")
    return check() if parser.parse_args().check else renew()


if __name__ == "__main__":
    sys.exit(main())
