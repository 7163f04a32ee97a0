"""How far the work is."""

from collections.abc import Callable

Progress = Callable[[str, float], None]  # name of the stage, its share done from 0 to 1
