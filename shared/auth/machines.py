"""Machines: who a pair of keys is, asked once of the organization service and remembered while nothing changes."""

from collections.abc import Collection
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address

from cachetools import LRUCache

from shared.auth.keys import API_PREFIX, APP_PREFIX, digest, is_well_formed
from shared.auth.principals import Kind, MachinePrincipal
from shared.clients.organization import KeyPair, MachineIdentity, OrganizationClient
from shared.errors import NotAllowed, NotAuthenticated


class WrongKeys(NotAuthenticated):
    detail = "The API key and the app key are not valid together"


class MachineKeys:
    """Remembers identities by the digests of their keys.

    Whether one is still true is its `stamp` against the version that came with admission.
    """

    def __init__(self, organizations: OrganizationClient) -> None:
        self.organizations = organizations
        self.known: LRUCache[tuple[str, str], MachineIdentity] = LRUCache(maxsize=10_000)

    def pair(self, api_key: str | None, app_key: str | None) -> KeyPair:
        """Raises NotAuthenticated for one key alone and for keys that can't be ours."""
        if not api_key or not app_key:
            raise NotAuthenticated("Send X-API-Key and X-App-Key together")
        if not (is_well_formed(api_key, API_PREFIX) and is_well_formed(app_key, APP_PREFIX)):
            raise WrongKeys
        return KeyPair(api_key_digest=digest(api_key), app_key_digest=digest(app_key))

    def knows(self, keys: KeyPair) -> bool:
        return (keys.api_key_digest, keys.app_key_digest) in self.known

    async def identity(self, keys: KeyPair, *, fresh: bool = False) -> MachineIdentity:
        """Raises NotAuthenticated, Unavailable."""
        known = self.known.get((keys.api_key_digest, keys.app_key_digest))
        if known and not fresh:
            return known
        return await self._ask(keys)

    async def _ask(self, keys: KeyPair) -> MachineIdentity:
        pair = keys.api_key_digest, keys.app_key_digest
        self.known.pop(pair, None)
        identity = await self.organizations.identify(keys)
        if identity.stamp is not None:
            self.known[pair] = identity
        return identity


def principal_of(identity: MachineIdentity) -> MachinePrincipal:
    return MachinePrincipal(
        id=identity.id,
        kind=Kind.MACHINE,
        organization_id=identity.organization_id,
        scopes=identity.scopes,
        account_id=identity.account_id,
    )


def check_limits(identity: MachineIdentity, address: str, now: datetime) -> None:
    """Raises NotAuthenticated after the keys' end, NotAllowed from an address that is not on their list."""
    if identity.expires_at is not None and identity.expires_at <= now:
        raise WrongKeys
    if identity.allowed_networks and not _is_inside(address, identity.allowed_networks):
        raise NotAllowed("These keys can't be used from this address")


def _is_inside(address: str, networks: Collection[IPv4Network | IPv6Network]) -> bool:
    """False for an address that nobody knows; an IPv4 address may arrive as IPv6 (RFC 4291, 2.5.5.2)."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in network for network in networks)
