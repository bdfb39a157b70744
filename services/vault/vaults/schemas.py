"""Vaults on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, computed_field

from shared.clients.vault import permissions_up_to
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=2000)]


class VaultCreate(Body):
    """A new vault; everything may be left out."""

    name: Name | None = Field(None, description="Defaults to `My Vault`, or `<family member>'s Vault`.")
    description: Description | None = Field(None, examples=["Personal immigration documents"])
    family_member_id: UUID | None = Field(None, description="One of the caller's family members.")
    family_member_name: Name | None = None


class VaultRead(Schema):
    """A vault, as the caller may see it."""

    id: UUID
    name: str
    description: str | None
    family_member_id: UUID | None
    family_member_name: str | None
    owner_id: UUID
    role: str = Field(description="What the caller is to the vault: `owner`.")
    document_count: int
    created_at: Timestamp
    updated_at: Timestamp

    @computed_field(description="Each includes the ones before it.", examples=[["view", "download"]])
    def permissions(self) -> list[str]:
        return permissions_up_to(self.role)


class VaultList(Schema):
    """A page of vaults, newest first."""

    vaults: list[VaultRead]
    pagination: Pagination
