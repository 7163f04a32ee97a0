"""The part of docs/norms.md on everything but norms: verdict, confidence, evidence, measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicecheck.audio import band
from voicecheck.audio.noise import NEAR_S
from voicecheck.checks.registry import all_checks
from voicecheck.features import interruptions, pausing, tempo, turn_taking
from voicecheck.features.greeting import END_GAP_S
from voicecheck.languages.judgement import TABLES
from voicecheck.signal import loudness, pitch, pitch_clean
from voicecheck.speech import activity
from voicecheck.speech.dialogue import MAX_BACKCHANNEL_S
from voicecheck.types.norm import CAPPED, FAIL_FROM, SEVERITY_POINTS, WARN_FROM
from voicecheck.types.speech import IPU_GAP_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from voicecheck.checks.check import Check

VERDICT = """## From a value to a verdict

* **Severity** of a value against a norm, 0 to 100: straight lines between good ({0:.0f}), watch
  ({1:.0f}), fail ({2:.0f}) and bad ({3:.0f}); better than good is 0, worse than bad is 100. A place
  among people goes on below 0 on the better side, by the same percentiles.
* **Verdict**: *pass* below {warn:.0f}, *warn* from {warn:.0f}, *fail* from {fail:.0f}. Where
  something speaks against a *fail*, the severity is held at {capped:.0f} and the card says why.
* **Score** of a call: 100 less the mean severity of M1 to M8, where at least
  {coverage:.0f} % of them could be judged.

## How sure a verdict is

Confidence = who the agent is (0 to 1) x (least + (1 - least) x share of the full evidence, 1 at
most) x signal x the weakest backing among its norms, and no more than a check allows.

| figure | value | why |
|---|---|---|"""
EVIDENCE = """
## What must be there

Below the minimum a check says nothing, and the card says what was missing. Between minimum and full
evidence it says nothing worse than *warn*. *Noise*: the signal-to-noise ratio below which it says
nothing. *Purity*: where both voices are on one channel and had to be separated by computation, the
share of the speech with the right voice below which it says nothing; above, nothing worse than
*warn*, M4 apart.

| check | measure | minimum | full | noise | purity | why | source |
|---|---|---|---|---|---|---|---|"""
FIGURES = "\n| figure | value | why |\n|---|---|---|"
RECORDING = (
    """
Before any check: what the recording must be. A notice says what is odd about it, and which checks
are not judged for it ([notices.md](notices.md)).
"""
    + FIGURES
)
LIMITS = (
    """
## Limits of the checks

Where a check goes no further than *warn*, counts no further, or calls something usual.
"""
    + FIGURES
)
MEASURING = """## How it is measured

What each measure is: `voicecheck explain CODE`, and the method that every measure carries in JSON.
What all of them share:

* **Band**: every channel is brought to what any telephone lets through, {band.LOW_HZ:g} to
  {band.HIGH_HZ:g} Hz at {band.BAND_RATE} Hz (ITU-T G.712), before speech, pauses and pitch are
  looked for: the same voice gets the same figure on any line.
* **Noise**: power of the speech over power of the rest within {near_s:g} s of it, in decibels.
* **Speech**: Silero 6.2 at 8 kHz; on from {activity.SPEECH_ON:g}, off below
  {activity.SPEECH_OFF:g}, onsets {onset_ms:.0f} ms and offsets {offset_ms:.0f} ms earlier, gaps
  below {close_ms:.0f} ms closed. Word times are never used for pauses: they are good to 0.1 s only.
* **Inter-pausal unit**: speech bounded by {ipu_s:g} s of silence, which parts brief pauses from
  medium ones (Campione & Véronis 2002).
* **Turn**: one party's units until the other takes the floor. **Sign of listening**: at most
  {backchannel_s:g} s and only such words; it is no turn and interrupts nobody.
* **Pitch**: Praat's autocorrelation, not the filtered one, every {step_ms:.0f} ms;
  {pitch.N_CANDIDATES} candidates, silence {pitch.SILENCE:g}, voicing {pitch.VOICING:g}, octave cost
  {pitch.OCTAVE_COST:g}, octave-jump cost {pitch.OCTAVE_JUMP_COST:g}, voiced/unvoiced cost
  {pitch.VOICED_UNVOICED_COST:g}. The range first: the envelope of the sound between
  {pitch.ENVELOPE_BAND_HZ[0]:g} and {pitch.ENVELOPE_BAND_HZ[1]:g} Hz, which restores the fundamental
  that the telephone took away, is searched from {pitch.SEARCH_HZ[0]:g} to {pitch.SEARCH_HZ[1]:g} Hz
  (voicing {pitch.RANGE_VOICING:g}, octave cost {pitch.RANGE_OCTAVE_COST:g}), then once more from
  {pitch.SECOND_PASS[0]:g} to {pitch.SECOND_PASS[1]:g} times its median. Then sound and envelope
  together, {pitch.FINAL_RANGE[0]:g} to {pitch.FINAL_RANGE[1]:g} times that median, not below
  {pitch.LOWEST_HZ:g} Hz. On the raw sound the search locks onto harmonics of low voices: on German
  speech through a telephone band one voice in six was then off by 8 to 14 semitones, with the range
  found on the envelope one in 25 by more than 1.5.
