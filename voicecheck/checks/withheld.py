"""Why a line must not be judged, whatever was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.errors import NotMeasured
from voicecheck.languages.judgement import GATES
from voicecheck.types.notice import CHECKS
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    from voicecheck.checks.check import MinimumEvidence
    from voicecheck.features import Features

# Notices name the house's checks: a guest is withheld with the one that rests on the same family.
GUARDED_LIKE = {
    "pitch": "M1",
    "loudness": "M1",
    "turn_taking": "M3",
    "delivery": "M3",
    "greeting": "M4",
    "pausing": "M5",
    "articulation": "M6",
    "tempo": "M7",
    "wording": "M8",
}


def withheld(code: str, features: Features, measures: tuple[str, ...] = ()) -> Text | None:
    """Return why a check or strength must not be judged, whatever was measured; None if it may be.

    Of several causes the one that holds for most lines is named.
    """
    if features.problem is not None:
        return features.problem
    codes = {code}
    if code not in CHECKS:
        families = {name.partition(".")[0] for name in measures}
        codes |= {GUARDED_LIKE[family] for family in families if family in GUARDED_LIKE}
    causes = [notice for notice in features.notices if codes.intersection(notice.withholds)]
    widest = max(causes, key=lambda notice: len(notice.withholds), default=None)
    unclear = features.agent.confidence < GATES.agent_confidence
    if unclear and (widest is None or len(widest.withholds) < len(CHECKS)):
        return _WHO_MIXED if features.agent.channel is None else _WHO
    return None if widest is None else widest.cause or widest.text


def guard_signal(evidence: MinimumEvidence, features: Features) -> None:
    """Say nothing where noise, another voice or the line itself lies over what is judged."""
    snr_db = features["quality.snr_db"].value
    if snr_db is not None and snr_db < evidence.snr_db:
        raise NotMeasured(
            "quality.snr_db",
            _NOISE.format(snr_db=floored(snr_db, 1), minimum=evidence.snr_db),
        )
    if features.purity is not None and features.purity < evidence.purity:
        raise NotMeasured(
            "purity",
            _MIXED.format(purity=floored(features.purity, 2), minimum=evidence.purity),
        )
    if evidence.clear_line:
        _guard_line(features)


def _guard_line(features: Features) -> None:
    """Say nothing about pronunciation where the line itself swallows sounds."""
    edge, lost = features["quality.upper_edge_hz"], features["quality.dropout_ratio"]
    if edge.value is not None and edge.value < GATES.upper_edge_hz:
        raise NotMeasured(
            edge.name, _NARROW.format(edge=floored(edge.value), minimum=GATES.upper_edge_hz)
        )
    if lost.value is not None and lost.value > GATES.dropouts:
        raise NotMeasured(lost.name, _DROPOUTS.format(lost=100 * lost.value))


def no_norms(language: str | None) -> Text:
    """Say that there is nothing to judge a call in this language by."""
    if language is None:
        return Text(
            "die Sprache des Gesprächs ist nicht bekannt, ohne sie gibt es keine Richtwerte",
            "the language of the call is not known, and without it there are no norms",
        )
    return Text(
        f"für die Sprache '{language}' gibt es keine Richtwerte",
        f"there are no norms for the language '{language}'",
    )


_WHO = Text(
    "unklar, welche Stimme Agent/in ist: mit --agent angeben",
    "unclear which voice is the agent: say so with --agent",
)
_WHO_MIXED = Text(
    "unklar, welche der Stimmen Agent/in ist: mit --agent first oder "
    "second angeben, welche zuerst und welche als zweite spricht, oder mit --agent says:WORT ein "
    "Wort, das nur Agent/in sagt",
    "unclear which of the voices is the agent: say with --agent "
    "first or second whether it speaks first, or with --agent says:WORD a word that only it says",
)
_MIXED = Text(
    "beide Stimmen auf einem Kanal, nicht rein genug zu trennen (etwa {purity:.2f}, "
    "{minimum:.2f} sind nötig)",
    "both voices on one channel, not separable purely enough (about {purity:.2f}, {minimum:.2f} "
    "needed)",
)
_NARROW = Text(
    "die Leitung ist zu schmal (Höhen bis {edge:.0f} Hz, {minimum:.0f} Hz sind nötig)",
    "the line is too narrow (up to {edge:.0f} Hz, {minimum:.0f} Hz needed)",
)
_DROPOUTS = Text(
    "die Leitung hat Aussetzer ({lost:.1f} % der Sprechzeit)",
    "the line has dropouts ({lost:.1f} % of the speech)",
)
_NOISE = Text(
    "die Leitung ist zu verrauscht ({snr_db:.1f} dB Rauschabstand, {minimum:g} dB sind nötig)",
    "the line is too noisy ({snr_db:.1f} dB signal-to-noise ratio, {minimum:g} dB needed)",
)
