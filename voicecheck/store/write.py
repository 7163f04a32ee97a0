"""Everything that is written to a store. One transaction per call: all of it stands, or nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from voicecheck.store import tables as t
from voicecheck.types.codec import to_dict
from voicecheck.types.hashing import value_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from voicecheck.features import Features
    from voicecheck.store.entries import Entry, FailedFile
    from voicecheck.types.call import CallInfo
    from voicecheck.types.judgement import Evidence, Provenance, Scorecard
    from voicecheck.types.text import Lang

JUDGED = (t.results, t.strengths, t.evidence, t.notices)
RESULT = (
    "code", "name", "kind", "version", "verdict", "severity", "confidence", "finding", "reason",
    "advice",
)  # fmt: skip
STRENGTH = ("code", "name", "heard", "score", "finding", "reason")


def now_utc() -> datetime:
    """Return the time in UTC, without a zone and without fractions: as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def save_call(connection: Connection, entry: Entry, *, run_id: int | None) -> int | None:
    """Write all about one call in place of what stood there; None where the call was forgotten."""
    source, card, info = entry.features.source, entry.card, entry.info
    connection.execute(delete(t.recordings).where(t.recordings.c.sha256 == source.sha256))
    # After the delete, which waits for whoever is forgetting the call at this moment.
    noted = select(t.forgotten.c.sha256).where(t.forgotten.c.sha256 == source.sha256)
    if connection.execute(noted).first() is not None:
        return None
    connection.execute(
        delete(t.failures).where(
            (t.failures.c.path_key == entry.path_key) | (t.failures.c.sha256 == source.sha256)
        )
    )
    key = connection.execute(
        insert(t.recordings).values(
            sha256=source.sha256,
            path=entry.path,
            codec=source.codec,
            sample_rate=source.sample_rate,
            n_channels=source.n_channels,
            duration_s=source.duration_s,
            **_known(info),
            analysis_key=entry.analysis_key,
            lexicon_key=entry.lexicon_key,
            provenance_id=_provenance(connection, entry.features.provenance),
            run_id=run_id,
            analysed_utc=now_utc(),
            seconds=entry.seconds,
            page=entry.page,
            **_judged(card, entry.judgement_key),
        )
    ).inserted_primary_key
    assert key is not None
    recording_id = int(key[0])
    save_features(connection, recording_id, entry.features, lang=card.lang)
    _write_card(connection, recording_id, card)
    if entry.conversation is not None:
        connection.execute(
            insert(t.conversations).values(recording_id=recording_id, body=entry.conversation)
        )
    return recording_id


def fill_info(connection: Connection, sha256: str, info: CallInfo) -> None:
    """Fill what is not known of a stored call by what is known of its copy."""
    this = t.recordings.c.sha256 == sha256
    known = _known(info)
    row = connection.execute(select(*(t.recordings.c[name] for name in known)).where(this)).first()
    missing = {} if row is None else {n: v for n, v in known.items() if getattr(row, n) is None}
    if any(value is not None for value in missing.values()):
        # Its card was judged without that: it is to be judged again, as after a change of norms.
        values = {**missing, "judgement_key": ""}
        connection.execute(update(t.recordings).where(this).values(**values))


def _known(info: CallInfo) -> dict[str, Any]:
    started = info.started_at.replace(tzinfo=None) if info.started_at else None
    return {
        "call_id": info.call_id,
        "agent": info.agent,
        "queue": info.queue,
        "direction": info.direction,
        "transferred": info.transferred,
        "started_at": started,
        "day": started.date().isoformat() if started else None,
        "week": "{}-W{:02d}".format(*started.isocalendar()[:2]) if started else None,
    }


def save_features(
    connection: Connection, recording_id: int, features: Features, *, lang: Lang
) -> None:
    """Write the measures of a call, as one document and as rows."""
    body = json.dumps(to_dict(features), ensure_ascii=False, separators=(",", ":"))
    for table in (t.features, t.measures):
        connection.execute(delete(table).where(table.c.recording_id == recording_id))
    connection.execute(insert(t.features).values(recording_id=recording_id, body=body))
    _insert(
        connection,
        t.measures,
        [
            {
                "recording_id": recording_id,
                "name": name,
                "value": measure.value,
                "unit": measure.unit,
                "n": measure.n,
                "n_unit": measure.n_unit,
                "method": measure.method,
                "reason": measure.reason[lang] if measure.reason else None,
            }
            for name, measure in features.measures.items()
        ],
    )


