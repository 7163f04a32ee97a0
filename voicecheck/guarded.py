"""Librosa without what lies in the working folder: numba, which it brings, takes settings there.

They may say where numba keeps compiled code, and that is unpickled: whoever can put two files into
the folder of recordings could run code.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from voicecheck.errors import ConfigError

NUMBA_SETTINGS = ".numba_config.yaml"


def import_librosa() -> Any:
    """Import librosa.

    Returns
    -------
    module

    Raises
    ------
    ConfigError
        If numba, not yet imported, would read settings in the working folder.
    """
    if "numba" not in sys.modules and Path(NUMBA_SETTINGS).is_file():
        raise ConfigError(
            f"{NUMBA_SETTINGS} lies in the working folder ({Path.cwd()}): numba would take "
            "settings from it, even where to find code. Start in another folder, or remove the file"
        )
    import librosa
    from numba.core import config

    config._config_fname = os.devnull  # numba looks again whenever it compiles
    return librosa
