"""Tables of what came of the questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.quality.page import write_section
from scripts.quality.questions.judging import Outcome

LEAST_RIGHT = 0.90
LEAST_REFUSED = 0.95
UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """`outcomes` by half. Failures are listed of the half that may be tuned to; the other is only counted."""

    outcomes: Mapping[str, Sequence[Outcome]]

    @property
    def holds(self) -> bool:
        return all(holds for _, _, holds in self._limits())

    def lines(self) -> Iterator[str]:
        """Markdown."""
        names = list(self.outcomes)
        yield f"| answers | {' | '.join(names)} | limit | |"
        yield f"|---|{'---:|' * len(names)}---:|---|"
        for name, limit, holds in self._limits():
            shares = (_share(_MEASURES[name](outcomes)) for outcomes in self.outcomes.values())
            yield f"| {name} | {' | '.join(shares)} | ≥ {limit:.0%} | {'' if holds else '**missed**'} |"
        for kind in dict.fromkeys(one.asked.kind for outcomes in self.outcomes.values() for one in outcomes):
            shares = (_share(_right(_of_kind(outcomes, kind))) for outcomes in self.outcomes.values())
            yield f"| {kind} | {' | '.join(shares)} | | |"
        yield ""
        yield from self._failures()

    def publish(self) -> None:
        """Write the part of docs/quality.md about answers."""
        write_section("answers", [*self.lines()])

    def _limits(self) -> Iterator[tuple[str, float, bool]]:
        for name, limit in _LIMITS.items():
            counts = [_MEASURES[name](outcomes) for outcomes in self.outcomes.values()]
            yield name, limit, all(right >= limit * all_ for right, all_ in counts)

    def _failures(self) -> Iterator[str]:
        for outcome in self.outcomes.get("tuning", ()):
            for fault in (*outcome.wrong, *outcome.unfounded):
                said = " ".join(outcome.answer.split())[:120]
                yield f"- {outcome.asked.vault}, {outcome.asked.kind}: {outcome.asked.expected.ask} — {fault} ({said})"


def _right(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return sum(one.is_right for one in outcomes), len(outcomes)


def _of_kind(outcomes: Sequence[Outcome], kind: str) -> list[Outcome]:
    return [one for one in outcomes if one.asked.kind == kind]


def _answerable(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return _right([one for one in outcomes if one.asked.kind != UNANSWERABLE])


def _refused(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return _right(_of_kind(outcomes, UNANSWERABLE))


def _founded(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    cited = sum(one.citations for one in outcomes)
    return cited - sum(len(one.unfounded) for one in outcomes), cited


def _share(count: tuple[int, int]) -> str:
    right, all_ = count
    return f"{right / all_:.1%} ({right} of {all_})" if all_ else "—"


_MEASURES = {
    "right": _answerable,
    "unanswerable and refused": _refused,
    "citations that stand where they say": _founded,
}
_LIMITS = dict(zip(_MEASURES, (LEAST_RIGHT, LEAST_REFUSED, 1.0), strict=True))
