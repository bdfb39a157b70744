"""Which text search configuration of PostgreSQL reads a text of which language."""

CONFIGURATIONS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english",
    "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 code to configuration, for every language that PostgreSQL has a stemmer for."""

PLAIN = "simple"
"""Words as they are written: for a language that has none."""

UNCLEAR = CONFIGURATIONS["en"]
"""For short texts and forms, whose language can't be told: most documents here are English."""


def configuration(language: str | None) -> str:
    """The configuration for texts of a language, given by its ISO 639-1 code."""
    return UNCLEAR if language is None else CONFIGURATIONS.get(language, PLAIN)
