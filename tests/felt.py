"""Words for emotions, attitudes and motives: nothing printed may hold one (EU AI Act Art. 5(1)(f))."""

from __future__ import annotations

import re

FELT = re.compile(
    r"genervt|gelangweilt|gestresst|ungeduldig|ungeduld|teilnahmslos|gehetzt|emotion|gefühl|laune|"
    r"stimmung|motivation|arousal|valence|bored|annoyed|impatien|stressed|indifferen|angry|wütend|"
    r"unfreundlich|unfriendly|lustlos|mood|feeling|arrogan|herablassend|condescend|gleichgültig|"
    r"desinteress|frustrat|frustriert|nervös|nervous|aggressi|enthusias|irritat|apathi",
    re.IGNORECASE,
)
