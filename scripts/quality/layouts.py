"""The layouts of documents, read from the YAML files beside this module.

A file holds `layouts`, each with a type and a text, or `shapes` and `documents`: then each document goes into each
shape, whose `{$name}` stand for the document's own words. Those with `held_out` are measured and never tuned to.

In a text a row is a line. Marks before it: `#` large, `!` bold, `~` small, `^` centred, `_` at the foot of the page.
` | ` parts a row into columns of equal width, `----` is a rule, `====` starts a page, `(mrz)` is the zone,
`[[a ~ b]]` one of several wordings, `{name}` or `{name:style}` a fact.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from services.document.catalogue.catalogue import parse

_CHOICE = re.compile(r"\[\[(.*?)\]\]")
_CONSTANT = re.compile(r"\{\$(\w+)\}")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way a document of a type looks. `truth` names the facts that stand for fields of another name."""

    type: str
    name: str
    text: str
    paper: str = "letter"
    held_out: bool = False
    fonts: tuple[str, ...] = ("sans", "humanist", "grotesque", "serif", "book")
    photo: bool = False
    mrz: Mapping[str, str] | None = None
    truth: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_card(self) -> bool:
        """Whether people photograph or scan it: such documents don't come as PDFs with a text layer."""
        return self.paper not in {"letter", "a4"}

    def worded(self, rng: random.Random) -> str:
        """The text with one of each alternative."""
        return _CHOICE.sub(lambda match: rng.choice(match[1].split(" ~ ")).strip(), self.text)


@cache
def load_layouts() -> tuple[Layout, ...]:
    """All layouts, by file and place in it."""
    folder = files(__package__) / "layouts"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return tuple(layout for item in found for layout in _of_file(item.name.removesuffix(".yaml"), parse(item)))


def _of_file(name: str, content: Mapping[str, Any]) -> Iterator[Layout]:
    for number, entry in enumerate(content.get("layouts", ()), start=1):
        yield _layout(entry, f"{name}-{number}")
    for document in content.get("documents", ()):
        for shape, entry in content["shapes"].items():
            own = {"text": _with_words(entry["text"], document), "type": document["type"]}
            yield _layout({**entry, **own}, f"{name}-{shape}")


def _with_words(text: str, words: Mapping[str, Any]) -> str:
    return _CONSTANT.sub(lambda match: str(words[match[1]]), text)


def _layout(entry: Mapping[str, Any], name: str) -> Layout:
    values = {**entry, "name": name}
    if "fonts" in values:
        values["fonts"] = tuple(values["fonts"])
    return Layout(**values)
