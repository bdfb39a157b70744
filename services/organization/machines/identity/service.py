"""Who a pair of keys is."""

import contextlib
from datetime import datetime
from functools import reduce

from redis.exceptions import RedisError

from services.organization.machines.identity.repository import IdentityReader
from shared.auth.dependencies import AppResources
from shared.auth.machines import WrongKeys
from shared.auth.scopes import NARROW, Scope, expand
from shared.auth.versions import machines_subject
from shared.clients.organization import KeyPair, MachineIdentity
from shared.db.columns import AnyRow
from shared.db.session import ReadConnection


class IdentityService:
    """Two statements: the first only says whose key it is, so that the stamp can be read before the rights are.

    A stamp from after the rights were read could be newer than they are, and would let another process keep them past
    a revocation. Nothing that the first statement says is answered: the second reads everything again, the
    organization too.
    """

    def __init__(self, connection: ReadConnection, resources: AppResources) -> None:
        self.reader = IdentityReader(connection)
        self.versions = resources.versions
        self.now = resources.now

    async def identify(self, keys: KeyPair) -> MachineIdentity:
        """Raises WrongKeys, the same for every reason."""
        organization_id = await self.reader.organization_of(keys)
        if organization_id is None:
            raise WrongKeys
        subject = machines_subject(organization_id)
        stamp = None
        with contextlib.suppress(RedisError):
            stamp = await self.versions.begin(subject)
        found = await self.reader.find(keys)
        if found is None or found.organization_id != organization_id:
            raise WrongKeys
        ends_at = _end(found)
        if ends_at is not None and ends_at <= self.now():
            raise WrongKeys
        return _identity(found, ends_at, stamp if await self._is_settled(subject) else None)

    async def _is_settled(self, subject: str) -> bool:
        with contextlib.suppress(RedisError):
            return await self.versions.settled(subject)
        return False


def _end(found: AnyRow) -> datetime | None:
    """The first moment at which one of the two keys, as they were shown, stops working."""
    ends = [
        found.expires_at,
        found.api_key_previous_until if found.is_previous_api_key else None,
        found.app_key_previous_until if found.is_previous_app_key else None,
    ]
    return min((end for end in ends if end is not None), default=None)


def _identity(found: AnyRow, ends_at: datetime | None, stamp: str | None) -> MachineIdentity:
    return MachineIdentity(
        id=found.service_account_id or found.api_key_id,
        api_key_id=found.api_key_id,
        organization_id=found.organization_id,
        account_id=found.personal_owner_id,
        scopes=_common(found.api_key_scopes, found.app_key_scopes, found.service_account_scopes),
        expires_at=ends_at,
        requests_per_minute=found.requests_per_minute,
        allowed_networks=found.allowed_ips or (),
        stamp=stamp,
    )


def _common(*grants: list[str] | None) -> frozenset[Scope]:
    """The narrow scopes that all of them open; one that is null narrows nothing."""
    opened = (expand(frozenset(map(Scope, grant))) for grant in grants if grant is not None)
    return reduce(frozenset.intersection, opened, NARROW)
