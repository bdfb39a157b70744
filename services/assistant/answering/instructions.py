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


def addresses_a_machine(text: str) -> bool:
    """Whether a sentence tells an assistant what to do or say.

    It never counts as a field's line, and it is quoted only where every content word of the question stands in it and
    the question is no such command itself: somebody asked what the document says there. Nothing ever acts on it.
    """
    return _ADDRESS.search(text) is not None
