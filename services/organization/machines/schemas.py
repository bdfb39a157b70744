"""What service accounts and keys have in common on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.organization.organizations.schemas import Name
from shared.auth.scopes import Scope
from shared.schemas import Body


def _each_once(scopes: list[Scope]) -> list[Scope]:
    return list(dict.fromkeys(scopes))


Scopes = Annotated[list[Scope], Field(min_length=1, examples=[["integration:access"]]), AfterValidator(_each_once)]


class ReferenceBody(Body):
    """What the reference's examples send along with a command that needs nothing: accepted, and changes nothing."""

    name: Name | None = None
    scopes: Scopes | None = None
