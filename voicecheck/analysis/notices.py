"""What a reader must know about a recording: sentences on its lines, voices and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.registry import all_checks, all_strengths
from voicecheck.checks.strengths import ASKED
from voicecheck.features.missing_words import lost_words
from voicecheck.languages.judgement import GATES
from voicecheck.types.audio import channel_name
from voicecheck.types.notice import CHECKS, Notice, listed
from voicecheck.types.text import Text, floored
from voicecheck.types.time import intersect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Party
    from voicecheck.types.time import Span


def line_notices(measures: Mapping[str, Measure], *, other_snr_db: float | None) -> list[Notice]:
    """Say what the lines do to which check."""
    found = []
    snr, clipped, edge, lost, silent = (
        measures[f"quality.{name}"].value
        for name in (
            "snr_db",
            "clipping_ratio",
            "upper_edge_hz",
            "dropout_ratio",
            "digital_silence_ratio",
        )
    )
    gates = {check.code: check.evidence.snr_db for check in all_checks() if check.code in CHECKS}
    if snr is not None and snr < max(gates.values()):
        found.append(_noisy(floored(snr, 1), gates))
    if other_snr_db is not None and other_snr_db < max(gates.values()):
        found.append(Notice("N04", _OTHER_NOISY.format(snr=floored(other_snr_db, 1))))
    if clipped is not None and clipped > GATES.clipped:
        found.append(Notice("N04", _CLIPPED.format(share=100 * clipped)))
    if edge is not None and edge < GATES.upper_edge_hz:
        found.append(Notice("N04", _NARROW.format(edge=floored(edge))))
    if lost is not None and lost > GATES.dropouts:
        found.append(Notice("N04", _DROPOUTS.format(share=100 * lost)))
    if silent is not None and silent > GATES.digital_silence:
        found.append(Notice("N04", _SUPPRESSED.format(share=100 * silent)))
    return found


def _noisy(snr_db: float, gates: Mapping[str, float]) -> Notice:
    cause = _NOISE.format(snr=snr_db)
    withheld = tuple(code for code in gates if snr_db < gates[code])
    follows = _NOTHING if withheld == CHECKS else _NOT_ALL
    minimum = min(gates[code] for code in withheld)
    text = cause + follows.format(codes=listed(withheld), minimum=minimum)
    return Notice("N04", text, (), snr_db, "dB", withheld, cause)


def word_notices(parties: Sequence[Party]) -> list[Notice]:
    """Say how much of whose speech has no words."""
    found = []
    for party in parties:
        wordless = party.transcript.wordless if party.transcript else ()
        text = lost_words(party.role, intersect(wordless, party.activity.ipus))
        if text is not None:
            found.append(Notice("N10", text))
    return found


def mixed_notice(purity: float) -> Notice:
    """Say how purely two voices were separated, and which checks are withheld for it."""
    withheld = [check.code for check in all_checks() if purity < check.evidence.purity]
    n_checks = len(withheld)
    withheld += [check.code for check in all_strengths() if purity < ASKED["purity"]]
    if not withheld:
        text = _PURE
    elif n_checks == len(all_checks()):
        text = _UNFIT
    else:
        text = _PARTLY
    share = round(100 * purity)
    return Notice(
        "N03",
        text.format(share=share, codes=", ".join(withheld)),
        (),
        float(share),
        "%",
        tuple(withheld),
        _CAUSE.format(share=share),
    )


def silent_channel(channel: int | None) -> Notice:
    """Say that nobody speaks on the channel that is named as the agent's."""
    return Notice("N02", _SILENT.format(channel=channel_name(channel)))


def second_agent(at_s: float, kept: Span) -> Notice:
    """Say from when somebody else speaks for the agent, and which part is judged."""
    minutes, seconds = divmod(round(at_s), 60)
    first = kept.start_s < at_s
    text = Text(
        f"ab {minutes}:{seconds:02d} spricht auf der Seite von Agent/in jemand anderes: "
        "beurteilt wird nur der " + ("Teil davor" if first else "Teil danach"),
        f"from {minutes}:{seconds:02d} somebody else speaks on the agent's side: only the part "
        + ("before" if first else "after")
        + " that is judged",
    )
    return Notice("N08", text)


