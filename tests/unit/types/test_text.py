from __future__ import annotations

import pytest

from voicecheck.types.text import Text


def test_a_text_is_no_sequence() -> None:
    """Asked for its parts, it would give the English sentence for ever."""
    text = Text("Das fehlt", "that is missing")
    with pytest.raises(TypeError):
        list(text)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        _ = "missing" in text  # type: ignore[operator]
