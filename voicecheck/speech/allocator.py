"""Memory that the speech model lets go of is kept for its next window, on glibc.

By default glibc gives every large block back to the system and fetches it anew, page by page: two
million page faults for a call of three minutes, a fifth of the processor time.
"""

from __future__ import annotations

import ctypes
import functools
import platform

# mallopt(3): what to set, and to what
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
_SETTINGS = {
    _MMAP_THRESHOLD: 32 << 20,  # the most there is
    _TRIM_THRESHOLD: 2**31 - 1,
    _TOP_PAD: 64 << 20,
    _ARENA_MAX: 1,
}


@functools.cache
def keep_memory() -> bool:
    """Tell the C library to keep freed memory; whether it will."""
    if platform.libc_ver()[0] != "glibc":
        return False
    library = ctypes.CDLL(None)
    return all([library.mallopt(what, value) == 1 for what, value in _SETTINGS.items()])
