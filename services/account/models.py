"""Tables of the account service."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.columns import EAGER, TYPES, Created, Identified, Timestamped, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("account")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Account(Identified, Timestamped, Base):
    """A person. `email` is kept as written and unique whatever its case.

    From `erasure_requested_at` on nobody signs in; the row goes when every service has erased its part.
    """

    __tablename__ = "accounts"

    email: Mapped[str]
    username: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    auth_provider: Mapped[str]
    email_verified: Mapped[bool] = mapped_column(default=False)
    erasure_requested_at: Mapped[datetime | None]


Index("uq_accounts_email", func.lower(Account.email), unique=True)


class SignInSession(Identified, Created, Base):
    """One sign-in. Its access token names it, so that revoking the row revokes the token."""

    __tablename__ = "sessions"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str | None]
    address: Mapped[str | None]


class MailToken(Identified, Created, Base):
    """A secret that was mailed to `email`, good for one use while that is still the account's address."""

    __tablename__ = "mail_tokens"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ExternalIdentity(Identified, Created, Base):
    """Who the person is at another identity provider (OpenID Connect: `iss` and `sub`)."""

    __tablename__ = "external_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]


class FamilyMember(Identified, Timestamped, Base):
    """A relative for whom a person keeps documents."""

    __tablename__ = "family_members"
    __table_args__ = (Index("ix_family_members_account_id_created_at_id", "account_id", "created_at", "id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    first_name: Mapped[str]
    last_name: Mapped[str]
    relationship: Mapped[str]
    date_of_birth: Mapped[date | None] = mapped_column(Date)
    email: Mapped[str | None]
    nationality: Mapped[str | None]
    notes: Mapped[str | None]


class Erasure(Base):
    """The proof of an erasure: it outlives the account and says nothing about the person.

    The id is the receipt that its holder asks with, so it is all random.
    """

    __tablename__ = "erasures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(unique=True)
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ErasureConfirmation(Base):
    """One service holds nothing of the person any more."""

    __tablename__ = "erasure_confirmations"

    erasure_id: Mapped[UUID] = mapped_column(ForeignKey(Erasure.id, ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
