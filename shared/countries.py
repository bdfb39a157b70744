"""States and other issuers by the codes of ICAO 9303-3, section 5, with the spellings that documents print."""

from functools import cache
from importlib.resources import files

import yaml


@cache
def load_spellings() -> dict[str, list[str]]:
    """By code: the English name first, then adjectives and other spellings."""
    spellings: dict[str, list[str]] = yaml.safe_load(files(__package__).joinpath("countries.yaml").read_text("utf-8"))
    return spellings


def country_name(code: str) -> str | None:
    """`SWE` → `Sweden`; None for a code that is not known."""
    spellings = load_spellings().get(code)
    return spellings[0] if spellings else None
