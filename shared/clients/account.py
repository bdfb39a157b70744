"""Questions to the account service."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.auth.admission import SessionState
from shared.clients.http import INTERNAL, ServiceHTTP, absent_is_none, answer
from shared.schemas import Body, Schema


class Contact(Schema):
    """An account, as other services know it."""

    id: UUID
    email: str
    email_verified: bool
    username: str | None


class Contacts(Schema):
    contacts: list[Contact]


class ContactsQuestion(Body):
    """Accounts by id, or by e-mail address whatever its case."""

    ids: list[UUID] = Field(default_factory=list, max_length=1000)
    emails: list[str] = Field(default_factory=list, max_length=1000)


class FamilyMemberName(Schema):
    """A family member of an account."""

    id: UUID
    name: str


class AccountClient:
    """Every method raises Unavailable."""

    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def keys(self) -> dict[str, Any]:
        """The public keys that verify access tokens (RFC 7517)."""
        response = await self.http.request("account", "GET", "/.well-known/jwks.json")
        keys: dict[str, Any] = answer(response)
        return keys

    async def session_state(self, session_id: UUID) -> SessionState:
        """Whether a session is alive, from the account service's own table."""
        response = await self.http.request("account", "GET", f"{INTERNAL}/sessions/{session_id}")
        return SessionState(answer(response)["state"])

    async def contact(self, account_id: UUID) -> Contact | None:
        """None where there is no such account."""
        contacts = await self.contacts(ids=[account_id])
        return contacts[0] if contacts else None

    async def contacts(self, ids: Collection[UUID] = (), emails: Collection[str] = ()) -> list[Contact]:
        """Those of the accounts that exist, in no order."""
        question = ContactsQuestion(ids=list(ids), emails=list(emails))
        response = await self.http.request(
            "account", "POST", f"{INTERNAL}/contacts", json=question.model_dump(mode="json"), idempotent=True
        )
        return Contacts.model_validate(answer(response)).contacts

    async def family_member(self, account_id: UUID, family_member_id: UUID) -> FamilyMemberName | None:
        """None where the account has no such family member."""
        response = await self.http.request(
            "account", "GET", f"{INTERNAL}/accounts/{account_id}/family-members/{family_member_id}"
        )
        return absent_is_none(response, FamilyMemberName)
