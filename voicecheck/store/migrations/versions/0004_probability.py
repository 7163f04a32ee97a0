"""How sure the speech model is of the words of a quote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

QUOTE, QUOTE_BEFORE = (
    "the words recognised there (masked where asked)",
    "the words that were said there (masked where asked)",
)


def upgrade() -> None:
    """Add the probability of quotes; cards written before have none."""
    op.add_column(
        "evidence",
        sa.Column(
            "probability",
            sa.Float(),
            nullable=True,
            comment="mean of the quoted words, 0 to 1, the speech model's own",
        ),
    )
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "evidence",
            "quote",
            existing_type=sa.Text(),
            existing_nullable=True,
            existing_comment=QUOTE_BEFORE,
            comment=QUOTE,
        )
