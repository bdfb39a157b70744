"""Country names and nationalities as documents print them, to the codes of ICAO 9303-3, section 5."""

from functools import cache
from importlib.resources import files

from services.document.catalogue.catalogue import parse
from services.document.segments import fold


def country_code(text: str) -> str | None:
    """The ICAO code (`UTO`, `D` for Germany) of a printed code, name or nationality, or `None`.

    Of `INDIAN / भारतीय` or `UTOPIA (UTO)` any one part will do.
    """
    parts = (text, *text.replace("(", "/").replace(")", "/").split("/"))
    return next((code for part in parts if (code := _codes().get(fold(part)))), None)


@cache
def _codes() -> dict[str, str]:
    names: dict[str, list[str]] = parse(files(__package__) / "countries.yaml")
    return {fold(spelling): code for code, spellings in names.items() for spelling in (code, *spellings)}
