"""The table of what came of the forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.quality.forms.filling import Filled
from scripts.quality.page import write_section


@dataclass(frozen=True, slots=True)
class FormsReport:
    """An empty field can be filled in by hand; a wrong one may be signed. So none may be wrong."""

    filled: Sequence[Filled]

    @property
    def holds(self) -> bool:
        return not any(one.counts["wrong"] for one in self.filled)

    def lines(self) -> Iterator[str]:
        """Markdown."""
        yield "| vault | form | fields | right | wrong | missed | |"
        yield "|---|---|---:|---:|---:|---:|---|"
        for one in self.filled:
            numbers = " | ".join(str(one.counts[verdict]) for verdict in ("right", "wrong", "missed"))
            yield f"| {one.vault} | {one.form} | {one.fields} | {numbers} | {', '.join(one.faults)} |"
        if not self.filled:
            yield "| skipped: the blank forms are not beside the project | | | | | | |"

    def publish(self) -> None:
        """Write the part of docs/quality.md about forms."""
        write_section("forms", [*self.lines()])
