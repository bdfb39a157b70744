"""Vaults on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, computed_field

from services.vault.models import Vault
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


class VaultReplace(VaultCreate):
    """What a vault is called and whom it is about; what is left out is emptied, except the name, which then stays."""

    name: Name | None = None


class VaultRead(Schema):
    """A vault, as the caller may see it."""

    id: UUID
    name: str
    description: str | None
    family_member_id: UUID | None
    family_member_name: str | None
    owner_kind: str = Field(description="`account` or `organization`.")
    owner_id: UUID
    role: str = Field(description="The caller's highest permission.", examples=["owner"])
    document_count: int
    created_at: Timestamp
    updated_at: Timestamp

    @computed_field(description="Each includes the ones before it.", examples=[["view", "download"]])
    def permissions(self) -> list[str]:
        return permissions_up_to(self.role)

    @classmethod
    def of_owner(cls, vault: Vault) -> Self:
        """As its owner sees it."""
        shown = {name: getattr(vault, name) for name in VaultRead.model_fields if name != "role"}
        return cls.model_validate(shown | {"role": "owner"})


class VaultList(Schema):
    """A page of vaults, newest first."""

    vaults: list[VaultRead]
    pagination: Pagination
    is_complete: bool = Field(
        description="False while it can't be found out what is shared with the caller: then that may be missing."
    )
