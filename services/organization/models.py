"""Tables of the organization service."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, query_expression

from shared.auth.keys import API_PREFIX, APP_PREFIX
from shared.db.columns import EAGER, TYPES, Created, Identified, schema_metadata


class Base(DeclarativeBase):
    metadata = schema_metadata("organization")
    type_annotation_map = TYPES
    __mapper_args__ = EAGER


class Role(StrEnum):
    """What a member may do; each includes the ones after it."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


MANAGERS = frozenset({Role.OWNER, Role.ADMIN})
"""Who may change an organization, its members and its keys."""


class MemberStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"


class Organization(Identified, Created, Base):
    """A group of people and machines. A personal one belongs to `personal_owner_id`, its only member, for ever."""

    __tablename__ = "organizations"

    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    domain: Mapped[str | None] = mapped_column(unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    personal_owner_id: Mapped[UUID | None] = mapped_column(unique=True)

    role: Mapped[str] = query_expression()
    """The caller's; every query that decides who may see a row fills it in."""

    @property
    def is_personal(self) -> bool:
        return self.personal_owner_id is not None


class Member(Identified, Created, Base):
    """An account in an organization, or an address that was invited: one of `account_id` and `email` is set."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("organization_id", "account_id"),
        CheckConstraint("(account_id is null) <> (email is null)", name="account_or_email"),
        CheckConstraint("role in ('owner', 'admin', 'member')", name="role"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    email: Mapped[str | None]
    role: Mapped[str]

    @property
    def status(self) -> MemberStatus:
        return MemberStatus.INVITED if self.account_id is None else MemberStatus.ACTIVE


Index("uq_members_organization_id_email", Member.organization_id, func.lower(Member.email), unique=True)
Index("ix_members_email", func.lower(Member.email))


class ServiceAccount(Identified, Created, Base):
    """A machine with a name; its API keys act as it."""

    __tablename__ = "service_accounts"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    deactivated_at: Mapped[datetime | None]


class Key(Identified, Created):
    """What API keys and app keys have in common. Only digests are stored.

    After a rotation `previous_digest` is good until `previous_until`.
    """

    kind: ClassVar[str]
    secret_prefix: ClassVar[str]

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    key_prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    previous_digest: Mapped[str | None] = mapped_column(unique=True)
    previous_until: Mapped[datetime | None]
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    revoked_at: Mapped[datetime | None]


class AppKey(Key, Base):
    """The application's half of a pair of keys."""

    __tablename__ = "app_keys"
    kind = "app_key"
    secret_prefix = APP_PREFIX


class ApiKey(Key, Base):
    """The caller's half of a pair of keys; null in `scopes` narrows nothing."""

    __tablename__ = "api_keys"
    kind = "api_key"
    secret_prefix = API_PREFIX

    app_key_id: Mapped[UUID | None] = mapped_column(ForeignKey(AppKey.id, ondelete="CASCADE"), index=True)
    service_account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(ServiceAccount.id, ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime | None]
    allowed_ips: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    requests_per_minute: Mapped[int | None]
    last_used_at: Mapped[datetime | None]
