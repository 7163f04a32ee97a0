"""Frame by frame: the only rooms that know Praat."""
