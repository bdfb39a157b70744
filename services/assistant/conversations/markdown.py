"""A conversation as a file to keep."""

import re
from collections.abc import Iterator

from services.assistant.conversations.schemas import ConversationDetail, MessageRead

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
_MARK = re.compile(r"\\\[(\d+)\\\]")
HIDDEN = "_The vault that this was about is out of sight, and so is what was said._"


def as_markdown(conversation: ConversationDetail) -> str:
    """Questions as headings, answers with a list of what they cite; nothing in them is taken for Markdown."""
    lines = [f"# {_escaped(conversation.title)}", f"{conversation.created_at:%Y-%m-%d %H:%M} UTC"]
    lines += [HIDDEN] if not conversation.is_readable else []
    for message in conversation.messages:
        lines += [f"## {_escaped(message.content)}"] if message.role == "user" else _answer(message)
    return "\n\n".join(lines) + "\n"


def _answer(message: MessageRead) -> Iterator[str]:
    yield _MARK.sub(r"[\1]", _escaped(message.content, keep_lines=True))
    for source in message.sources:
        place = source.url or f"page {source.page}"
        yield f"- [{source.index}] {_escaped(source.filename)}, {place}: “{_escaped(source.snippet)}”"


def _escaped(text: str, *, keep_lines: bool = False) -> str:
    text = "  \n".join(text.splitlines()) if keep_lines else " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", text)
