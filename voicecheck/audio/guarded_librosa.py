"""Librosa without what lies in the working folder: numba, which it brings, takes settings there.

They may say where numba keeps compiled code, and that is unpickled: whoever can put two files into
the folder of recordings could run code.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

NUMBA_SETTINGS = ".numba_config.yaml"


def import_librosa() -> Any:
    """Import librosa, from another folder where the working folder holds settings of numba's."""
    trap = "numba" not in sys.modules and Path(NUMBA_SETTINGS).is_file()
    with contextlib.chdir(Path(__file__).parent) if trap else contextlib.nullcontext():
        import librosa
        from numba.core import config

        config._config_fname = os.devnull  # numba looks again whenever it compiles
    return librosa
