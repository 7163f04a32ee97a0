"""What a notice measured, and which checks it withholds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

CODE, CODE_BEFORE = "what it is about; docs/notices.md names all", "N01 to N09"


def upgrade() -> None:
    """Add size and consequences of notices."""
    op.add_column("notices", sa.Column("value", sa.Float(), nullable=True, comment="measured size"))
    op.add_column(
        "notices", sa.Column("unit", sa.String(length=40), nullable=True, comment="of the value")
    )
    op.add_column(
        "notices",
        sa.Column(
            "withholds",
            sa.String(length=80),
            nullable=True,
            comment="checks and strengths not judged for it, by comma",
        ),
    )
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "notices",
            "code",
            existing_type=sa.String(length=8),
            existing_nullable=False,
            existing_comment=CODE_BEFORE,
            comment=CODE,
        )
