"""THE CHECKLIST: the eight mistakes, in the article's order.

Each line names the module and object that judges it; `registry` loads them when they are needed.
"""

CHECKLIST: dict[str, str] = {
    "M1": "voicecheck.checks.monotone:CHECK",
    "M2": "voicecheck.checks.indifferent:CHECK",
    "M3": "voicecheck.checks.impatient:CHECK",
    "M4": "voicecheck.checks.dated_greeting:CHECK",
    "M5": "voicecheck.checks.rushed:CHECK",
    "M6": "voicecheck.checks.unclear:CHECK",
    "M7": "voicecheck.checks.too_fast:CHECK",
    "M8": "voicecheck.checks.lacking_empathy:CHECK",
}

# What callers love: reported with the moments worth praise, never a penalty.
STRENGTHS: dict[str, str] = {
    "P1": "voicecheck.checks.strengths:P1",
    "P2": "voicecheck.checks.strengths:P2",
    "P3": "voicecheck.checks.strengths:P3",
}
