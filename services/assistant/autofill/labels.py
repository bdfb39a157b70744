"""Taking a label apart: what it asks for, and in which part of the form.

Tool-tips of government forms lead from the part down to the field: `Part 2. Information About You. 9. Enter Date of
Birth as 2-digit Month, 2-digit Day, and 4-digit Year.` The last sentence that isn't a hint is the ask.
"""

import re
from dataclasses import dataclass

from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.wording import load_wording

_US = re.compile(r"\bU\.? ?S\.? ?C\.? ?I\.? ?S\b\.?|\bU\.? ?S\b\.?")
_ABBREVIATION = re.compile(r"\b([A-Z])\. (?=Number|No\b)|\b(No|Ste|Apt|Flr|St|Mr|Ms)\.(?= )")
_SENTENCE = re.compile(r"(?<=[.:?)])\s+(?=\S)|\s*[\n;]\s*")
_ITEM = re.compile(r"(?:item )?\d{0,3} ?[a-z]?(?: (?:row|line) \d+)?|(?:row|line|column) \d+|part part")
_LEAD = re.compile(
    r"(?:(?:item )?\d{1,3}(?: ?[a-z])? |[a-z] (?=enter|select|provide)|please |enter |select |provide |type |check "
    r"|give |choose |fill in |the |an? (?!number|no\b)|your |my "
    r"|applicant s? ?|employee s? ?|student s? ?|alien s (?=\w+ name))"
)
_TRAIL = re.compile(
    r" (?:if (?:any|applicable|known|available)|optional|required|as (?:it |they )?(?:appears?|shown|listed|printed) .*"
    r"|shown on .*|from (?:the |a )?(?:list|drop).*|(?:as )?(?:mm dd yyyy|dd mm yyyy|yyyy mm dd|month day year)"
    r"|as (?:a )?2 digit.*|2 digit month.*|in (?:mm|dd|yyyy) .*)$"
)
_PART = re.compile(r"\b(?:part|section|schedule) (\w{1,3})\b", re.IGNORECASE)
_PART_OF_NAME = re.compile(r"(?:part|pt|p)_?(\d{1,2})(?=_|line)", re.IGNORECASE)
_ITEM_OF_NAME = re.compile(r"line_?(\d{1,3})", re.IGNORECASE)
_ITEM_OF_LABEL = re.compile(r"(?<![\w-])(\d{1,3})\s?\.\s?(?:[a-zA-Z]\.?\s)?(?=\s*\S)")
_MACHINE_WORD = re.compile(r"^(?:form|subform|page|pg|p|pt|part|line|sec|section|item|area|field|txt|text|tf|cb)?\d*$")


@dataclass(frozen=True, slots=True)
class Label:
    """`ask` is what is asked for, in plain lower-case words; `context` everything that says who and what is meant."""

    ask: str
    before: str
    """The sentence before it: `Sex` of `Sex. Check Female`."""
    context: str
    part: str
    item: int | None
    is_printed: bool
    """False where the field has a name only, and no label."""


def read_label(field: FormField) -> Label:
    named = " ".join(spoken(field.name))
    text = _US.sub(lambda found: "USCIS" if "C" in found[0] else "US", field.label)
    text = _ABBREVIATION.sub(lambda found: f"{found[1] or found[2]} ", text)
    sentences = [words for part in _SENTENCE.split(text) if (words := plain(part))]
    is_printed = bool(sentences) and not _is_machine_name(field.label)
    asks = [ask for words in sentences if (ask := _ask(words))] if is_printed else [_ask(named) or named]
    return Label(
        ask=asks[-1] if asks else "",
        before=asks[-2] if len(asks) > 1 else "",
        context=f"{plain(text)} {named}",
        part=_part(text, field.name),
        item=_item(text, field.name),
        is_printed=is_printed,
    )


def option_of(field: FormField, index: int) -> str:
    """What a box of a group stands for, as far as its label tells: `female` of `8. Sex. Check Female.`"""
    label = FormField(field.name, field.option_labels[index], FieldKind.CHECKBOX)
    return read_label(label).ask


def plain(text: str) -> str:
    """Lower-case words with one blank between them."""
    lowered = text.replace("#", " number ").lower()
    return " ".join(re.sub(r"[^\w]+|_", " ", lowered).split())


def spoken(name: str) -> list[str]:
    """The words of a field's own name: `Part2_Line1_FamilyName[0]` → `family`, `name`. Only its last step counts."""
    last = re.sub(r"\[\d+\]", "", name).rpartition(".")[2]
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=\d)|(?<=\d)(?=[a-zA-Z])", " ", last)
    found = [word for word in plain(spaced).split() if not _MACHINE_WORD.match(word)]
    return [word for word in found if word]


def _ask(words: str) -> str:
    """A sentence without what surrounds the ask; empty where nothing is left."""
    before = None
    while before != words:
        if _ITEM.fullmatch(words) or load_wording().hint.fullmatch(words):
            return ""
        before = words
        words = _TRAIL.sub("", _LEAD.sub("", words, count=1) if _LEAD.match(words) else words)
    return words


def _is_machine_name(label: str) -> bool:
    return " " not in label.strip() and bool(re.search(r"\d|_|[a-z][A-Z]", label))


def _part(text: str, name: str) -> str:
    if found := _PART.search(text):
        return found[1].lower()
    named = _PART_OF_NAME.search(name.rpartition(".")[2])
    return named[1] if named else ""


def _item(text: str, name: str) -> int | None:
    if named := _ITEM_OF_NAME.search(name.rpartition(".")[2]):
        return int(named[1])
    items = _ITEM_OF_LABEL.findall(_PART.sub("", text))
    return int(items[-1]) if items else None
