"""Persons on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.immigration.models import Person
from services.immigration.numbers.masking import masked
from services.immigration.numbers.rows import numbers_of
from services.immigration.numbers.sealing import Sealer
from shared.pagination import Pagination
from shared.personal import DateOfBirth, Name, State
from shared.schemas import Body, Email, Schema, Timestamp

NUMBERS = ("passport_number", "alien_number", "sevis_id")

Employer = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
PassportNumber = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{3,19}$")]
AlienNumber = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[Aa]?-?\d{3}-?\d{3}-?\d{2,3}$")]
SevisId = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[Nn]\d{10}$")]


class PersonWrite(Body):
    """What can be said of a person. The numbers are sealed at rest and masked in lists."""

    middle_name: Name | None = None
    email: Email | None = None
    date_of_birth: DateOfBirth | None = None
    nationality: State | None = Field(None, description="ISO 3166-1 alpha-3; the first of `nationalities`.")
    nationalities: list[State] | None = Field(None, max_length=10, description="Where there are several.")
    country_of_birth: State | None = None
    passport_number: PassportNumber | None = None
    alien_number: AlienNumber | None = Field(None, description="A-number of USCIS.", examples=["A123-456-789"])
    sevis_id: SevisId | None = Field(None, examples=["N0034567812"])
    external_id: ExternalId | None = Field(None, description="Your own key of this person; unique among your records.")
    employer: Employer | None = None

    @model_validator(mode="after")
    def agree_on_nationality(self) -> Self:
        """Either way of saying it gives both."""
        if self.nationalities is None:
            if "nationality" in self.model_fields_set:
                self.nationalities = [self.nationality] if self.nationality else []
        else:
            self.nationalities = list(dict.fromkeys(self.nationalities))
            if self.nationality and self.nationality not in self.nationalities[:1]:
                message = "nationality is the first of nationalities"
                raise ValueError(message)
        return self


class PersonRow(PersonWrite):
    """A person in an import; of one who is known already, what is left out stays as it is."""

    first_name: Name
    last_name: Name


class PersonCreate(PersonRow):
    """Somebody whose status is followed from now on."""

    organization_id: UUID | None = Field(None, description="Whose record it is; else the caller's own.")


class PersonUpdate(PersonWrite):
    """What is left out stays as it is; null empties."""

    first_name: Name = Field(default="", validate_default=False)
    last_name: Name = Field(default="", validate_default=False)


class PersonRead(Schema):
    """A person."""

    id: UUID
    first_name: str
    middle_name: str | None
    last_name: str
    email: str | None
    date_of_birth: date | None
    nationality: str | None
    nationalities: list[str]
    country_of_birth: str | None
    passport_number: str | None
    alien_number: str | None
    sevis_id: str | None
    external_id: str | None
    organization_id: UUID | None
    employer: str | None
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, person: Person, sealer: Sealer) -> Self:
        return cls._made(person, dict(numbers_of(sealer, person)))

    @classmethod
    def masked(cls, person: Person, sealer: Sealer) -> Self:
        """As lists show a person: of each number only the end."""
        return cls._made(person, {name: masked(number) for name, number in numbers_of(sealer, person).items()})

    @classmethod
    def _made(cls, person: Person, numbers: dict[str, str | None]) -> Self:
        own = {name: getattr(person, name) for name in cls.model_fields if hasattr(Person, name)}
        first = person.nationalities[0] if person.nationalities else None
        return cls.model_validate(own | dict.fromkeys(NUMBERS) | numbers | {"nationality": first})


class PersonList(Schema):
    """A page of persons, newest first; numbers are masked."""

    persons: list[PersonRead]
    pagination: Pagination
