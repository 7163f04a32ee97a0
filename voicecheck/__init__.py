"""voicecheck: a linter for telephone voices.

``check(path)`` is `load`, `analyze` and `judge` in a row. Names are loaded when first used, so that
importing voicecheck costs next to nothing.
"""

import lazy_loader

from voicecheck._telemetry import switch_off

__version__ = "0.1.0"

switch_off()  # before any library that would tell its maker

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]
