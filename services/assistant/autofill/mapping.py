"""Which attribute of the person each field of a form asks for, if any.

A field is matched by its own words, and dropped where the words around it, or the form as a whole, leave open who is
meant: a preparer, an employer, somebody else in a later part.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.labels import Label, option_of, read_label
from services.assistant.autofill.wording import Rule, load_wording

LOOK_BACK = 2
"""How many fields before this one its place may be explained by."""

OF_OTHERS = re.compile(r"\bitem numbers? (\d{1,3})(?: [a-z])? (?:through |to )?(\d{1,3})\b")
DIGITS = re.compile(r"(first|next|middle|last) (\d) digits?.*")


class Certainty(StrEnum):
    """How sure it is that a field asks for an attribute of this person."""

    SAID = "said"
    """Its label, and words that mean the person."""
    LABELLED = "labelled"
    """Its label, and nothing that means somebody else."""
    NAMED = "named"
    """A field name only."""


@dataclass(frozen=True, slots=True)
class Match:
    """`digits` is set where a field takes a part of a number: from where, and how many."""

    attribute: str
    certainty: Certainty
    digits: tuple[str, int] | None = None
    only_for_holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    field: FormField
    label: Label
    match: Match | None


def match_fields(fields: Sequence[FormField]) -> dict[str, Match]:
    """By field name. `fields` are in reading order."""
    asked: list[Asked] = []
    labels = [read_label(field) for field in fields]
    elsewhere = _ranges_of_others(labels)
    for field, label in zip(fields, labels, strict=True):
        is_elsewhere = label.item is not None and any(
            part == label.part and first <= label.item <= last for part, first, last in elsewhere
        )
        asked.append(Asked(field, label, None if is_elsewhere else _match(field, label, asked)))
    kept = _told_apart([each for each in asked if each.match])
    return _with_middle_names(kept)


def _match(field: FormField, label: Label, before: Sequence[Asked]) -> Match | None:
    if field.kind is FieldKind.OTHER or field.is_read_only:
        return None
    words, digits = label.ask, None
    if field.kind is FieldKind.CHECKBOX:
        words = label.before if option_of(field, 0) == label.ask else label.ask
    elif found := DIGITS.fullmatch(label.ask):
        words, digits = label.before, (found[1], int(found[2]))
    for rule in load_wording().rules:
        if rule.ask.fullmatch(words) and _fits(rule, label, before):
            # Ticking anything else would state what no document says in these words.
            if field.kind is FieldKind.CHECKBOX and rule.attribute != "sex":
                return None
            return Match(rule.attribute, _certainty(label), digits, _holders(rule, label))
    return None


def _fits(rule: Rule, label: Label, before: Sequence[Asked]) -> bool:
    others = {found[0] for found in load_wording().others.finditer(label.context)}
    if others - {rule.about}:
        return False
    if rule.never_in and re.search(rule.never_in, label.context):
        return False
    near = [each for each in before if each.field.kind is not FieldKind.CHECKBOX][-LOOK_BACK:]
    recent = [each for each in near if each.label.part == label.part]
    return not rule.after or any(each.match and each.match.attribute in rule.after for each in recent)


def _holders(rule: Rule, label: Label) -> tuple[str, ...]:
    return next((held for words, held in rule.only_for_holders.items() if re.search(words, label.context)), ())


def _certainty(label: Label) -> Certainty:
    if not label.is_printed:
        return Certainty.NAMED
    return Certainty.SAID if load_wording().person.search(label.context) else Certainty.LABELLED


def _ranges_of_others(labels: Sequence[Label]) -> set[tuple[str, int, int]]:
    """`about that person in Item Numbers 16. - 27.`: part, first and last item."""
    ranges = set()
    for label in labels:
        for found in OF_OTHERS.finditer(label.context):
            if load_wording().others.search(label.context, 0, found.start()):
                ranges.add((label.part, int(found[1]), int(found[2])))
    return ranges


def _told_apart(asked: Sequence[Asked]) -> dict[str, Match]:
    """Where several places ask for the same, those that say they mean the person; none where none says so."""
    places: dict[tuple[str, tuple[str, int] | None], list[Asked]] = defaultdict(list)
    for each in asked:
        if each.match:
            places[each.match.attribute, each.match.digits].append(each)
    kept: dict[str, Match] = {}
    for competing in places.values():
        for each in _meant(competing):
            if each.match:
                kept[each.field.name] = each.match
    return {each.field.name: kept[each.field.name] for each in asked if each.field.name in kept}


def _meant(competing: Sequence[Asked]) -> list[Asked]:
    # One that is only for some people stands beside the one for everybody else.
    special = [each for each in competing if each.match and each.match.only_for_holders]
    general = [each for each in competing if each not in special]
    said = [each for each in general if each.match and each.match.certainty is Certainty.SAID]
    candidates = said or general
    if len({each.label.part for each in candidates}) > 1 and not said:
        return special
    first_of_part: dict[str, Asked] = {}
    for each in candidates:
        first_of_part.setdefault(each.label.part, each)
    firsts = list(first_of_part.values())
    # Boxes that stand for the values of one attribute may have names of their own.
    boxes = [each for each in candidates if each.field.kind is FieldKind.CHECKBOX and _beside(each, firsts)]
    return special + firsts + [each for each in boxes if each not in firsts]


def _beside(box: Asked, firsts: Sequence[Asked]) -> bool:
    return any((box.label.part, box.label.item) == (first.label.part, first.label.item) for first in firsts)


def _with_middle_names(matches: dict[str, Match]) -> dict[str, Match]:
    """A form with a place for the middle name wants the first name only under `Given name`."""
    has_middle = any(match.attribute in {"middle_name", "middle_initial"} for match in matches.values())
    if not has_middle:
        return matches
    return {
        name: replace(match, attribute="first_name") if match.attribute == "given_names" else match
        for name, match in matches.items()
    }