* **Melody**: runs under {run_ms:.0f} ms, frames more than {pitch_clean.JUMP_SEMITONES:g} semitones
  from every neighbour and more than {pitch_clean.CREAK_SEMITONES:g} below the median (creak) are
  left out; semitones relative to the voice's own median need no norm by sex. The range from the
  10th to the 90th percentile hardly moves with leakage and octave slips; the standard deviation
  does.
* **Loudness**: {loudness.N_BANDS} mel bands from {loudness.LOW_HZ:g} to {loudness.HIGH_HZ:g} Hz,
  weighted as the ear does and compressed (power {loudness.COMPRESSION:g}), the noise of the line
  taken off; change from one voiced frame of {loudness_ms:.0f} ms to the next.
* **Rate**: syllables of the recognised words over the speech of their units. Windows outside
  {tempo.PLAUSIBLE_RATE[0]:g} to {tempo.PLAUSIBLE_RATE[1]:g} syllables/s, or far from the nuclei in
  the sound times {tempo.NUCLEI_FACTOR:g}, are left out of words and time: the speech model lost or
  repeated words there. The fastest stretches are units of {tempo.IPU_SYLLABLES[0]} to
  {tempo.IPU_SYLLABLES[1]} syllables: shorter answers are fast by nature.
* **Pauses**: silences of {ipu_s:g} to {pausing.DEAD_AIR_S:g} s in turns of at least
  {pausing.MIN_TURN_S:g} s; longer ones are a matter of the conversation.
* **Answers**: from the caller's last sound to the agent's first, less what even the fastest answers
  of both sides take (the delay of the line, {turn_taking.MAX_LINE_DELAY_S:g} s at most). Silences
  count from {turn_taking.LONG_SILENCE_S:g} s, unless announced. Rates in 10 minutes count a shorter
  call as 10.
* **Interruptions**: the caller has been talking for {interruptions.TALKING_S:g} s and goes on for
  {interruptions.GOES_ON_S:g} s, or falls silent within {interruptions.STOPS_WITHIN_S:g} s in
  mid-sentence; no sign of listening, no read-back of figures, and not the first moment in a
  monologue of more than {interruptions.MONOLOGUE_S:g} s.
* **Greeting**: the agent's first turn, up to the first silence above {greeting_s:g} s; notices
  that the law asks for are cut out, words and time.
"""


def judgement() -> list[str]:
    """Describe how a verdict comes about, and what must be there."""
    points = [100 * point for point in SEVERITY_POINTS]
    coverage = 100 * TABLES["recording"]["coverage"]["value"]
    ends = {"warn": 100 * WARN_FROM, "fail": 100 * FAIL_FROM, "capped": 100 * CAPPED}
    verdict = VERDICT.replace("\n  ", " ").format(*points, coverage=coverage, **ends)
    parts = [verdict, *_rows(TABLES["confidence"])]
    parts.append(EVIDENCE)
    checks = {check.code: check for check in all_checks()}
    for code, table in TABLES["checks"].items():
        parts += _needs(checks[code], table)
    parts += [RECORDING, *_rows(TABLES["recording"]), LIMITS]
    for code, table in TABLES["limits"].items():
        parts += _rows(table, f"{code}: ")
    parts += _rows(TABLES["strengths"], "P1 to P3: ")
    parts += _rows(TABLES["guests"], "checks of other packages: ")
    parts += _rows(TABLES["usual"], "as usual, ")
    return [*parts, ""]


def measuring() -> str:
    """Describe what all measures share, with the figures of the code."""
    return MEASURING.replace("\n  ", " ").format(
        band=band,
        activity=activity,
        pitch=pitch,
        pitch_clean=pitch_clean,
        loudness=loudness,
        tempo=tempo,
        pausing=pausing,
        turn_taking=turn_taking,
        interruptions=interruptions,
        near_s=NEAR_S,
        ipu_s=IPU_GAP_S,
        backchannel_s=MAX_BACKCHANNEL_S,
        greeting_s=END_GAP_S,
        onset_ms=-1000 * activity.ONSET_SHIFT_S,
        offset_ms=-1000 * activity.OFFSET_SHIFT_S,
        close_ms=1000 * activity.CLOSE_GAP_S,
        step_ms=1000 * pitch.STEP_S,
        run_ms=1000 * pitch.STEP_S * pitch_clean.MIN_RUN_FRAMES,
        loudness_ms=1000 * loudness.STEP_S,
    )


def _rows(table: Mapping[str, Any], before: str = "") -> list[str]:
    return [
        f"| {before}`{name}` | {entry['value']:g}{' ' + entry['unit'] if entry['unit'] else ''} "
        f"| {entry['reason']} |"
        for name, entry in table.items()
    ]


def _needs(check: Check, table: Mapping[str, Any]) -> Iterator[str]:
    for n, need in enumerate(check.evidence.needs):
        figures = f"| {need.minimum:g} | {need.full:g} |"
        once = f" {table['snr_db']:g} dB | {table['purity']:g} | {table['reason']} | "
        rest = f"{once}{table['source']} |" if n == 0 else "  |  |  |  |"
        yield f"| {check.code} | {need.what.en} {figures}{rest}"
