"""How nouns look in a notebook: plain HTML without script, all text escaped."""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING, Any

import jinja2
import numpy as np

from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.encode import mp3
from voicecheck.config import Config
from voicecheck.report import answer
from voicecheck.report.causes import causes, notice_line, times_of
from voicecheck.report.formatting import (
    cites,
    evidence_line,
    measure_name,
    moment,
    quoted,
    shown,
    words,
)
from voicecheck.report.html.document import shown as inert
from voicecheck.report.one_line import facts, facts_of_sound
from voicecheck.report.style import COLOURS, MARKS
from voicecheck.report.terminal import title_line, to_hear
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard, Verdict

if TYPE_CHECKING:
    from voicecheck.types.judgement import CheckResult, Evidence
    from voicecheck.types.text import Lang

HEARD_S = 60.0  # of a recording: a notebook keeps what it shows

_ENVIRONMENT = jinja2.Environment(autoescape=True, finalize=inert, undefined=jinja2.StrictUndefined)
_CARD = _ENVIRONMENT.from_string(
    """<div><b><bdi>{{ name }}</bdi></b> · {{ facts }}
{%- for text in above %}<br>{{ text }}{% endfor %}
{%- for finding in findings %}
<div style="margin-top:.5em"><b style="color:{{ finding.colour }}">{{ finding.title }}</b>
{%- for text in finding.texts %}<br>{{ text }}{% endfor %}
{%- for place in finding.places %}<br>{{ place }}{% endfor %}
{%- if finding.advice %}<br><b>→ {{ finding.advice }}</b>{% endif %}</div>
{%- endfor %}
<div style="margin-top:.5em">
{%- for text in below %}{{ text }}<br>{% endfor %}<b>{{ score }}</b>
{%- if quotes %}<br><small>{{ quotes }}</small>{% endif %}</div></div>"""
)
_TABLE = _ENVIRONMENT.from_string(
    """<div><b><bdi>{{ name }}</bdi></b> · {{ facts }}
{%- if sound %}<br><audio controls preload="none" src="{{ sound }}"></audio>{% endif %}
{%- if rows %}<details><summary>{{ summary }}</summary><table><tbody>
{%- for key, value in rows %}
<tr><td style="text-align:left">{{ key }}</td><td style="text-align:left">{{ value }}</td></tr>
{%- endfor %}
</tbody></table></details>{% endif %}</div>"""
)


@functools.singledispatch
def shown_as_html(noun: Any) -> str:
    """Return what a notebook shows of a scorecard, an analysis or a recording."""
    raise TypeError(f"there is no picture of {type(noun).__name__}")


@shown_as_html.register
def _(card: Scorecard) -> str:
    """Draw the short card: what stands out, then what was fine, what was not judged, the score."""
    table, said = words(card.lang), causes(card)
    facts = [f"{moment(card.source.duration_s)} min"]
    facts += [] if said.nobody else [answer.who(card)]
    found = [_finding(line, card.lang) for line in answer.findings(card)]
    below = [] if found else [table["answer"]["nobody" if said.nobody else "nothing"]]
    if fine := answer.fine(card):
        codes = ", ".join(line.code for line in fine)
        below.append(f"{MARKS[Verdict.PASS]} {table['answer']['fine']}: {codes}")
    for lines, reason in answer.not_judged(card, said):
        codes = ", ".join(line.code for line in lines)
        text = f"{MARKS[Verdict.NOT_ASSESSED]} {table['answer']['not_judged']}: {codes}"
        below.append(f"{text} – {reason}" if reason else text)
    notices = [f"{notice_line(n, card.lang)} {times_of(n, card.lang)}" for n in card.notices]
    quoted_words = any(map(cites, card.results)) or any(one["quotes"] for one in found)
    return _CARD.render(
        name=card.source.path,
        facts=" · ".join(facts),
        above=[said.above] if said.above else [],
        findings=found,
        below=below + notices,
        score=answer.score_line(card),
        quotes=table["quotes"]["note"] if quoted_words else "",
    )


def _finding(line: CheckResult, lang: Lang) -> dict[str, Any]:
    places = [item for item in to_hear(line) if item.span is not None]
    return {
        "colour": COLOURS[line.verdict],
        "title": title_line(line, lang),
        "texts": [text for text in (line.finding, line.reason) if text],
        "places": [_place(item, lang) for item in places],
        "advice": line.advice,
        "quotes": any(item.quote or item.is_phrase for item in places),
    }


def _place(item: Evidence, lang: Lang) -> str:
    """Say when it was, and what was said or measured there."""
    assert item.span is not None
    said = item.words
    at = moment(item.span.start_s)
    if said:
        return f"{at} {quoted(said, item.probability, lang)}"
    return f"{at} {evidence_line(item, lang, place=False)}"


@shown_as_html.register
def _(analysis: Analysis) -> str:
    lang = Config().lang
    rows = [
        (
            measure_name(name, lang),
            shown(name, measure.value, measure.unit, lang)
            if measure.value is not None
            else f"– {measure.reason[lang] if measure.reason else ''}",
        )
        for name, measure in analysis.features.measures.items()
    ]
    return _TABLE.render(
        name=analysis.source.path,
        facts=" · ".join([f"{moment(analysis.source.duration_s)} min", *facts(analysis, lang)]),
        sound="",
        rows=rows,
        summary=answer.counted("measures", len(rows), lang),
    )


@shown_as_html.register
def _(recording: Recording) -> str:
    lang = Config().lang
    said = [f"{moment(recording.duration_s)} min", *facts_of_sound(recording, lang)]
    sound = ""
    if recording.duration_s:
        n = round(HEARD_S * recording.sample_rate)
        mixed = np.asarray(recording.samples[:, :n]).sum(axis=0)
        made = mp3([mixed], recording.sample_rate, peak=float(np.abs(mixed).max()))
        sound = f"data:audio/mpeg;base64,{base64.b64encode(made).decode()}"
        if recording.duration_s > HEARD_S:
            said.append(words(lang)["notebook"]["heard"].format(n=f"{HEARD_S:.0f}"))
    return _TABLE.render(
        name=recording.source.path, facts=" · ".join(said), sound=sound, rows=[], summary=""
    )
