"""Whom events concern: about a vault, its owner and all it is shared with; about anything else, whose thing it is."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from shared.clients.vault import VaultAudience
from shared.events import Event
from shared.resources import Resources

AT_ONCE = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Concerned:
    """`organizations` hear of an event; `accounts` are those it says something about."""

    organizations: frozenset[UUID]
    accounts: frozenset[UUID]


async def concerned(resources: Resources, events: Sequence[Event]) -> list[Concerned]:
    """Of each event, in two questions for all of them. Raises Unavailable."""
    vaults: dict[UUID, VaultAudience] = {}
    for some in _batches({vault_id for event in events for vault_id in event.audience.vaults}):
        vaults |= await resources.vaults.audiences(some)
    accounts = [_accounts(event, vaults) for event in events]
    personal: dict[UUID, UUID] = {}
    for some in _batches({account_id for each in accounts for account_id in each}):
        personal |= await resources.organizations.personal(some)
    return [
        Concerned(
            organizations=frozenset(
                {
                    *event.audience.organizations,
                    *(each for vault in _known(event, vaults) for each in vault.organization_ids),
                    *(personal[account_id] for account_id in theirs if account_id in personal),
                }
            ),
            accounts=theirs,
        )
        for event, theirs in zip(events, accounts, strict=True)
    ]


def _accounts(event: Event, vaults: dict[UUID, VaultAudience]) -> frozenset[UUID]:
    owners = {vault.account_id for vault in _known(event, vaults) if vault.account_id}
    return frozenset({*event.audience.accounts, *owners})


def _known(event: Event, vaults: dict[UUID, VaultAudience]) -> Iterator[VaultAudience]:
    return (vaults[vault_id] for vault_id in event.audience.vaults if vault_id in vaults)


def _batches(ids: Collection[T]) -> Iterable[list[T]]:
    rest = iter(ids)
    return iter(lambda: list(islice(rest, AT_ONCE)), [])
