from __future__ import annotations

import subprocess
import sys

from benchmarks.fuzz import child


def test_figures_and_addresses_are_left_out() -> None:
    assert child.same("[mp3 @ 0x55d1] 12 of 13.5") == "[mp# @ #] # of #.#"


def test_an_error_is_named_by_its_places() -> None:
    try:
        int("x" * 3)
    except ValueError:
        where = child._where()
    assert "test_child.py" in where and "invalid literal" in where


def test_the_memory_of_children_counts() -> None:
    before = child._peak_mib()
    code = "b = bytearray(150 << 20); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert child._peak_mib() - before > 140
        process.communicate(b"\n")
    assert child._address_space() > 1 << 20
