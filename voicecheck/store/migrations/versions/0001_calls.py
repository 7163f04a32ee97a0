"""Calls and their measures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of calls and measures."""
    op.create_table(
        "provenance",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 over all the rest"
        ),
        sa.Column(
            "voicecheck", sa.String(length=40), nullable=False, comment="version of voicecheck"
        ),
        sa.Column(
            "model",
            sa.Text(),
            nullable=True,
            comment="speech model; empty where no words were needed",
        ),
        sa.Column(
            "config_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the settings"
        ),
        sa.Column(
            "stages",
            sa.Text(),
            nullable=False,
            comment="JSON: versions of the analysis",
        ),
        sa.Column(
            "tools",
            sa.Text(),
            nullable=False,
            comment="JSON: version of every library that measures",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
        sa.UniqueConstraint("digest", name=op.f("uq_provenance_digest")),
        comment="What made the measures of a call.",
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("folder", sa.Text(), nullable=False, comment="what was searched"),
        sa.Column("host", sa.String(length=200), nullable=False, comment="machine that runs it"),
        sa.Column("pid", sa.Integer(), nullable=False, comment="its process there"),
        sa.Column("started_utc", sa.DateTime(), nullable=False, comment="start"),
        sa.Column("alive_utc", sa.DateTime(), nullable=False, comment="last sign of life"),
        sa.Column(
            "ended_utc",
            sa.DateTime(),
            nullable=True,
            comment="end; empty: still running, or killed",
        ),
        sa.Column("n_found", sa.Integer(), nullable=False, comment="recordings in the folder"),
        sa.Column(
            "n_known", sa.Integer(), nullable=False, comment="of these, done before or elsewhere"
        ),
        sa.Column(
            "n_duplicates", sa.Integer(), nullable=False, comment="of these, copies of another file"
        ),
        sa.Column(
            "n_waiting", sa.Integer(), nullable=False, comment="of these, still being written"
        ),
        sa.Column("n_done", sa.Integer(), nullable=False, comment="analysed in this run"),
        sa.Column("n_failed", sa.Integer(), nullable=False, comment="failed in this run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        comment="One row per run of the batch.",
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the file's bytes"),
        sa.Column(
            "path", sa.Text(), nullable=False, comment="where it was found (masked where asked)"
        ),
        sa.Column("codec", sa.String(length=40), nullable=False, comment="for example pcm_alaw"),
        sa.Column("sample_rate", sa.Integer(), nullable=False, comment="of the file, Hertz"),
        sa.Column("n_channels", sa.Integer(), nullable=False, comment="of the file"),
        sa.Column("duration_s", sa.Float(), nullable=False, comment="length, seconds"),
        sa.Column(
            "call_id",
            sa.String(length=200),
            nullable=True,
            comment="as the telephone system names the call",
        ),
        sa.Column(
            "agent", sa.String(length=200), nullable=True, comment="who answered, or the pseudonym"
        ),
        sa.Column(
            "queue", sa.String(length=200), nullable=True, comment="queue, group or campaign"
        ),
        sa.Column(
            "direction", sa.String(length=20), nullable=True, comment="inbound, outbound, internal"
        ),
        sa.Column(
            "transferred",
            sa.Boolean(),
            nullable=True,
            comment="whether another agent passed the call on",
        ),
        sa.Column(
            "started_at",
            sa.DateTime(),
            nullable=True,
            comment="start of the call, clock of the telephone system",
        ),
        sa.Column("day", sa.String(length=10), nullable=True, comment="of started_at, 2026-11-24"),
        sa.Column(
            "week", sa.String(length=8), nullable=True, comment="of started_at, 2026-W48 (ISO 8601)"
        ),
        sa.Column(
            "agent_channel",
            sa.Integer(),
            nullable=True,
            comment="channel that was judged; empty in mono",
        ),
        sa.Column(
            "agent_confidence", sa.Float(), nullable=False, comment="how sure that is, 0 to 1"
        ),
        sa.Column("language", sa.String(length=8), nullable=True, comment="of the call"),
        sa.Column(
            "lang", sa.String(length=8), nullable=False, comment="language of the texts in results"
        ),
        sa.Column(
            "score", sa.Float(), nullable=True, comment="0 to 100; empty below half coverage"
        ),
        sa.Column(
            "coverage",
            sa.Float(),
            nullable=False,
            comment="share of the checklist that was judged, 0 to 1",
        ),
        sa.Column(
            "analysis_key",
            sa.String(length=64),
            nullable=False,
            comment="what the measures depend on, hashed",
        ),
        sa.Column(
            "lexicon_key",
            sa.String(length=64),
            nullable=False,
            comment="lexicon that found its phrases, hashed",
        ),
        sa.Column(
            "judgement_key",
            sa.String(length=64),
            nullable=False,
            comment="what the results depend on beside the measures",
        ),
        sa.Column(
            "norms_edition", sa.String(length=40), nullable=False, comment="edition of the norms"
        ),
        sa.Column("provenance_id", sa.Integer(), nullable=False, comment="provenance.id"),
        sa.Column("run_id", sa.Integer(), nullable=True, comment="run that analysed it: runs.id"),
        sa.Column("analysed_utc", sa.DateTime(), nullable=False, comment="when it was analysed"),
        sa.Column("judged_utc", sa.DateTime(), nullable=False, comment="when it was judged last"),
        sa.Column("seconds", sa.Float(), nullable=False, comment="how long the analysis took"),
        sa.Column(
            "page", sa.Text(), nullable=True, comment="the call's own page, where one was written"
        ),
        sa.ForeignKeyConstraint(
            ["provenance_id"], ["provenance.id"], name=op.f("fk_recordings_provenance_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_recordings_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("sha256", name=op.f("uq_recordings_sha256")),
        comment="One row per call that could be read.",
    )
    op.create_index(op.f("ix_recordings_day"), "recordings", ["day"], unique=False)
    op.create_index(op.f("ix_recordings_run_id"), "recordings", ["run_id"], unique=False)
    op.create_index(op.f("ix_recordings_week"), "recordings", ["week"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="JSON: who spoke when, every word with time and probability",
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_conversations_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_conversations")),
        comment="Words of a call; only with --keep-transcripts.",
    )
    op.create_table(
        "features",
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="JSON of all measures with passages: what judging again needs",
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_features_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_features")),
        comment="The measures of a call as one document.",
    )
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="family.name"),
        sa.Column("value", sa.Float(), nullable=True, comment="empty where it could not be taken"),
        sa.Column("unit", sa.String(length=40), nullable=False, comment="of value"),
        sa.Column("n", sa.Float(), nullable=False, comment="how much it rests on"),
        sa.Column("n_unit", sa.String(length=40), nullable=False, comment="what n counts"),
        sa.Column("method", sa.Text(), nullable=False, comment="how it was measured"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why there is no value"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_measures_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        comment="One row per call and measure.",
    )
    op.create_index(op.f("ix_measures_name"), "measures", ["name"], unique=False)
    op.create_index(op.f("ix_measures_recording_id"), "measures", ["recording_id"], unique=False)
