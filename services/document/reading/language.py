"""In which language a text is written."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LONGEST = 5_000
"""Characters; more of them would not change the answer."""

LEAST_CERTAIN = 0.5
"""Too short texts, tables of numbers and forms in several languages stay below."""

TWO_LETTERS = 2


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of most of the text, or None where that isn't clear."""
    language, certainty = _identifier().classify(text[:LONGEST])
    return str(language) if certainty >= LEAST_CERTAIN and len(language) == TWO_LETTERS else None


@cache
def _identifier() -> "LanguageIdentifier":
    # The model takes 0.7 s to load: only processes that ask for a language pay for it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
