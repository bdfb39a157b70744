"""Whether an answer is right, and whether what it cites can be found where it says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.quality.questions.asked import Asked, Expected

_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, what is `wrong` with it, and the `unfounded` among its citations: both empty where all is well."""

    asked: Asked
    answer: str
    seconds: float
    wrong: Sequence[str]
    unfounded: Sequence[str]
    citations: int

    @property
    def is_right(self) -> bool:
        return not self.wrong


def judge(asked: Asked, answer: Mapping[str, Any], seconds: float, texts: Mapping[str, str]) -> Outcome:
    """`answer` is the body of `ask`; `texts` are the papers and rules that may be cited, by the names of sources."""
    wrong, unfounded = [*_wrong(asked.expected, answer)], [*_unfounded(answer, texts)]
    return Outcome(asked, answer["answer"], seconds, wrong, unfounded, len(answer["sources"]))


def _wrong(expected: Expected, answer: Mapping[str, Any]) -> Iterator[str]:
    text, sources, grounded = answer["answer"], answer["sources"], answer["grounded"]
    if expected.refuse:
        if grounded:
            yield "answered what the vault does not hold"
        if expected.helps and expected.helps.lower() not in text.lower():
            yield f"does not name {expected.helps}"
        return
    if not grounded:
        yield "found nothing"
        return
    cited = {source["filename"] for source in sources}
    yield from (f"does not say {wanted}" for wanted in expected.says if not _says(text, wanted))
    yield from (f"does not cite {name}" for name in expected.cites if name not in cited)
    yield from (f"speaks of {word}" for word in expected.never if word in text or any(word in name for name in cited))
    if expected.only is not None and cited != set(expected.only):
        yield f"cites {', '.join(sorted(cited))}"
    if expected.rule and not {source.get("rule") for source in sources} & set(expected.rule.split("|")):
        yield f"does not cite {expected.rule}"


def _says(text: str, wanted: str) -> bool:
    """From the beginning of a word, numbers to their end; a verdict must begin the answer."""
    if wanted in {"Yes", "No"}:
        return text.startswith(wanted)
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!(?<=\d)\d)", text, re.IGNORECASE) for one in wanted.split("|"))


def _unfounded(answer: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    text, sources = answer["answer"], answer["sources"]
    marks = {int(number) for number in _MARK.findall(text)}
    indexes = {source["index"] for source in sources}
    yield from (f"[{mark}] has no source" for mark in sorted(marks - indexes))
    yield from (f"source {index} is not cited" for index in sorted(indexes - marks))
    if answer["grounded"] != bool(sources):
        yield "grounded disagrees with the sources"
    for source in sources:
        if _squeezed(source["snippet"]) not in _squeezed(texts.get(source["filename"], "")):
            yield f"“{source['snippet']}” does not stand in {source['filename']}"


def _squeezed(text: str) -> str:
    return "".join(text.split())
