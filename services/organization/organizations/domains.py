"""Who may give a domain to an organization: somebody who has an address there, and nobody one that is for all."""

from functools import cache
from importlib.resources import files

from services.organization.organizations.errors import ForeignDomain, PublicMailDomain
from shared.clients.account import Contact


@cache
def _public_mail_domains() -> frozenset[str]:
    return frozenset(
        files("services.organization.organizations").joinpath("public_mail_domains.txt").read_text().split()
    )


def check_domain(domain: str, claimant: Contact | None) -> None:
    """`domain` in its ASCII form, lower case. Raises PublicMailDomain, ForeignDomain."""
    if domain in _public_mail_domains():
        raise PublicMailDomain
    if claimant is None or not claimant.email_verified or claimant.email.rpartition("@")[2].lower() != domain:
        raise ForeignDomain
