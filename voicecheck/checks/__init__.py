"""THE CHECKLIST: the eight mistakes, in the article's order.

Each line names the module and object that judges it; `registry` loads them when they are needed.
"""

CHECKLIST: dict[str, str] = {
    "M1": "voicecheck.checks.monotone:CHECK",
    "M2": "voicecheck.checks.planned:M2",
    "M3": "voicecheck.checks.planned:M3",
    "M4": "voicecheck.checks.dated_greeting:CHECK",
    "M5": "voicecheck.checks.rushed:CHECK",
    "M6": "voicecheck.checks.planned:M6",
    "M7": "voicecheck.checks.too_fast:CHECK",
    "M8": "voicecheck.checks.planned:M8",
}
