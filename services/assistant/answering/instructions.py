"""Text in a document that addresses whoever reads it by machine instead of stating something."""

import re

_ADDRESS = re.compile(
    r"""\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}\b(?:instructions?|prompts?|rules|guidelines|previous|prior|above)\b
    | \b(?:system\s+prompt|language\s+model|chat\s?bot|LLM|A\.?I\.?\s+(?:assistant|model|system|agent|reader))\b
    | ^\W*(?:system|assistant|user|developer)\s*:
    | \b(?:you\s+are\s+(?:now|an\s+AI)|act\s+as|pretend\s+(?:to|that|you)|new\s+instructions?)\b
    | \b(?:tell|inform|assure)\s+the\s+(?:user|reader|applicant|person)\b
    | \b(?:say|answer|reply|respond|claim|output|print)\s+(?:only\s+)?(?:that\b|with\s+["'“]|["'“])
    | </?(?:system|instructions?|prompt|user|assistant)>""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


_ASKS_ABOUT = re.compile(
    r"\b(?:instructions?|prompts?|commands?|ignor\w+|AI|assistants?|chat\s?bots?)\b", re.IGNORECASE
)


def addresses_a_machine(text: str) -> bool:
    """Whether a sentence tells an assistant what to do or say.

    Nothing ever acts on such a sentence, it never counts as the line of a field, and it is quoted only to somebody who
    asks about it (`asks_about_commands`), however well it fits the question: fitting is what it was written for.
    """
    return _ADDRESS.search(text) is not None


def asks_about_commands(question: str) -> bool:
    """Whether a question is about instructions that a document holds, and is no such instruction itself."""
    return _ASKS_ABOUT.search(question) is not None and not addresses_a_machine(question)
