"""The types of document that the platform knows, read from the YAML files beside this module.

Sources: the catalogue of `domain-facts.md`, section 3, and for printed wording the forms themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

CATEGORIES = (
    "identity",
    "travel_and_admission",
    "student_exchange",
    "employment",
    "uscis_notice",
    "immigrant_and_status",
    "financial_residence_other",
)
UNCLASSIFIED = "OTHER"


class FieldType(StrEnum):
    """What kind of value a field holds; it decides how what is printed becomes the value."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    ADMISSION_END = "admission_end"
    """A date, or `D/S` for duration of status."""
    COUNTRY = "country"
    SEX = "sex"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    MONEY = "money"


class ExpiryKind(StrEnum):
    """What the expiry field of a type says."""

    EXPIRES = "expires"
    """The document is good until that date."""
    DUE = "due"
    """Something has to happen by that date."""
    REFERENCE = "reference"
    """The document's age counts from that date."""


class DateOrder(StrEnum):
    """How the issuers of a type write a date in digits, where the digits leave it open."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a type: printed spellings of its label, and what its value looks like.

    Beside a label in `period_labels` stands a period, and the value is its second date. Where a `pattern` (a regular
    expression) has groups, they are the value. With `anywhere` the pattern needs no label. `digits` is the length to
    which a number is padded with zeros, behind `prefix`; `shape` is how it is grouped, as `###-##-####`. `mrz` names
    the field of a machine readable zone that holds
    the value, where that is not the field's own name.
    """

    name: str
    label: str
    type: FieldType
    labels: tuple[str, ...] = ()
    period_labels: tuple[str, ...] = ()
    pattern: str | None = None
    anywhere: bool = False
    digits: int = 0
    prefix: str = ""
    shape: str = ""
    mrz: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DocumentType:
    """A type of document; `titles` stand over such a document, `phrases` anywhere in its text.

    `mrz` is a regular expression for document code and issuing state, padded to five characters (ICAO 9303-3).
    `examples` read like such a document.
    Where a type in `more_specific_than` is found too, this one wins. One that `cites_forms` names the form it is about.
    """

    id: UUID
    code: str
    name: str
    category: str
    issuer: str
    description: str
    expiry_field: str | None
    expiry_kind: ExpiryKind
    omb_number: str | None
    former_omb_numbers: tuple[str, ...]
    form_numbers: tuple[str, ...]
    mrz: str | None
    date_order: DateOrder
    more_specific_than: frozenset[str]
    cites_forms: bool
    aliases: tuple[str, ...]
    titles: tuple[str, ...]
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def omb_numbers(self) -> tuple[str, ...]:
        """Control numbers that its editions bear, the current one first."""
        return (*([self.omb_number] if self.omb_number else []), *self.former_omb_numbers)

    @property
    def form_number(self) -> str | None:
        """Number of the form, where several exist separated by a slash."""
        return "/".join(self.form_numbers) or None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All types, in the order of the files."""

    types: tuple[DocumentType, ...]

    @cached_property
    def _by_code(self) -> dict[str, DocumentType]:
        return {kind.code.casefold(): kind for kind in self.types}

    @cached_property
    def _by_id(self) -> dict[UUID, DocumentType]:
        return {kind.id: kind for kind in self.types}

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.name: field for kind in self.types for field in kind.fields}

    def field(self, name: str) -> Field | None:
        """The field of that name, as some type has it, or `None`: what kind of value it holds is the same in all."""
        return self._fields.get(name)

    def find(self, code: str) -> DocumentType | None:
        """The type with `code` in any case, or `None`."""
        return self._by_code.get(code.casefold())

    def by_code(self, code: str) -> DocumentType:
        """The type with `code` in any case; `KeyError` where the catalogue has none."""
        return self._by_code[code.casefold()]

    def by_id(self, type_id: UUID) -> DocumentType | None:
        """The type with `type_id`, or `None`."""
        return self._by_id.get(type_id)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue, parsed on the first call (some 40 ms) and kept."""
    folder = files(__package__)
    shared = {name: Field(name=name, **_typed(entry)) for name, entry in parse(folder / "fields.yaml").items()}
    examples: dict[str, list[str]] = parse(folder / "examples.yaml")
    return Catalogue(
        tuple(
            _document_type(entry, category, shared, examples.get(entry["code"], []))
            for category in CATEGORIES
            for entry in parse(folder / "types" / f"{category}.yaml")
        )
    )


def parse(source: Traversable) -> Any:
    """What a YAML file holds: plain dicts, lists and strings."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader(source.read_text("utf-8")).get_single_data()


def _document_type(
    entry: dict[str, Any], category: str, shared: Mapping[str, Field], examples: Sequence[str]
) -> DocumentType:
    return DocumentType(
        id=uuid5(NAMESPACE_URL, f"urn:immiblox:document-type:{entry['code']}"),
        code=entry["code"],
        name=entry["name"],
        category=category,
        issuer=entry["issuer"],
        description=entry["description"],
        expiry_field=entry.get("expiry_field"),
        expiry_kind=ExpiryKind(entry.get("expiry_kind", ExpiryKind.EXPIRES)),
        omb_number=entry.get("omb_number"),
        former_omb_numbers=tuple(entry.get("former_omb_numbers", ())),
        form_numbers=tuple(str(entry["form_number"]).split("/")) if "form_number" in entry else (),
        mrz=entry.get("mrz"),
        date_order=DateOrder(entry.get("date_order", DateOrder.MONTH_FIRST)),
        more_specific_than=frozenset(entry.get("more_specific_than", ())),
        cites_forms=bool(entry.get("cites_forms", False)),
        aliases=tuple(entry.get("aliases", ())),
        titles=tuple(entry.get("titles", ())),
        phrases=tuple(entry.get("phrases", ())),
        examples=tuple(examples),
        fields=tuple(_field(item, shared) for item in entry["fields"]),
    )


def _field(item: str | dict[str, Any], shared: Mapping[str, Field]) -> Field:
    """A shared field, or one with a type's own words over the shared ones and its own labels before the shared ones."""
    if isinstance(item, str):
        return shared[item]
    own = _typed(item)
    base = shared.get(item["name"])
    if base is None:
        return Field(**own)
    own["labels"] = tuple(dict.fromkeys((*own.get("labels", ()), *base.labels)))
    own["period_labels"] = tuple(dict.fromkeys((*own.get("period_labels", ()), *base.period_labels)))
    return replace(base, **own)


def _typed(entry: dict[str, Any]) -> dict[str, Any]:
    readers: dict[str, Callable[[Any], Any]] = {"type": FieldType, "labels": tuple, "period_labels": tuple}
    return {key: readers[key](value) if key in readers else value for key, value in entry.items()}
