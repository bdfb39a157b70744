"""What a vault's documents say about the person, each value with where it stands, and where they contradict."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.assistant.autofill.attributes import Attribute, Take, ValueKind, load_attributes
from services.assistant.autofill.record import RECORD
from services.assistant.autofill.values import fuller, normalised, same, taken
from shared.clients.document import DocumentDetail, ReadValue
from shared.evidence import Box
from shared.names import spellings

LEAST_CONFIDENCE = 0.5
SPLIT = 0.85
"""What a name that was split, or an address, keeps of its confidence: where it divides is a guess."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read; `page` is None where a person has said it, and there is no document to a record."""

    document_id: UUID | None
    filename: str
    metadata_field: str
    page: int | None
    box: Box | None
    confidence: float
    is_verified: bool
    person_id: UUID | None = None

    @classmethod
    def of(cls, document: DocumentDetail, name: str, read: ReadValue) -> "Source":
        is_record = document.document_type_code == RECORD
        return cls(
            document_id=None if is_record else document.id,
            filename=document.filename,
            metadata_field=name,
            page=read.page,
            box=read.box,
            confidence=read.confidence,
            is_verified=read.verified,
            person_id=document.id if is_record else None,
        )


@dataclass(slots=True)
class Candidate:
    """A value, and every document that says so, the surest first."""

    value: str
    sources: list[Source]
    holder: str

    @property
    def confidence(self) -> float:
        return self.sources[0].confidence


@dataclass(frozen=True)
class Known:
    """What documents say of an attribute; `why_not` says why none is sure."""

    attribute: str
    candidates: tuple[Candidate, ...] = ()
    why_not: str = "No document of the vault says it"
    is_somebodys: bool = False
    """The vault holds papers of several people, so even one candidate may be the wrong person's."""

    @property
    def answer(self) -> Candidate | None:
        """The one value that nothing contradicts."""
        return self.candidates[0] if len(self.candidates) == 1 and not self.is_somebodys else None


@dataclass(slots=True)
class Person:
    """Somebody whose papers the vault holds."""

    names: list[str] = field(default_factory=list)
    given_names: list[str] = field(default_factory=list)
    birth_dates: set[str] = field(default_factory=set)
    documents: list[DocumentDetail] = field(default_factory=list)

    @property
    def name(self) -> str:
        return max(self.names, key=len, default="somebody without a name")


class Knowledge:
    """`today` decides what has gone by. A `record` says whose papers count where the vault holds those of several."""

    def __init__(self, documents: Sequence[DocumentDetail], today: date, record: DocumentDetail | None = None) -> None:
        self.today = today
        self.people = people_of(documents) if record is None else [_person_of(record, documents)]
        self.held = {document.document_type_code for person in self.people for document in person.documents}
        self._found: dict[str, Known] = {}

    def about(self, name: str) -> Known:
        """What is known of an attribute."""
        if name not in self._found:
            attribute = load_attributes()[name]
            self._found[name] = self._made(name, attribute) if attribute.take else self._read(name, attribute)
        return self._found[name]

    def holds_any(self, codes: Sequence[str]) -> bool:
        return any(code in self.held for code in codes)

    def _read(self, name: str, attribute: Attribute) -> Known:
        if self.holds_any(attribute.unless_held):
            return Known(name, why_not="Does not apply to who holds the documents of the vault")
        candidates: list[Candidate] = []
        reasons: list[str] = []
        for person in self.people:
            for document in self._believed(person, attribute):
                for source, value, why_not in self._readings(document, attribute):
                    if why_not or value is None:
                        reasons.append(why_not or "The value read is not usable")
                    else:
                        _add(candidates, Candidate(value, [source], person.name), attribute.kind)
        if candidates and len(self.people) > 1:
            why_not = f"The vault holds documents of several people: {self._everybody}"
            return Known(name, tuple(candidates), why_not, is_somebodys=True)
        if len(candidates) > 1:
            return Known(name, tuple(candidates), "The documents contradict each other")
        return Known(name, tuple(candidates), reasons[0] if reasons else Known.why_not)

    def _believed(self, person: Person, attribute: Attribute) -> list[DocumentDetail]:
        """Who has renewed a passport has a valid and an expired one: they don't contradict each other."""
        if not attribute.prefers_valid:
            return person.documents
        saying = [document for document in person.documents if self._readings(document, attribute)]
        valid = [document for document in saying if not self._has_expired(document)]
        return valid or saying

    def _has_expired(self, document: DocumentDetail) -> bool:
        return document.metadata.get("expiration_date", "9999-12-31") < self.today.isoformat()

    def _readings(self, document: DocumentDetail, attribute: Attribute) -> list[tuple[Source, str | None, str | None]]:
        """Each with its value, or with why it is not used."""
        doubted = {name: warning.detail for warning in document.warnings for name in warning.fields}
        found = []
        for name, codes in attribute.sources.items():
            read = document.metadata_details.get(name)
            if read is None or document.document_type_code not in codes:
                continue
            source = Source.of(document, name, read)
            value = normalised(read.value, attribute.kind)
            found.append((source, value, self._objection(attribute, value, read.confidence, doubted.get(name))))
        return found

    def _objection(self, attribute: Attribute, value: str | None, confidence: float, doubt: str | None) -> str | None:
        if doubt:
            return f"What was read is in doubt: {doubt}"
        if confidence < LEAST_CONFIDENCE:
            return "What was read is too uncertain"
        if attribute.not_past and value and value < self.today.isoformat():
            return f"The only day known has passed: {value}"
        return None

    def _made(self, name: str, attribute: Attribute) -> Known:
        if attribute.take is Take.FULL_NAME:
            return self._full_name(name)
        whole = self.about(attribute.of or "")
        parts: list[Candidate] = []
        for candidate in whole.candidates:
            if attribute.take and (part := taken({attribute.of or "": candidate.value}, attribute.of, attribute.take)):
                _add(parts, _less_sure(replace(candidate, value=part)), attribute.kind)
        if whole.candidates and not parts:
            return Known(name, why_not=f"It can't be told from “{load_attributes()[attribute.of or ''].label}”")
        return replace(whole, attribute=name, candidates=tuple(parts))

    def _full_name(self, name: str) -> Known:
        families, given = self.about("family_name"), self.about("given_names")
        family, first = families.answer, given.answer
        if family and first:
            value = f"{first.value} {family.value}"
            return Known(name, (Candidate(value, [*family.sources, *first.sources], family.holder),))
        unknown = next(known for known in (families, given) if known.answer is None)
        return replace(unknown, attribute=name)

    @property
    def _everybody(self) -> str:
        return "; ".join(person.name for person in self.people)


