"""The answer of a card in a few words: what is wrong, what was fine, what could not be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks import CHECKLIST
from voicecheck.languages.judgement import figures
from voicecheck.report.formatting import number, words
from voicecheck.types.audio import channel_name
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.report.causes import Causes
    from voicecheck.types.judgement import Agent, CheckResult, Scorecard
    from voicecheck.types.text import Lang

LEVELS = figures("confidence_words")


def findings(card: Scorecard) -> list[CheckResult]:
    """Return what stands out, worst first."""
    found = [line for line in card.results if line.verdict.stands_out]
    return sorted(found, key=lambda line: -(line.severity or 0.0))


def fine(card: Scorecard) -> list[CheckResult]:
    """Return what was judged and does not stand out."""
    return [line for line in card.results if line.verdict is Verdict.PASS]


def not_judged(card: Scorecard, said: Causes) -> list[tuple[list[CheckResult], str]]:
    """Return what could not be judged, by reason; one that is said elsewhere is empty."""
    by_reason: dict[str, list[CheckResult]] = {}
    for line in card.results:
        if line.verdict is Verdict.NOT_ASSESSED:
            by_reason.setdefault(said.below[line.code] or "", []).append(line)
    return [(lines, reason) for reason, lines in by_reason.items()]


def counted(key: str, n: int, lang: Lang) -> str:
    """Write a number of something, in the singular where it is one."""
    table = words(lang)["answer"]
    return table[f"{key}_one" if n == 1 else key].format(n=n)


def verdict_line(card: Scorecard, *, nobody: bool) -> str:
    """Say in a few words what a call is like, with its score and how much was judged."""
    table = words(card.lang)["answer"]
    if nobody:
        return table["nobody"]
    n_of = {
        verdict: sum(line.verdict is verdict for line in card.results)
        for verdict in (Verdict.FAIL, Verdict.WARN)
    }
    parts = [
        counted(key, n, card.lang)
        for key, n in (("fails", n_of[Verdict.FAIL]), ("warns", n_of[Verdict.WARN]))
        if n
    ]
    if not parts and fine(card):
        parts = [table["nothing"]]
    return " · ".join(filter(None, (", ".join(parts), score_line(card))))


def score_line(card: Scorecard) -> str:
    """Write the score with its coverage: it never stands without."""
    table = words(card.lang)["answer"]
    eight = [line for line in card.results if line.code in CHECKLIST]
    total, judged = len(eight), sum(line.severity is not None for line in eight)
    if card.score is None:
        return table["no_score"].format(n=judged, total=total)
    score = number(card.score, card.lang, ".0f")
    return table["score"].format(score=score, n=judged, total=total)


def who(card: Scorecard) -> str:
    """Say which voice is judged, and how sure that is where it is not quite."""
    return voice(card.agent, card.lang)


def voice(agent: Agent, lang: Lang) -> str:
    """Say which voice the agent's is, and how sure that is where it is not quite."""
    table = words(lang)["answer"]
    if agent.channel is None:
        said = table["who_mixed"]
    else:
        said = table["who"].format(channel=channel_name(agent.channel)[lang])
    if level(agent.confidence) == "high":
        return said
    return table["who_unsure"].format(who=said, confidence=sureness(agent.confidence, lang))


def level(confidence: float) -> str:
    """Return the name of a confidence: high, medium or low."""
    if confidence >= LEVELS["high"]:
        return "high"
    return "medium" if confidence >= LEVELS["medium"] else "low"


def level_word(confidence: float, lang: Lang) -> str:
    """Write a confidence as one word."""
    return sureness(confidence, lang).rpartition(" ")[2]


def sureness(confidence: float, lang: Lang) -> str:
    """Write a confidence in words."""
    return words(lang)["confidence"][level(confidence)]


def doubt(line: CheckResult, lang: Lang) -> str:
    """Say how sure a line is and why no surer; empty where it is quite sure."""
    if line.confidence is None or level(line.confidence) == "high":
        return ""
    said = sureness(line.confidence, lang)
    return f"{said}: {line.confidence_reason}" if line.confidence_reason else said


def of_many(cards: Sequence[Scorecard], lang: Lang) -> str:
    """Say in one line what several calls are like."""
    table = words(lang)["answer"]
    kinds = {"with_fails": 0, "with_warns": 0, "without": 0, "unjudged": 0}
    for card in cards:
        verdicts = {line.verdict for line in card.results}
        kinds[
            "with_fails"
            if Verdict.FAIL in verdicts
            else "with_warns"
            if Verdict.WARN in verdicts
            else "without"
            if Verdict.PASS in verdicts
            else "unjudged"
        ] += 1
    parts = [table[key].format(n=n) for key, n in kinds.items() if n]
    return f"{counted('calls', len(cards), lang)}: {', '.join(parts)}"
