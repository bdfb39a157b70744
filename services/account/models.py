"""Tables of the account service."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("account")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Account(Identified, Timestamped, Base):
    """A person. `email` is kept as written and unique whatever its case."""

    __tablename__ = "accounts"

    email: Mapped[str]
    username: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    auth_provider: Mapped[str]
    email_verified: Mapped[bool] = mapped_column(default=False)


Index("uq_accounts_email", func.lower(Account.email), unique=True)


class SignInSession(Identified, Created, Base):
    """One sign-in. Its access token names it, so that revoking the row revokes the token."""

    __tablename__ = "sessions"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str | None]
    address: Mapped[str | None]