def people_of(documents: Sequence[DocumentDetail]) -> list[Person]:
    """Whose papers these are. What names nobody belongs to the only person there is; other names belong to nobody."""
    bearing = set(load_attributes()["family_name"].sources["surname"])
    people: list[Person] = []
    rest: list[DocumentDetail] = []
    for document in documents:
        name = _name_in(document)
        if document.document_type_code not in bearing or not name:
            rest.append(document)
            continue
        born = document.metadata.get("date_of_birth")
        person = next((each for each in people if _may_be(each, name, document)), None)
        if person is None:
            people.append(person := Person())
        person.names.append(name)
        person.given_names.append(document.metadata.get("given_names") or name)
        person.birth_dates |= {born} if born else set()
        person.documents.append(document)
    if not people:
        people.append(Person(documents=[document for document in rest if not _name_in(document)]))
        rest = [document for document in rest if _name_in(document)]
    for document in rest:
        name = _name_in(document)
        owners = [each for each in people if not name or _share_names(each, name)]
        if len(owners) == 1:
            owners[0].documents.append(document)
        elif not name:
            people[0].documents.append(document)
    return [person for person in people if person.documents]


def _person_of(record: DocumentDetail, documents: Sequence[DocumentDetail]) -> Person:
    """Whom the record is about. Papers without a name are theirs only where the vault holds nobody else's."""
    theirs, *others = people_of([record, *documents])
    if others:
        theirs.documents = [document for document in theirs.documents if _name_in(document)]
    return theirs


def _may_be(person: Person, name: str, document: DocumentDetail) -> bool:
    """Who marries may change the family name; twins have everything but the given names in common."""
    born, given = document.metadata.get("date_of_birth"), document.metadata.get("given_names") or name
    if born and person.birth_dates:
        return born in person.birth_dates and any(_have_word_in_common(given, other) for other in person.given_names)
    return _share_names(person, name)


def _share_names(person: Person, name: str) -> bool:
    """One of the two names is the other with words left out."""
    return any(
        set(one) <= set(two) or set(two) <= set(one)
        for other in person.names
        for one in spellings(name)
        for two in spellings(other)
    )


def _have_word_in_common(name: str, other: str) -> bool:
    return any(set(one) & set(two) for one in spellings(name) for two in spellings(other))


def _name_in(document: DocumentDetail) -> str:
    read = document.metadata
    parts = " ".join(filter(None, [read.get("given_names"), read.get("surname")]))
    return parts or read.get("full_name", "")


def _add(candidates: list[Candidate], new: Candidate, kind: ValueKind) -> None:
    """To the candidate that says the same, which takes over the fuller or the surer spelling."""
    for candidate in candidates:
        if same(candidate.value, new.value, kind) and candidate.holder == new.holder:
            is_better = _rank(new.sources[0]) > _rank(candidate.sources[0])
            if fuller(new.value, candidate.value, kind) or (is_better and not fuller(candidate.value, new.value, kind)):
                candidate.value = new.value
                candidate.sources = new.sources + candidate.sources
            else:
                candidate.sources += new.sources
            return
    candidates.append(new)


def _rank(source: Source) -> tuple[bool, float]:
    return source.is_verified, source.confidence


def _less_sure(candidate: Candidate) -> Candidate:
    sources = [replace(source, confidence=source.confidence * SPLIT) for source in candidate.sources]
    return replace(candidate, sources=sources)
