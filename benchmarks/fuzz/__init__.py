"""Damaged and hostile files by the ten thousand: each is a recording, or a reason why not."""
