"""How often built-in prompts are used."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_prompt_uses"
down_revision: str | None = "create_corrections"


def upgrade() -> None:
    op.create_table(
        "prompt_uses",
        sa.Column("prompt_id", sa.Text(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prompt_id", name=op.f("pk_prompt_uses")),
        schema="assistant",
    )


def downgrade() -> None:
    op.drop_table("prompt_uses", schema="assistant")
