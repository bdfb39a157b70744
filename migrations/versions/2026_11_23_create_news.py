"""News: what is known of the feeds, and their articles."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_news"
down_revision: str | None = "create_prompt_uses"


def upgrade() -> None:
    op.create_table(
        "news_feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_news_feeds")),
        schema="assistant",
    )
    op.create_table(
        "news_articles",
        sa.Column("feed_url", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_articles")),
        sa.UniqueConstraint("url", name=op.f("uq_news_articles_url")),
        sa.UniqueConstraint("feed_url", "guid", name=op.f("uq_news_articles_feed_url_guid")),
        schema="assistant",
    )
    op.create_index("ix_news_articles_published_at_id", "news_articles", ["published_at", "id"], schema="assistant")


def downgrade() -> None:
    op.drop_table("news_articles", schema="assistant")
    op.drop_table("news_feeds", schema="assistant")
