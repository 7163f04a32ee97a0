"""The suffixes by which recordings are found in folders."""

SUFFIXES = frozenset({
    ".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".webm", ".wma",
    ".amr", ".gsm", ".au", ".aif", ".aiff", ".w64", ".mka",
})  # fmt: skip
