"""How numbers look in lists."""

SHOWN = 4
MASK = "•"


def masked(number: str | None) -> str | None:
    """The last characters of a number, at most a third of it."""
    if number is None:
        return None
    shown = min(SHOWN, len(number) // 3)
    return MASK * (len(number) - shown) + number[len(number) - shown :]
