"""What is said about calls, and how the work goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of results, failures and runs at work."""
    op.create_table(
        "baselines",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("scope", sa.String(length=20), nullable=False, comment="team or agent"),
        sa.Column(
            "who", sa.String(length=200), nullable=False, comment="the agent; empty for the team"
        ),
        sa.Column("measure", sa.String(length=80), nullable=False, comment="family.name"),
        sa.Column("unit", sa.String(length=40), nullable=False, comment="of the figures"),
        sa.Column("n", sa.Integer(), nullable=False, comment="calls"),
        sa.Column("median", sa.Float(), nullable=False, comment="of the calls"),
        sa.Column(
            "low", sa.Float(), nullable=False, comment="lower end of the median's 95 % interval"
        ),
        sa.Column(
            "high", sa.Float(), nullable=False, comment="upper end of the median's 95 % interval"
        ),
        sa.Column("q25", sa.Float(), nullable=False, comment="a quarter of the calls lies below"),
        sa.Column("q75", sa.Float(), nullable=False, comment="a quarter of the calls lies above"),
        sa.Column("since", sa.String(length=10), nullable=True, comment="day of the first call"),
        sa.Column("until", sa.String(length=10), nullable=True, comment="day of the last call"),
        sa.Column("made_utc", sa.DateTime(), nullable=False, comment="when it was computed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baselines")),
        comment="Own reference values: voicecheck baseline.",
    )
    op.create_index(
        "uq_baselines_scope_who_measure", "baselines", ["scope", "who", "measure"], unique=True
    )
    op.create_table(
        "files",
        sa.Column(
            "path_key", sa.String(length=64), nullable=False, comment="SHA-256 of the full path"
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the file's bytes"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column(
            "modified",
            sa.String(length=40),
            nullable=False,
            comment="time stamp of the file as its system gives it",
        ),
        sa.PrimaryKeyConstraint("path_key", name=op.f("pk_files")),
        comment="Files seen before: saves reading them again each night.",
    )
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"], unique=False)
    op.create_table(
        "forgotten",
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="of a recording that must not come back",
        ),
        sa.Column("forgotten_utc", sa.DateTime(), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_forgotten")),
        comment="Calls taken out by forget or purge: nothing but the hash of their bytes.",
    )
    op.create_table(
        "claims",
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="the recording being worked on"
        ),
        sa.Column("run_id", sa.Integer(), nullable=False, comment="by which run: runs.id"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_claims_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_claims")),
        comment="Work in flight, so that two runs on one store never do the same.",
    )
    op.create_index(op.f("ix_claims_run_id"), "claims", ["run_id"], unique=False)
    op.create_table(
        "failures",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column(
            "path_key", sa.String(length=64), nullable=False, comment="SHA-256 of the full path"
        ),
        sa.Column("path", sa.Text(), nullable=False, comment="the file (masked where asked)"),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=True,
            comment="of the file's bytes, where it could be read",
        ),
        sa.Column(
            "stage",
            sa.String(length=20),
            nullable=False,
            comment="decode, analysis, worker, time, memory, disk, program",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="what is wrong, and what to do"),
        sa.Column(
            "transient", sa.Boolean(), nullable=False, comment="whether trying again may help"
        ),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was tried"),
        sa.Column(
            "analysis_key",
            sa.String(length=64),
            nullable=False,
            comment="what was tried: recordings.analysis_key",
        ),
        sa.Column("run_id", sa.Integer(), nullable=True, comment="run that tried it last: runs.id"),
        sa.Column("failed_utc", sa.DateTime(), nullable=False, comment="when it was tried last"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_failures_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
        sa.UniqueConstraint("path_key", name=op.f("uq_failures_path_key")),
        comment="One row per file without a card; goes when the file succeeds.",
    )
    op.create_index(op.f("ix_failures_run_id"), "failures", ["run_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column(
            "code",
            sa.String(length=8),
            nullable=False,
            comment="of the check or strength that it supports",
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="0 is the first of its check"),
        sa.Column(
            "measure",
            sa.String(length=80),
            nullable=False,
            comment="name of the measure or of the phrase rule",
        ),
        sa.Column(
            "value", sa.Float(), nullable=True, comment="what was found, where it is a number"
        ),
        sa.Column("words", sa.Text(), nullable=True, comment="what was found, where it is words"),
        sa.Column("unit", sa.String(length=40), nullable=False, comment="of value"),
        sa.Column(
            "norm",
            sa.String(length=80),
            nullable=True,
            comment="name of the norm it was held against",
        ),
        sa.Column("norm_good", sa.Float(), nullable=True, comment="severity 0"),
        sa.Column("norm_watch", sa.Float(), nullable=True, comment="severity 0.35"),
        sa.Column("norm_fail", sa.Float(), nullable=True, comment="severity 0.70"),
        sa.Column("norm_bad", sa.Float(), nullable=True, comment="severity 1"),
        sa.Column("norm_source", sa.Text(), nullable=True, comment="who says so"),
        sa.Column(
            "norm_strength",
            sa.String(length=20),
            nullable=True,
            comment="measured, published, practice or provisional",
        ),
        sa.Column("start_s", sa.Float(), nullable=True, comment="where to listen, from"),
        sa.Column("end_s", sa.Float(), nullable=True, comment="where to listen, to"),
        sa.Column(
            "quote",
            sa.Text(),
            nullable=True,
            comment="the words that were said there (masked where asked)",
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_evidence_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        comment="What a result or a strength rests on.",
    )
    op.create_index(op.f("ix_evidence_recording_id"), "evidence", ["recording_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column("code", sa.String(length=8), nullable=False, comment="N01 to N09"),
        sa.Column("text", sa.Text(), nullable=False, comment="in the language of the card"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_notices_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        comment="What to know about a recording.",
    )
    op.create_index(op.f("ix_notices_recording_id"), "notices", ["recording_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column("code", sa.String(length=8), nullable=False, comment="M1 to M8, or a guest's"),
        sa.Column("name", sa.String(length=40), nullable=False, comment="of the check"),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="delivery, wording or impression"
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the check"),
        sa.Column(
            "verdict",
            sa.String(length=20),
            nullable=False,
            comment="pass, warn, fail, not_assessed",
        ),
        sa.Column(
            "severity", sa.Float(), nullable=True, comment="0 to 1; empty where not assessed"
        ),
        sa.Column(
            "confidence", sa.Float(), nullable=True, comment="0 to 1; empty where not assessed"
        ),
        sa.Column("finding", sa.Text(), nullable=True, comment="what was heard"),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=True,
            comment="why not assessed, or why held below a mistake",
        ),
        sa.Column("advice", sa.Text(), nullable=True, comment="what to do about it"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_results_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        comment="One row per call and check.",
    )
    op.create_index("ix_results_code_verdict", "results", ["code", "verdict"], unique=False)
    op.create_index(op.f("ix_results_recording_id"), "results", ["recording_id"], unique=False)
    op.create_table(
        "strengths",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("recording_id", sa.Integer(), nullable=False, comment="the call: recordings.id"),
        sa.Column("code", sa.String(length=8), nullable=False, comment="P1 to P3"),
        sa.Column("name", sa.String(length=40), nullable=False, comment="of the strength"),
        sa.Column("heard", sa.Boolean(), nullable=True, comment="empty where it could not be told"),
        sa.Column("score", sa.Float(), nullable=True, comment="0 to 1"),
        sa.Column("finding", sa.Text(), nullable=True, comment="what was heard"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it could not be told"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_strengths_recording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strengths")),
        comment="One row per call and strength.",
    )
    op.create_index(op.f("ix_strengths_recording_id"), "strengths", ["recording_id"], unique=False)
