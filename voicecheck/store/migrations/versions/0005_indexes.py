"""Indexes that keep a large store as quick as a small one."""

from alembic import op
from sqlalchemy import text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Find calls by their moment and keys, and read verdicts and measures from indexes alone."""
    op.create_index(
        "ix_recordings_moment", "recordings", [text("coalesce(started_at, analysed_utc)")]
    )
    op.create_index(
        "ix_recordings_judgement_key_lexicon_key", "recordings", ["judgement_key", "lexicon_key"]
    )
    op.create_index("ix_failures_sha256", "failures", ["sha256"])
    op.create_index("ix_failures_failed_utc", "failures", ["failed_utc"])
    op.drop_index("ix_measures_name", "measures")
    op.create_index(
        "ix_measures_name_recording_id_value_unit",
        "measures",
        ["name", "recording_id", "value", "unit"],
    )
    op.drop_index("ix_results_recording_id", "results")
    op.create_index(
        "ix_results_recording_id_code_verdict_severity",
        "results",
        ["recording_id", "code", "verdict", "severity"],
    )
