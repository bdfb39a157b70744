"""Organizations on the wire."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints, field_validator

from services.organization.models import Role
from shared.pagination import Pagination
from shared.schemas import Body, Schema, Timestamp

# One line: names stand in the subjects of mails.
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\p{Cc}\p{Zl}\p{Zp}]+$")]


def _ascii_domain(domain: str) -> str:
    try:
        return validate_email(f"somebody@{domain}", check_deliverability=False).ascii_domain.lower()
    except EmailNotValidError as error:
        message = "not a valid domain"
        raise ValueError(message) from error


Domain = Annotated[str, Field(max_length=253, examples=["acme.example"]), AfterValidator(_ascii_domain)]


class SignInMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a method
    GOOGLE = "google"
    COGNITO = "cognito"


class OrganizationSettings(Body):
    """What an organization decides for its people."""

    signin_methods: list[SignInMethod] = Field(
        default_factory=lambda: list(SignInMethod),
        min_length=1,
        description="How people with an e-mail address in the organization's domain may sign in.",
    )

    @field_validator("signin_methods")
    @classmethod
    def name_each_once(cls, methods: list[SignInMethod]) -> list[SignInMethod]:
        return list(dict.fromkeys(methods))


class OrganizationCreate(Body):
    """A new organization; whoever creates it is its owner."""

    name: Name = Field(examples=["Acme Corp"])
    domain: Domain | None = Field(None, description="The domain of the caller's own verified e-mail address.")
    settings: OrganizationSettings = Field(default_factory=OrganizationSettings)


class OrganizationUpdate(Body):
    """What is left out stays; `domain: null` gives the domain up."""

    name: Name | None = None
    domain: Domain | None = None
    settings: OrganizationSettings | None = None

    def changes(self) -> dict[str, Any]:
        """Column to new value; a null name or null settings change nothing."""
        given = self.model_dump(mode="json", exclude_unset=True)
        return {name: value for name, value in given.items() if value is not None or name == "domain"}


class OrganizationRead(Schema):
    """An organization, as one of its members sees it."""

    id: UUID
    name: str
    slug: str = Field(description="Unique, made from the name when the organization was created.")
    domain: str | None
    settings: OrganizationSettings
    is_personal: bool
    role: Role = Field(description="What the caller is in the organization.")
    created_at: Timestamp


class OrganizationList(Schema):
    """A page of organizations, newest first."""

    organizations: list[OrganizationRead]
    pagination: Pagination
