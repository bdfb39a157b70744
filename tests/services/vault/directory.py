"""The account and organization services as the vault service sees them: it asks over HTTP and gets what a test says."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
from uuid_utils.compat import uuid7

from shared.auth.keys import API_PREFIX, APP_PREFIX, digest, new_key
from shared.auth.scopes import Scope, expand
from shared.clients.account import Contact, FamilyMemberName
from shared.clients.http import INTERNAL
from shared.clients.organization import MachineIdentity, Membership
from tests.support.platform import Caller, Platform, sign_up

Answer = Callable[[httpx.Request], Any]


class Directory(httpx.AsyncBaseTransport):
    """Answers the internal questions about people, organizations and machines; other requests go on to the service."""

    def __init__(self, platform: Platform, service: str) -> None:
        self.platform = platform
        self.port = platform.resources(service).settings.port(service)
        self.served = platform.router.apps[self.port]
        self.answers: dict[str, Answer] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(INTERNAL)
        answering = next((self.answers[known] for known in self.answers if path.startswith(known)), None)
        if not request.url.path.startswith(INTERNAL) or answering is None:
            return await self.served.handle_async_request(request)
        await request.aread()
        found = answering(request)
        return httpx.Response(404, json={"detail": "Not found"}) if found is None else httpx.Response(200, json=found)


class People:
    """Who there is. `asked` counts the questions of each kind."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.contacts: dict[UUID, Contact] = {}
        self.memberships: dict[UUID, list[Membership]] = {}
        self.organizations: dict[UUID, str] = {}
        self.machine_names: dict[UUID, str] = {}
        self.machines: dict[str, MachineIdentity] = {}
        self.family: dict[tuple[UUID, UUID], str] = {}
        self.asked: list[str] = []

    @contextlib.contextmanager
    def known(self) -> Iterator[None]:
        accounts, organizations = Directory(self.platform, "account"), Directory(self.platform, "organization")
        accounts.answers = {"/contacts": self._contacts, "/accounts/": self._family_member}
        organizations.answers = {
            "/accounts/": self._memberships,
            "/organizations/names": self._names,
            "/machines/names": self._machine_names,
            "/machine-keys/identify": self._identify,
        }
        apps: Any = self.platform.router.apps
        apps |= {accounts.port: accounts, organizations.port: organizations}
        yield
        apps |= {accounts.port: accounts.served, organizations.port: organizations.served}

    def add(self, caller: Caller, email: str, *, verified: bool = True, username: str | None = None) -> None:
        assert caller.id is not None
        self.contacts[caller.id] = Contact(id=caller.id, email=email, email_verified=verified, username=username)

    async def sign_up(self, email: str, *, verified: bool = True) -> Caller:
        caller = await sign_up(self.platform, email)
        self.add(caller, email, verified=verified)
        return caller

    def organization(self, name: str, **roles: Caller) -> UUID:
        """A new one with one member for each role: `owner=…, member=…`."""
        organization_id = uuid7()
        self.organizations[organization_id] = name
        for role, caller in roles.items():
            self.join(caller, organization_id, role)
        return organization_id

    def join(self, caller: Caller, organization_id: UUID, role: str) -> None:
        assert caller.id is not None
        membership = Membership(organization_id=organization_id, role=role, is_personal=False)
        self.memberships.setdefault(caller.id, []).append(membership)

    def machine(self, organization_id: UUID, *scopes: Scope, account_id: UUID | None = None) -> Caller:
        """A service account of the organization; without scopes it may do everything."""
        api_key, app_key = new_key(API_PREFIX), new_key(APP_PREFIX)
        identity = MachineIdentity(
            id=uuid4(),
            api_key_id=uuid4(),
            organization_id=organization_id,
            account_id=account_id,
            scopes=expand(frozenset(scopes or {Scope.EVERYTHING})),
            stamp="0",
        )
        self.machines[digest(api_key) + digest(app_key)] = identity
        self.machine_names[identity.id] = "Payroll"
        caller = Caller(self.platform, {"X-API-Key": api_key, "X-App-Key": app_key})
        caller.id = identity.id
        return caller

    def family_member(self, caller: Caller, name: str) -> UUID:
        assert caller.id is not None
        member_id = uuid7()
        self.family[caller.id, member_id] = name
        return member_id

    def _contacts(self, request: httpx.Request) -> Any:
        self.asked.append("contacts")
        ids = {UUID(each) for each in json.loads(request.content)["ids"]}
        return {"contacts": [self.contacts[each].model_dump(mode="json") for each in ids if each in self.contacts]}

    def _family_member(self, request: httpx.Request) -> Any:
        account_id, _, member_id = request.url.path.rpartition("/accounts/")[2].split("/")
        name = self.family.get((UUID(account_id), UUID(member_id)))
        return FamilyMemberName(id=UUID(member_id), name=name).model_dump(mode="json") if name else None

    def _memberships(self, request: httpx.Request) -> Any:
        self.asked.append("memberships")
        account_id = UUID(request.url.path.rpartition("/accounts/")[2].split("/")[0])
        return {"memberships": [each.model_dump(mode="json") for each in self.memberships.get(account_id, [])]}

    def _names(self, request: httpx.Request) -> Any:
        return {"names": _named(self.organizations, request)}

    def _machine_names(self, request: httpx.Request) -> Any:
        self.asked.append("machine_names")
        return {"names": _named(self.machine_names, request)}

    def _identify(self, request: httpx.Request) -> Any:
        keys = json.loads(request.content)
        return self.machines[keys["api_key_digest"] + keys["app_key_digest"]].model_dump(mode="json")


def _named(names: dict[UUID, str], request: httpx.Request) -> dict[str, str]:
    ids = {UUID(each) for each in json.loads(request.content)["ids"]}
    return {str(each): name for each, name in names.items() if each in ids}
