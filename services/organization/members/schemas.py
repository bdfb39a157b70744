"""Members on the wire."""

from uuid import UUID

from pydantic import Field

from services.organization.models import Member, MemberStatus, Role
from shared.pagination import Pagination
from shared.schemas import Body, Email, Schema, Timestamp


class MemberCreate(Body):
    """Somebody to take in, by e-mail address."""

    email: Email
    role: Role = Role.MEMBER


class MemberRead(Schema):
    """A member, or somebody who is invited."""

    id: UUID
    account_id: UUID | None = Field(description="Null until the invitation is accepted.")
    email: str | None = Field(description="Null where the account has just been deleted.")
    role: Role
    status: MemberStatus
    created_at: Timestamp

    @classmethod
    def of(cls, member: Member, email: str | None) -> "MemberRead":
        return cls(
            id=member.id,
            account_id=member.account_id,
            email=email,
            role=Role(member.role),
            status=member.status,
            created_at=member.created_at,
        )


class MemberList(Schema):
    """A page of members, oldest first."""

    members: list[MemberRead]
    pagination: Pagination
