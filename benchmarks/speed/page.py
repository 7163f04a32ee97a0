"""docs/benchmarks.md: all figures, the machine they were taken on, and what was tried."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from joblib import cpu_count

from benchmarks.speed.figure import Figure

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD, TRIED = Path(__file__).parent / "head.md", Path(__file__).parent / "tried.md"
TOOLS = ("voicecheck", "ctranslate2", "faster-whisper", "numpy", "onnxruntime", "opensmile")


def line(figure: Figure) -> str:
    reached = {None: "", True: "reached", False: "NOT reached"}[figure.reached]
    low, high = min(figure.values), max(figure.values)
    return (
        f"{figure.code:5} {figure.what}: {figure.median:.3g} {figure.unit}, "
        f"{low:.3g} to {high:.3g} of {len(figure.values)} {_target(figure)} {reached}"
    ).rstrip()


def page(kept: dict[str, Any]) -> str:
    rows = [
        "| | what | median | spread | runs | target | reached |",
        "|---|---|---|---|---|---|---|",
    ]
    machines: dict[str, list[str]] = {}
    for name, part in kept.items():
        machines.setdefault(part["machine"], []).append(name)
        figures = [Figure(**{**f, "values": tuple(f["values"])}) for f in part["figures"]]
        rows += [_row(figure) for figure in figures]
    where = [f"* {', '.join(names)}: {machine}." for machine, names in machines.items()]
    parts = [HEAD.read_text("utf-8"), "\n".join(rows), "Taken on:\n\n" + "\n".join(where)]
    return "\n\n".join([*map(str.strip, parts), TRIED.read_text("utf-8").strip()]) + "\n"


def _row(figure: Figure) -> str:
    reached = {None: "", True: "yes", False: "**no**"}[figure.reached]
    low, high = min(figure.values), max(figure.values)
    spread = f"{low:.3g} – {high:.3g}" if len(figure.values) > 1 else ""
    return (
        f"| {figure.code} | {figure.what} | {figure.median:.3g} {figure.unit} | {spread} | "
        f"{len(figure.values)} | {_target(figure)} | {reached} |"
    )


def _target(figure: Figure) -> str:
    if figure.below is not None:
        return f"< {figure.below:g}"
    return f"≥ {figure.at_least:g}" if figure.at_least is not None else ""


def machine() -> str:
    """Name the processor, its memory and the versions of what was timed."""
    cpu, memory = platform.processor() or platform.machine(), ""
    info, ram = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if info.is_file() and ram.is_file():
        models = [row for row in info.read_text().splitlines() if row.startswith("model name")]
        cpu = models[0].partition(":")[2].strip() if models else cpu
        memory = f", {int(ram.read_text().split()[1]) / 2**20:.0f} GB"
    versions = []
    for tool in TOOLS:
        try:
            versions.append(f"{tool} {metadata.version(tool)}")
        except metadata.PackageNotFoundError:
            continue
    return f"{cpu}, {cpu_count()} cores{memory}; {', '.join(versions)}"
