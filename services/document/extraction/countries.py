"""Country names and nationalities as documents print them, to the codes of ICAO 9303-3, section 5."""

from functools import cache

from services.document.segments import fold
from shared.countries import load_spellings


def country_code(text: str) -> str | None:
    """The ICAO code (`UTO`, `D` for Germany) of a printed code, name or nationality, or `None`.

    Of `INDIAN / भारतीय` or `UTOPIA (UTO)` any one part will do.
    """
    parts = (text, *text.replace("(", "/").replace(")", "/").split("/"))
    return next((code for part in parts if (code := _codes().get(fold(part)))), None)


@cache
def _codes() -> dict[str, str]:
    return {fold(spelling): code for code, spellings in load_spellings().items() for spelling in (code, *spellings)}
