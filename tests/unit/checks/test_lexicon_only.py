from __future__ import annotations

from tests.made_features import features, result
from voicecheck.api import judge
from voicecheck.checks.base import CONFIDENCE


def test_words_that_the_lexicon_read_alone_count_less_and_say_so() -> None:
    rude = {"wording__know_it_all": 6.0, "wording__push": 2.0}
    both = features(**rude, wording__sentence_encoder=1.0)
    alone = features(**rude, wording__sentence_encoder=0.0)
    assert result("M8", both).confidence == 1
    assert result("M8", alone).confidence == CONFIDENCE["lexicon_alone"]
    for code in ("M8", "M3"):
        assert "Satzmodell" in (result(code, alone).finding or "")
        assert "Satzmodell" not in (result(code, both).finding or "")
    praised = judge(features(wording__joint=2.0, wording__sentence_encoder=0.0)).strengths[0]
    assert praised.heard and "Satzmodell" in (praised.finding or "")
