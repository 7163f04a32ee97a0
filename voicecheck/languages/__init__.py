"""Languages as data, and the code that reads them. Names are loaded when first used.

The command line reads its sentences here, and shall not wait for what reads calls.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