def save_card(connection: Connection, recording_id: int, card: Scorecard, *, key: str) -> None:
    """Put another card in the place of the one that stands there."""
    for table in JUDGED:
        connection.execute(delete(table).where(table.c.recording_id == recording_id))
    connection.execute(
        update(t.recordings).where(t.recordings.c.id == recording_id).values(**_judged(card, key))
    )
    _write_card(connection, recording_id, card)


def save_file(
    connection: Connection, path_key: str, *, sha256: str, size: int, modified: str
) -> None:
    """Remember a file as it was seen, so that it need not be read again."""
    connection.execute(delete(t.files).where(t.files.c.path_key == path_key))
    connection.execute(
        insert(t.files).values(path_key=path_key, sha256=sha256, size=size, modified=modified)
    )


def save_failure(connection: Connection, failed: FailedFile, *, run_id: int | None) -> None:
    """Write down why a file has no card; the next try of the same file counts up."""
    where = t.failures.c.path_key == failed.path_key
    tried = connection.execute(select(t.failures.c.attempts).where(where)).scalar() or 0
    connection.execute(delete(t.failures).where(where))
    connection.execute(
        insert(t.failures).values(
            path_key=failed.path_key,
            path=failed.path,
            sha256=failed.sha256,
            stage=failed.stage,
            reason=failed.reason,
            transient=failed.transient,
            attempts=tried + 1,
            analysis_key=failed.analysis_key,
            run_id=run_id,
            failed_utc=now_utc(),
        )
    )


def _judged(card: Scorecard, key: str) -> dict[str, Any]:
    """Return the columns of a recording that belong to its card."""
    return {
        "agent_channel": card.agent.channel,
        "agent_confidence": card.agent.confidence,
        "language": card.language,
        "lang": card.lang,
        "score": card.score,
        "coverage": card.coverage,
        "judgement_key": key,
        "norms_edition": card.provenance.norms_edition,
        "judged_utc": now_utc(),
    }


def _write_card(connection: Connection, recording_id: int, card: Scorecard) -> None:
    """Write results, strengths, their evidence, and notices."""
    about = {"recording_id": recording_id}
    results = [{**about, **{name: getattr(line, name) for name in RESULT}} for line in card.results]
    strengths = [
        {**about, **{name: getattr(line, name) for name in STRENGTH}} for line in card.strengths
    ]
    evidence = [
        {**about, "code": line.code, "position": position, **_evidence(item)}
        for line in (*card.results, *card.strengths)
        for position, item in enumerate(line.evidence)
    ]
    notices = [
        {
            **about,
            "code": notice.code,
            "text": notice.text[card.lang],
            "value": notice.value,
            "unit": notice.unit or None,
            "withholds": ",".join(notice.withholds) or None,
        }
        for notice in card.notices
    ]
    for table, rows in zip(JUDGED, (results, strengths, evidence, notices), strict=True):
        _insert(connection, table, rows)


def _evidence(item: Evidence) -> dict[str, Any]:
    norm, words = item.norm, isinstance(item.value, str)
    return {
        "measure": item.measure,
        "value": None if words else item.value,
        "words": item.value if words else None,
        "unit": item.unit,
        "norm": norm.name if norm else None,
        "norm_good": norm.good if norm else None,
        "norm_watch": norm.watch if norm else None,
        "norm_fail": norm.fail if norm else None,
        "norm_bad": norm.bad if norm else None,
        "norm_source": norm.source if norm else None,
        "norm_strength": norm.strength if norm else None,
        "start_s": item.span.start_s if item.span else None,
        "end_s": item.span.end_s if item.span else None,
        "quote": item.quote,
        "probability": item.probability,
    }


def _provenance(connection: Connection, made: Provenance) -> int:
    """Return the row of a provenance; the same one serves every call it made."""
    values = {
        "voicecheck": made.voicecheck,
        "model": made.model,
        "config_hash": made.config_hash,
        "stages": json.dumps(made.stages, sort_keys=True),
        "tools": json.dumps(made.tools, sort_keys=True),
    }
    key = value_sha256(values)
    found = connection.execute(select(t.provenance.c.id).where(t.provenance.c.digest == key))
    known = found.scalar()
    if known is None:
        connection.execute(insert(t.provenance).values(digest=key, **values))
        return _provenance(connection, made)
    return int(known)


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
