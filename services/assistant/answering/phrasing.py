"""Questions as this assistant understands them best: for suggestions, and to put another's question better."""

from services.assistant.answering.asked import AskedField
from services.assistant.answering.fields import EXPIRATION, FIELDS

_QUESTIONS = {
    EXPIRATION.label: "When does {subject} expire?",
    "document number": "What is the number of {subject}?",
    "date of issue": "When was {subject} issued?",
    "admit-until date": "Until when may I stay according to {subject}?",
    "date of entry": "What is the date of entry on {subject}?",
    "employer": "Who is the employer on {subject}?",
    "program end date": "When does the program on {subject} end?",
    "name": "What is the name on {subject}?",
}
_PERSONAL = {
    "date of birth": "When was I born?",
    "place of birth": "Where was I born?",
    "address": "What is my address?",
    "employer": "Who is my employer?",
    "salary": "What is my salary?",
    "monthly rent": "What is my monthly rent?",
    "school": "Which school do I attend?",
}
_BY_NAME = {name: field for field in reversed(FIELDS) for name in field.names}


def field_of(name: str) -> AskedField | None:
    """The field that a metadata name answers best; None for one that no table has."""
    return _BY_NAME.get(name)


def question_about(field: AskedField, subject: str | None) -> str:
    """The question for a field of a document (`my passport`), or of the asker where there is no document."""
    if subject is None:
        return _PERSONAL.get(field.label, f"What is my {field.label}?")
    return _QUESTIONS.get(field.label, f"What is the {field.label} on {{subject}}?").format(subject=subject)
