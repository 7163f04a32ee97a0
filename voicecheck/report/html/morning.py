"""The morning page: what a night brought, and the way into its calls."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

import voicecheck
from voicecheck.checks import CHECKLIST
from voicecheck.checks.registry import all_checks, all_strengths
from voicecheck.report.formatting import (
    alarm_line,
    clock,
    measure_name,
    number,
    quoted,
    unsure_mark,
    words,
)
from voicecheck.report.html.bars import ORDER, severities, shares
from voicecheck.report.html.document import fill
from voicecheck.report.html.drawing import clock_of
from voicecheck.report.style import MARKS
from voicecheck.types.judgement import Verdict
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from voicecheck.types.morning import (
        Call,
        Distribution,
        Failed,
        Highlight,
        Morning,
        RunFacts,
        Spread,
    )
    from voicecheck.types.text import Lang

MOST_NAMED = 3  # mistakes in the first sentence


def render_morning(
    morning: Morning, *, lang: Lang, pages: str | None, own_checks: Mapping[str, str] | None = None
) -> str:
    """Write the page of a night; files of own checks say what theirs are called."""
    table = words(lang)
    t = table["morning"]
    titles = {check.code: check.title[lang] for check in all_checks(own_checks)}
    titles |= {strength.code: strength.title[lang] for strength in all_strengths()}
    codes = [d.code for d in morning.distributions]
    context = {
        "lang": lang,
        "t": t,
        "version": voicecheck.__version__,
        "title": t["title"].format(at=_moment(morning.run.started_utc.replace(tzinfo=UTC), lang)),
        "folder": morning.run.folder,
        "counts": _counts(morning.run, t, lang),
        "headline": headline(morning, titles, lang),
        "alarms": [(measure_name(a.measure, lang), alarm_line(a, lang)) for a in morning.alarms],
        "worth": [
            (t[name], mark, [_worth(w, titles, lang, pages) for w in found])
            for name, mark, found in (("grave", "!", morning.grave), ("good", "★", morning.good))
            if found
        ],
        "quotes": table["quotes"]["note"]
        if any(worth.quote for worth in (*morning.grave, *morning.good))
        else "",
        "failed": [_failed(group, t) for group in morning.failed],
        "failed_before": t["failed_before"].format(n=morning.failed_before)
        if morning.failed_before
        else "",
        "distributions": [_distribution(d, titles, table, lang) for d in morning.distributions],
        "outdated": t["outdated"].format(n=morning.outdated) if morning.outdated else "",
        "withheld": _withheld(morning, titles),
        "codes": [(code, titles.get(code, "")) for code in codes],
        "verdicts": [(v.value, MARKS[v], table["verdicts"][v]) for v in ORDER],
        "weeks": sorted({call.week for call in morning.calls if call.week}, reverse=True),
        "queues": sorted({call.queue for call in morning.calls if call.queue}),
        "calls": [_call(call, codes, lang, pages) for call in morning.calls],
        "any_new": any(call.new for call in morning.calls),
        "shown": t["shown"].format(n=len(morning.calls), total=morning.n_calls),
        "unvalidated": table["headings"]["unvalidated"],
        "law": table["page"]["law"],
    }
    return fill("morning.html.j2", context, styles=["page.css", "morning.css"], script="morning.js")


def headline(morning: Morning, titles: Mapping[str, str], lang: Lang) -> str:
    """Say what the night found, in one sentence, and how many calls it says nothing about."""
    t, run = words(lang)["morning"], morning.run
    if not run.done:
        if run.failed:
            return _counted("none_judged", run.failed, t)
        waiting = run.left + run.waiting
        return _counted("none_yet", waiting, t) if waiting else t["nothing_new"]
    if not run.judged:
        return _counted("unjudged", run.done, t)
    rest = run.done - run.judged
    return _found(morning, titles, lang) + (_counted("rest", rest, t) if rest > 0 else "")


def _found(morning: Morning, titles: Mapping[str, str], lang: Lang) -> str:
    """Name the mistakes of the most calls, else what stands out in the most."""
    t, n = words(lang)["morning"], morning.run.judged
    for key, verdict in (("mistakes", Verdict.FAIL), ("warnings", Verdict.WARN)):
        found = sorted(
            ((d.now.verdicts.get(verdict, 0), d.code) for d in morning.distributions),
            key=lambda item: (-item[0], item[1]),
        )
        named = [(count, code) for count, code in found if count][:MOST_NAMED]
        if named:
            (first, code), *others = named
            more = "".join(
                t["also"].format(n=count, title=_titled(code, titles, lang))
                for count, code in others
            )
            said = _counted(key, n, t, some=first, title=_titled(code, titles, lang))
            return f"{said}{more}."
    return _counted("fine", n, t)


def _titled(code: str, titles: Mapping[str, str], lang: Lang) -> str:
    """Write a check with its title, which is the checklist's and stands as a title alone."""
    return f"{code} {quoted(titles[code], None, lang)}" if code in titles else code


