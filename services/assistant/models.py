"""Tables of the assistant service."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("assistant")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Conversation(Identified, Timestamped, Base):
    """Questions and answers of one caller, about one vault or none."""

    __tablename__ = "conversations"

    owner_kind: Mapped[str]
    owner_id: Mapped[UUID] = mapped_column(index=True)
    vault_id: Mapped[UUID | None] = mapped_column(index=True)
    title: Mapped[str]
    archived_at: Mapped[datetime | None]


class Message(Identified, Created, Base):
    """One turn; `role` is `user` or `assistant`."""

    __tablename__ = "messages"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey(Conversation.id, ondelete="CASCADE"), index=True)
    role: Mapped[str]
    content: Mapped[str]
    sources: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    is_grounded: Mapped[bool | None]
    model: Mapped[str | None]


class PromptUses(Base):
    """How often a built-in prompt was used, by everybody together."""

    __tablename__ = "prompt_uses"

    prompt_id: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int] = mapped_column(BigInteger)


class NewsFeed(Base):
    """What is known of a feed from the last time; `next_at` is when it is asked again."""

    __tablename__ = "news_feeds"

    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]


class NewsArticle(Identified, Created, Base):
    """An article of a feed. The same page in two feeds is one article."""

    __tablename__ = "news_articles"
    __table_args__ = (
        UniqueConstraint("url"),
        UniqueConstraint("feed_url", "guid"),
        Index("ix_news_articles_published_at_id", "published_at", "id"),
    )

    feed_url: Mapped[str]
    guid: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    source: Mapped[str]
    category: Mapped[str]
    region: Mapped[str]
    published_at: Mapped[datetime]
