"""What a conversation is called."""

UNTITLED = "New conversation"
"""Until the first question."""

_LENGTH = 80


def title_of(question: str) -> str:
    """The question on one line, cut between words where it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in question).split()) or UNTITLED
    if len(line) <= _LENGTH:
        return line
    cut = line.rfind(" ", _LENGTH // 2, _LENGTH - 1)
    return line[: cut if cut > 0 else _LENGTH - 1].rstrip(" ,;:") + "…"