def _counted(key: str, n: int, t: Mapping[str, str], **more: object) -> str:
    return t[f"{key}_one" if n == 1 else key].format(n=n, **more)


def _moment(at: datetime, lang: Lang) -> str:
    """Write a moment; one with a zone in the zone of this machine."""
    return (at.astimezone() if at.tzinfo else at).strftime(words(lang)["formats"]["moment"])


def _counts(run: RunFacts, t: dict[str, str], lang: Lang) -> list[tuple[str, str, str]]:
    hours, took = number(run.sound_s / 3600, lang, ".1f"), clock_of(run.took_s)
    note = t["done_note"].format(judged=run.judged, hours=hours, took=took)
    found = [
        (str(run.done), t["done"], note),
        (str(run.failed), t["failed"], ""),
    ]
    found += [
        (str(n), t.get(f"{name}_one", t[name]) if n == 1 else t[name], t.get(f"{name}_note", ""))
        for name, n in (
            ("known", run.known),
            ("duplicates", run.duplicates),
            ("waiting", run.waiting),
            ("left", run.left),
        )
        if n
    ]
    return found


def _worth(
    worth: Highlight, titles: dict[str, str], lang: Lang, pages: str | None
) -> dict[str, Any]:
    place = None
    if worth.start_s is not None and worth.end_s is not None:
        place = clock(Span(worth.start_s, worth.end_s))
    return {
        "name": worth.call.name,
        "href": _href(worth.call, pages),
        "code": worth.code,
        "title": titles.get(worth.code, ""),
        "finding": worth.finding,
        "place": place,
        "quote": worth.quote,
        "unsure": unsure_mark(worth.probability, lang),
    }


def _href(call: Call, pages: str | None) -> str | None:
    if pages is None or call.page is None:
        return None
    return f"{pages}/{quote(call.page)}"


def _failed(group: Failed, t: dict[str, str]) -> dict[str, Any]:
    return {
        "stage": t.get(f"stage_{group.stage}", group.stage),
        "reason": group.reason,
        "remedy": t.get(f"remedy_{group.stage}", ""),
        "n": group.n,
        "files": group.files,
        "more": t["more"].format(n=group.n - len(group.files))
        if group.n > len(group.files)
        else "",
    }


def _withheld(
    morning: Morning, titles: dict[str, str]
) -> list[tuple[str, str, list[tuple[str, int]]]]:
    by_check: dict[str, list[tuple[str, int]]] = {}
    for item in morning.withheld:
        by_check.setdefault(item.code, []).append((item.reason, item.n))
    return [(code, titles.get(code, ""), reasons) for code, reasons in by_check.items()]


def _distribution(
    found: Distribution, titles: dict[str, str], table: dict[str, dict[str, str]], lang: Lang
) -> dict[str, Any]:
    t = table["morning"]
    judged = sum(found.now.tenths) + sum(found.before.tenths)
    return {
        "code": found.code,
        "title": titles.get(found.code, ""),
        "now": _spread(found.now, table),
        "before": _spread(found.before, table),
        "severities": Markup(severities(found.now, found.before, t["severities_label"]))
        if judged
        else "",
    }


def _spread(spread: Spread, table: dict[str, dict[str, str]]) -> dict[str, Any] | None:
    if not spread.n:
        return None
    said = ", ".join(f"{table['verdicts'][v]} {spread.verdicts.get(v, 0)}" for v in ORDER)
    return {
        "bar": Markup(shares(spread, said)),
        "counts": [
            (v.value, f"{MARKS[v]} {spread.verdicts[v]}") for v in ORDER if spread.verdicts.get(v)
        ],
    }


def _call(call: Call, codes: list[str], lang: Lang, pages: str | None) -> dict[str, Any]:
    return {
        "name": call.name,
        "href": _href(call, pages),
        "at": _moment(call.at, lang) if call.at else "",
        "iso": call.at.isoformat(timespec="seconds") if call.at else "",
        "week": call.week,
        "queue": call.queue,
        "duration": clock_of(call.duration_s),
        "seconds": round(call.duration_s),
        "score": "–" if call.score is None else f"{call.score:.0f} ({_coverage(call)})",
        "points": "" if call.score is None else f"{call.score:.1f}",
        "results": [_mark(call, code) for code in codes],
        "new": call.new,
    }


def _coverage(call: Call) -> str:
    """Write how many of the eight were judged: points never stand without."""
    eight = [call.results[code] for code in CHECKLIST if code in call.results]
    return f"{sum(severity is not None for _, severity in eight)}/{len(CHECKLIST)}"


def _mark(call: Call, code: str) -> tuple[str, str]:
    verdict, severity = call.results.get(code, (Verdict.NOT_ASSESSED, None))
    figure = "" if severity is None else f" {100 * severity:.0f}"
    return verdict.value, f"{MARKS[verdict]}{figure}"
