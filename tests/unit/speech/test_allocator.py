from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from voicecheck.speech.allocator import keep_memory

LOOP = """
import resource
import sys
import numpy as np
from voicecheck.speech.allocator import keep_memory

if sys.argv[1] == "kept":
    assert keep_memory()
np.empty(6_000_000, np.float32)[:] = 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.empty(6_000_000, np.float32)[:] = 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how: str) -> int:
    found = subprocess.run(
        [sys.executable, "-c", LOOP, how], capture_output=True, text=True, check=True
    )
    return int(found.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the setting is glibc's own")
def test_memory_that_was_let_go_of_is_not_fetched_page_by_page_again() -> None:
    assert faults("kept") < 1000


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_memory.cache_clear()
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert keep_memory() is False
    keep_memory.cache_clear()
