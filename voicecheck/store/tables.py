"""The tables of the store. Every column says what it holds; docs/store.md is made from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
)

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(name: str, kind: TypeEngine[Any], comment: str, *, must: bool = False) -> Column[Any]:
    return Column(name, kind, comment=comment, nullable=not must)


def _recording(*, key: bool = False, index: bool = True) -> Column[int]:
    return Column(
        "recording_id",
        ForeignKey("recordings.id", ondelete="CASCADE"),
        primary_key=key,
        nullable=False,
        index=index,
        comment="the call: recordings.id",
    )


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, comment="number of the row")


provenance = Table(
    "provenance",
    metadata,
    _id(),
    Column("digest", String(64), unique=True, nullable=False, comment="SHA-256 over all the rest"),
    _column("voicecheck", String(40), "version of voicecheck", must=True),
    _column("model", Text(), "speech model; empty where no words were needed"),
    _column("config_hash", String(64), "SHA-256 of the settings", must=True),
    _column("stages", Text(), "JSON: versions of the analysis", must=True),
    _column("tools", Text(), "JSON: version of every library that measures", must=True),
    comment="What made the measures of a call.",
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _column("folder", Text(), "what was searched", must=True),
    _column("host", String(200), "machine that runs it", must=True),
    _column("pid", Integer(), "its process there", must=True),
    _column("started_utc", DateTime(), "start", must=True),
    _column("alive_utc", DateTime(), "last sign of life", must=True),
    _column("ended_utc", DateTime(), "end; empty: still running, or killed"),
    _column("n_found", Integer(), "recordings in the folder", must=True),
    _column("n_known", Integer(), "of these, done before or elsewhere", must=True),
    _column("n_duplicates", Integer(), "of these, copies of another file", must=True),
    _column("n_waiting", Integer(), "of these, still being written", must=True),
    _column("n_done", Integer(), "analysed in this run", must=True),
    _column("n_failed", Integer(), "failed in this run", must=True),
    comment="One row per run of the batch.",
)

recordings = Table(
    "recordings",
    metadata,
    _id(),
    Column("sha256", String(64), unique=True, nullable=False, comment="of the file's bytes"),
    _column("path", Text(), "where it was found (masked where asked)", must=True),
    _column("codec", String(40), "for example pcm_alaw", must=True),
    _column("sample_rate", Integer(), "of the file, Hertz", must=True),
    _column("n_channels", Integer(), "of the file", must=True),
    _column("duration_s", Float(), "length, seconds", must=True),
    _column("call_id", String(200), "as the telephone system names the call"),
    _column("agent", String(200), "who answered, or the pseudonym"),
    _column("queue", String(200), "queue, group or campaign"),
    _column("direction", String(20), "inbound, outbound, internal"),
    _column("transferred", Boolean(), "whether another agent passed the call on"),
    _column("started_at", DateTime(), "start of the call, clock of the telephone system"),
    Column("day", String(10), index=True, comment="of started_at, 2026-11-24"),
    Column("week", String(8), index=True, comment="of started_at, 2026-W48 (ISO 8601)"),
    _column("agent_channel", Integer(), "channel that was judged; empty in mono"),
    _column("agent_confidence", Float(), "how sure that is, 0 to 1", must=True),
    _column("language", String(8), "of the call"),
    _column("lang", String(8), "language of the texts in results", must=True),
    _column("score", Float(), "0 to 100; empty below half coverage"),
    _column("coverage", Float(), "share of the checklist that was judged, 0 to 1", must=True),
    _column("analysis_key", String(64), "what the measures depend on, hashed", must=True),
    _column("lexicon_key", String(64), "lexicon that found its phrases, hashed", must=True),
    _column(
        "judgement_key", String(64), "what the results depend on beside the measures", must=True
    ),
    _column("norms_edition", String(40), "edition of the norms", must=True),
    Column("provenance_id", ForeignKey("provenance.id"), nullable=False, comment="provenance.id"),
    Column("run_id", ForeignKey("runs.id"), index=True, comment="run that analysed it: runs.id"),
    _column("analysed_utc", DateTime(), "when it was analysed", must=True),
    _column("judged_utc", DateTime(), "when it was judged last", must=True),
    _column("seconds", Float(), "how long the analysis took", must=True),
    _column("page", Text(), "the call's own page, where one was written"),
    Index("ix_recordings_judgement_key_lexicon_key", "judgement_key", "lexicon_key"),
    comment="One row per call that could be read.",
)

# When a call was: its own start, else when it was analysed.
MOMENT = func.coalesce(recordings.c.started_at, recordings.c.analysed_utc)
Index("ix_recordings_moment", MOMENT)

features = Table(
    "features",
    metadata,
    _recording(key=True, index=False),
    _column(
        "body", Text(), "JSON of all measures with passages: what judging again needs", must=True
    ),
    comment="The measures of a call as one document.",
)

conversations = Table(
    "conversations",
    metadata,
    _recording(key=True, index=False),
    _column(
        "body", Text(), "JSON: who spoke when, every word with time and probability", must=True
    ),
    comment="Words of a call; only with --keep-transcripts.",
)

measures = Table(
    "measures",
    metadata,
    _id(),
    _recording(),
    _column("name", String(80), "family.name", must=True),
    _column("value", Float(), "empty where it could not be taken"),
    _column("unit", String(40), "of value", must=True),
    _column("n", Float(), "how much it rests on", must=True),
    _column("n_unit", String(40), "what n counts", must=True),
    _column("method", Text(), "how it was measured", must=True),
    _column("reason", Text(), "why there is no value"),
    # Alarms read one measure of the last weeks' calls: from the index alone.
    Index("ix_measures_name_recording_id_value_unit", "name", "recording_id", "value", "unit"),
    comment="One row per call and measure.",
)

results = Table(
    "results",
    metadata,
    _id(),
    _recording(index=False),
    _column("code", String(8), "M1 to M8, or a guest's", must=True),
    _column("name", String(40), "of the check", must=True),
    _column("kind", String(20), "delivery, wording or impression", must=True),
    _column("version", Integer(), "of the check", must=True),
    _column("verdict", String(20), "pass, warn, fail, not_assessed", must=True),
    _column("severity", Float(), "0 to 1; empty where not assessed"),
    _column("confidence", Float(), "0 to 1; empty where not assessed"),
    _column("finding", Text(), "what was heard"),
    _column("reason", Text(), "why not assessed, or why held below a mistake"),
    _column("advice", Text(), "what to do about it"),
    Index("ix_results_code_verdict", "code", "verdict"),
    # The morning page counts verdicts of weeks: from the index alone.
    Index(
        "ix_results_recording_id_code_verdict_severity",
        "recording_id",
        "code",
        "verdict",
        "severity",
    ),
    comment="One row per call and check.",
)

strengths = Table(
    "strengths",
    metadata,
    _id(),
    _recording(),
    _column("code", String(8), "P1 to P3", must=True),
    _column("name", String(40), "of the strength", must=True),
    _column("heard", Boolean(), "empty where it could not be told"),
    _column("score", Float(), "0 to 1"),
    _column("finding", Text(), "what was heard"),
    _column("reason", Text(), "why it could not be told"),
    comment="One row per call and strength.",
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    _recording(),
    _column("code", String(8), "of the check or strength that it supports", must=True),
    _column("position", Integer(), "0 is the first of its check", must=True),
    _column("measure", String(80), "name of the measure or of the phrase rule", must=True),
    _column("value", Float(), "what was found, where it is a number"),
    _column("words", Text(), "what was found, where it is words"),
    _column("unit", String(40), "of value", must=True),
    _column("norm", String(80), "name of the norm it was held against"),
    _column("norm_good", Float(), "severity 0"),
    _column("norm_watch", Float(), "severity 0.35"),
    _column("norm_fail", Float(), "severity 0.70"),
    _column("norm_bad", Float(), "severity 1"),
    _column("norm_source", Text(), "who says so"),
    _column("norm_strength", String(20), "measured, published, practice or provisional"),
    _column("start_s", Float(), "where to listen, from"),
    _column("end_s", Float(), "where to listen, to"),
    _column("quote", Text(), "the words recognised there (masked where asked)"),
    _column("probability", Float(), "mean of the quoted words, 0 to 1, the speech model's own"),
    comment="What a result or a strength rests on.",
)

notices = Table(
    "notices",
    metadata,
    _id(),
    _recording(),
    _column("code", String(8), "what it is about; docs/notices.md names all", must=True),
    _column("text", Text(), "in the language of the card", must=True),
    _column("value", Float(), "measured size"),
    _column("unit", String(40), "of the value"),
    _column("withholds", String(80), "checks and strengths not judged for it, by comma"),
    comment="What to know about a recording.",
)

failures = Table(
    "failures",
    metadata,
    _id(),
    Column("path_key", String(64), unique=True, nullable=False, comment="SHA-256 of the full path"),
    _column("path", Text(), "the file (masked where asked)", must=True),
    Column("sha256", String(64), index=True, comment="of the file's bytes, where it could be read"),
    _column(
        "stage", String(20), "decode, analysis, worker, time, memory, disk, program", must=True
    ),
    _column("reason", Text(), "what is wrong, and what to do", must=True),
    _column("transient", Boolean(), "whether trying again may help", must=True),
    _column("attempts", Integer(), "how often it was tried", must=True),
    _column("analysis_key", String(64), "what was tried: recordings.analysis_key", must=True),
    Column("run_id", ForeignKey("runs.id"), index=True, comment="run that tried it last: runs.id"),
    Column("failed_utc", DateTime(), nullable=False, index=True, comment="when it was tried last"),
    comment="One row per file without a card; goes when the file succeeds.",
)

files = Table(
    "files",
    metadata,
    Column("path_key", String(64), primary_key=True, comment="SHA-256 of the full path"),
    Column("sha256", String(64), nullable=False, index=True, comment="of the file's bytes"),
    _column("size", BigInteger(), "bytes", must=True),
    _column("modified", String(40), "time stamp of the file as its system gives it", must=True),
    comment="Files seen before: saves reading them again each night.",
)

claims = Table(
    "claims",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="the recording being worked on"),
    Column(
        "run_id",
        ForeignKey("runs.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
        comment="by which run: runs.id",
    ),
    comment="Work in flight, so that two runs on one store never do the same.",
)

forgotten = Table(
    "forgotten",
    metadata,
    Column(
        "sha256", String(64), primary_key=True, comment="of a recording that must not come back"
    ),
    _column("forgotten_utc", DateTime(), "when", must=True),
    comment="Calls taken out by forget or purge: nothing but the hash of their bytes.",
)

baselines = Table(
    "baselines",
    metadata,
    _id(),
    _column("scope", String(20), "team or agent", must=True),
    _column("who", String(200), "the agent; empty for the team", must=True),
    _column("measure", String(80), "family.name", must=True),
    _column("unit", String(40), "of the figures", must=True),
    _column("n", Integer(), "calls", must=True),
    _column("median", Float(), "of the calls", must=True),
    _column("low", Float(), "lower end of the median's 95 % interval", must=True),
    _column("high", Float(), "upper end of the median's 95 % interval", must=True),
    _column("q25", Float(), "a quarter of the calls lies below", must=True),
    _column("q75", Float(), "a quarter of the calls lies above", must=True),
    _column("since", String(10), "day of the first call"),
    _column("until", String(10), "day of the last call"),
    _column("made_utc", DateTime(), "when it was computed", must=True),
    Index("uq_baselines_scope_who_measure", "scope", "who", "measure", unique=True),
    comment="Own reference values: voicecheck baseline.",
)
