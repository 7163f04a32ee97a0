from __future__ import annotations

import pytest

from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.speech import Transcript
from voicecheck.types.time import Span


def test_fields_that_came_later_have_their_default_in_older_files() -> None:
    new = Transcript(0, (), "de", 1.0, "base", wordless=(Span(1.0, 4.0),))
    stored = to_dict(new)
    assert from_dict(Transcript, stored) == new
    del stored["wordless"]
    assert from_dict(Transcript, stored).wordless == ()
    del stored["model"]
    with pytest.raises(ValueError, match="'model' is missing"):
        from_dict(Transcript, stored)
