"""Putting together what a form asks and what is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.assistant.autofill.attributes import ValueKind, load_attributes
from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.known import Candidate, Knowledge, Known
from services.assistant.autofill.mapping import Certainty, Match, match_fields
from services.assistant.autofill.writing import CannotWrite, DateStyle, style_of, written

SURENESS = {Certainty.SAID: 1.0, Certainty.LABELLED: 0.9, Certainty.NAMED: 0.75}
NOT_ASKED = "It asks for nothing that documents of the vault can say for sure"
TAKEN = "It is filled in already"
READ_ONLY = "The form does not let it be filled in"


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with its value; `candidate` is what it rests on."""

    field: FormField
    attribute: str
    value: str
    confidence: float
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A field without a value, and why; `known` where documents say something about it."""

    field: FormField
    reason: str
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """Every field of a form, in its order."""

    filled: list[Filled]
    unfilled: list[Unfilled]

    @property
    def conflicts(self) -> list[tuple[Known, list[str]]]:
        """What documents contradict each other about, with the names of the fields that ask for it."""
        asked: dict[str, tuple[Known, list[str]]] = {}
        for each in self.unfilled:
            if each.known and each.known.candidates and each.known.answer is None:
                asked.setdefault(each.known.attribute, (each.known, []))[1].append(each.field.name)
        return list(asked.values())


class FormFilling:
    """`usual` is how the form writes days where a field doesn't say."""

    def __init__(self, knowledge: Knowledge, usual: DateStyle) -> None:
        self.knowledge = knowledge
        self.usual = usual

    def fill(self, fields: Sequence[FormField], known_matches: dict[str, Match] | None = None) -> Filling:
        """`known_matches` says what the fields of a known form ask for."""
        matches = match_fields(fields) if known_matches is None else known_matches
        matches = self._for_holders(matches)
        usual = self._usual_of(fields)
        outcomes = [self._fill(field, matches.get(field.name), usual, matches) for field in fields]
        outcomes = _without_second_ticks(fields, matches, outcomes)
        return Filling(
            [each for each in outcomes if isinstance(each, Filled)],
            [each for each in outcomes if isinstance(each, Unfilled)],
        )

    def _fill(
        self, field: FormField, match: Match | None, usual: DateStyle, matches: dict[str, Match]
    ) -> Filled | Unfilled:
        if field.is_read_only:
            return Unfilled(field, READ_ONLY)
        if field.value.strip():
            return Unfilled(field, TAKEN)
        if match is None:
            return Unfilled(field, NOT_ASKED)
        known = self.knowledge.about(match.attribute)
        answer = known.answer
        if answer is None:
            return Unfilled(field, known.why_not, known)
        try:
            value = written(self._value(match, answer, matches), self._kind(match), field, usual, match.digits)
        except CannotWrite as error:
            return Unfilled(field, error.reason, known)
        return Filled(field, match.attribute, value, round(answer.confidence * SURENESS[match.certainty], 4), answer)

    def _value(self, match: Match, answer: Candidate, matches: dict[str, Match]) -> str:
        """A street keeps the number of the flat where the form has no place of its own for it."""
        if match.attribute != "address_street" or any(each.attribute == "address_unit" for each in matches.values()):
            return answer.value
        unit = self.knowledge.about("address_unit").answer
        return f"{answer.value} Apt {unit.value}" if unit else answer.value

    def _kind(self, match: Match) -> ValueKind:
        return load_attributes()[match.attribute].kind

    def _for_holders(self, matches: dict[str, Match]) -> dict[str, Match]:
        """A place for holders of a document is theirs alone: they leave the one for everybody else empty."""
        theirs = {
            match.attribute
            for match in matches.values()
            if match.only_for_holders and self.knowledge.holds_any(match.only_for_holders)
        }
        return {
            name: match
            for name, match in matches.items()
            if (match.attribute in theirs) == bool(match.only_for_holders)
        }

    def _usual_of(self, fields: Sequence[FormField]) -> DateStyle:
        """What the other fields of the form say, where they agree."""
        said = {style_of(field.label, self.usual) for field in fields} - {self.usual}
        return next(iter(said)) if len(said) == 1 else self.usual


def _without_second_ticks(
    fields: Sequence[FormField], matches: dict[str, Match], outcomes: Sequence[Filled | Unfilled]
) -> list[Filled | Unfilled]:
    """Boxes for the values of one attribute exclude each other: where somebody ticked one, the others stay empty."""
    ticked = {
        matches[field.name].attribute
        for field in fields
        if field.kind is FieldKind.CHECKBOX and field.value.strip() and field.name in matches
    }
    return [
        Unfilled(each.field, TAKEN)
        if isinstance(each, Filled) and each.field.kind is FieldKind.CHECKBOX and each.attribute in ticked
        else each
        for each in outcomes
    ]
