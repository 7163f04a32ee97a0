"""The same check by this tree and by an older one, in turn: how much faster, and what differs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.speed.call import DUAL, MONO
from benchmarks.speed.figure import Figure
from benchmarks.speed.pairs import in_turn, ratios

ROOT = Path(__file__).parents[2]
OF_THE_DAY = {"created_at"}  # differs from run to run


def compare(base: str, n: int) -> list[Figure]:
    """Check the sample calls by both trees, each in a process of its own."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        older = Path(folder) / "base"
        git = ["git", "-C", str(ROOT)]
        subprocess.run([*git, "worktree", "add", "-q", "--detach", str(older), base], check=True)
        try:
            for call in (DUAL, MONO):
                cards: dict[str, Any] = {}

                def check(tree: Path, who: str, call: Path = call, cards: Any = cards) -> None:
                    cards[who] = _card(tree, call)

                seconds = in_turn(
                    {
                        "ours": lambda check=check: check(ROOT, "ours"),
                        "base": lambda check=check, older=older: check(older, "base"),
                    },
                    n,
                )
                figures.append(
                    Figure("--compare", f"{call.name} ÷ {base}", ratios(seconds, "ours", "base"))
                )
                for field in differences(cards["base"], cards["ours"]):
                    print(f"  {call.name} {field}")
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(older)], check=True)
    return figures


def _card(tree: Path, call: Path) -> Any:
    command = [sys.executable, "-P", "-m", "voicecheck", "check", str(call), "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """Name every field of two cards that differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in {**before, **after} if key not in OF_THE_DAY]
        pairs = [(f"{path}.{key}".strip("."), before.get(key), after.get(key)) for key in keys]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [
            (f"{path}[{i}]", one, other)
            for i, (one, other) in enumerate(zip(before, after, strict=True))
        ]
    else:
        return [] if before == after else [f"{path}: {before} -> {after}"]
    return [found for place, one, other in pairs for found in differences(one, other, place)]
