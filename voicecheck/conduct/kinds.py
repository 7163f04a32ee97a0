"""The classes of conduct, as the guideline for labellers defines them."""

from __future__ import annotations

ACCUSING = (
    "push",
    "know_it_all",
    "controlling",
    "contradiction",
    "blame",
    "justification",
    "refusal",
    "trivialise",
)
PRAISED = (
    "empathy",
    "appreciation",
    "joint",
    "commitment",
    "alternative",
    "paraphrase",
    "open_question",
    "hold_notice",
)
AGENT = ACCUSING + PRAISED
CALLER = ("problem", "repair")