_NOISE = Text(
    "die Leitung ist zu verrauscht ({snr:.1f} dB Rauschabstand)",
    "the line is too noisy ({snr:.1f} dB signal-to-noise ratio)",
)
_NOT_ALL = Text(
    ": {codes} werden nicht beurteilt, dafür sind {minimum:g} dB nötig",
    ": {codes} are not judged, that takes {minimum:g} dB",
)
_NOTHING = Text(
    ": {codes} werden nicht beurteilt, dafür sind mindestens {minimum:g} dB nötig",
    ": {codes} are not judged, that takes {minimum:g} dB at least",
)
_OTHER_NOISY = Text(
    "die Leitung von Anrufer/in ist verrauscht ({snr:.1f} dB Rauschabstand): Wörter von dort sind "
    "unsicher, das betrifft M2 und M6",
    "the caller's line is noisy ({snr:.1f} dB signal-to-noise ratio): words from there are unsure, "
    "which concerns M2 and M6",
)
_CLIPPED = Text(
    "der Kanal von Agent/in ist übersteuert ({share:.1f} % der Abtastwerte): Lautstärke "
    "und Deutlichkeit sind unsicher, das betrifft M6",
    "the agent's channel is clipped ({share:.1f} % of the samples): level and clarity are unsure, "
    "which concerns M6",
)
_NARROW = Text(
    "die Leitung ist schmal (Höhen nur bis {edge:.0f} Hz): M6 wird nicht beurteilt",
    "the line is narrow (up to {edge:.0f} Hz only): M6 is not judged",
)
_DROPOUTS = Text(
    "die Leitung hat Aussetzer ({share:.1f} % der Sprechzeit): M6 wird nicht beurteilt",
    "the line has dropouts ({share:.1f} % of the speech): M6 is not judged",
)
_SUPPRESSED = Text(
    "die Leitung lässt Stille weg ({share:.0f} % der Zeit ohne jedes Signal): leise "
    "Rückmeldesignale können fehlen (M2), Anfang und Ende von Pausen sind ungenauer (M5)",
    "the line drops silence ({share:.0f} % of the time without any signal): soft signs of "
    "listening may be missing (M2), pauses begin and end less exactly (M5)",
)
_PURE = Text(
    "beide Stimmen auf einem Kanal, rechnerisch getrennt (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): es gibt höchstens Warnungen, außer bei der Meldung (M4)",
    "both voices on one channel, separated by computation (about {share} % of the speech with the "
    "right voice): there is nothing worse than warnings, except for the greeting (M4)",
)
_PARTLY = Text(
    "beide Stimmen auf einem Kanal, rechnerisch getrennt (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): das ist zu wenig für {codes}; sonst gibt es höchstens Warnungen, außer bei "
    "der Meldung (M4)",
    "both voices on one channel, separated by computation (about {share} % of the speech with the "
    "right voice): that is too little for {codes}; else there is nothing worse than warnings, "
    "except for the greeting (M4)",
)
_UNFIT = Text(
    "beide Stimmen auf einem Kanal, nicht sicher zu trennen (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): niemand wird beurteilt",
    "both voices on one channel, not to be separated for certain (about {share} % of the speech "
    "with the right voice): nobody is judged",
)
_CAUSE = Text(
    "beide Stimmen auf einem Kanal, nur etwa {share} % der Sprechzeit sicher zuzuordnen",
    "both voices on one channel, only about {share} % of the speech assigned for certain",
)
_SILENT = Text(
    "auf {channel}, der als Kanal von Agent/in angegeben ist, spricht niemand: ist es der falsche?",
    "nobody speaks on {channel}, which is named as the agent's: is it the wrong one?",
)
