"""Tables of the outcomes: on the terminal, in docs/quality.md and in quality.json."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.quality.measures import (
    MEASURES,
    Measure,
    expiry_is_right,
    expiry_of,
    fields_right,
    is_right,
    is_wrong_and_confident,
    zone_is_right,
)
from scripts.quality.page import write_section
from scripts.quality.reading import Outcome
from scripts.quality.specimens import Finding
from services.document.catalogue.catalogue import load_catalogue


@dataclass(frozen=True, slots=True)
class Split:
    """One half of the documents: what may be tuned to, or what is held out."""

    name: str
    outcomes: Sequence[Outcome]

    def figure(self, measure: Measure) -> float | None:
        return measure.count(self.outcomes).figure


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured: made documents in `splits`, and what is measured one by one."""

    splits: Sequence[Split]
    findings: Sequence[Finding] = ()

    @property
    def holds(self) -> bool:
        """Whether every limit is kept."""
        made = all(measure.holds(split.figure(measure)) for split in self.splits for measure in MEASURES)
        return made and all(finding.holds for finding in self.findings)

    def show(self) -> None:
        print("\n".join((*self._by_measure(), "", *self._one_by_one(), "", *self._failures(limit=200))))

    def save(self, folder: Path) -> None:
        """Everything for machines, and every failure for people, in `folder`."""
        (folder / "failures.txt").write_text("\n".join(self._failures(limit=None)) + "\n")
        Path("quality.json").write_text(json.dumps(self._content(), indent=2) + "\n")

    def publish(self) -> None:
        """Write the measured part of docs/quality.md."""
        parts = (self._made(), self._by_measure(), self._one_by_one(), self._by_type(), self._failures(limit=60))
        write_section("measured", ["\n\n".join("\n".join(part) for part in parts)])

    def _made(self) -> Iterator[str]:
        counts = ", ".join(f"{len(split.outcomes)} {split.name}" for split in self.splits)
        seconds = sum(outcome.seconds for split in self.splits for outcome in split.outcomes)
        yield f"Documents: {counts}; reading them took {seconds / 60:.0f} minutes of one core."

    def _by_measure(self) -> Iterator[str]:
        names = [split.name for split in self.splits]
        yield f"| measure | {' | '.join(names)} | limit | |"
        yield f"|---|{'---:|' * len(names)}---:|---|"
        for measure in MEASURES:
            shares = [measure.count(split.outcomes) for split in self.splits]
            figures = [f"{_percent(share.figure)} ({share.right} of {share.all})" for share in shares]
            bound = "" if measure.limit is None else f"{'≤' if measure.is_most else '≥'} {_percent(measure.limit)}"
            holds = all(measure.holds(share.figure) for share in shares)
            yield f"| {measure.name} | {' | '.join(figures)} | {bound} | {'' if holds else '**missed**'} |"

    def _one_by_one(self) -> Iterator[str]:
        if not self.findings:
            return
        yield "| one by one | expected | measured | |"
        yield "|---|---|---|---|"
        for finding in self.findings:
            yield f"| {finding.name} | {finding.expected} | {finding.read} | {'' if finding.holds else '**missed**'} |"

    def _by_type(self) -> Iterator[str]:
        names = [split.name for split in self.splits]
        columns = ("type right", "wrong and confident", "expiry right", "fields right")
        yield "| type | " + " | ".join(f"{column}, {name}" for name in names for column in columns) + " |"
        yield "|---|" + "---:|" * (len(names) * len(columns))
        for kind in load_catalogue().types:
            cells = [cell for split in self.splits for cell in _cells(split.outcomes, kind.code)]
            yield f"| {kind.code} | {' | '.join(cells)} |"

    def _failures(self, limit: int | None) -> Iterator[str]:
        found = [(split.name, line) for split in self.splits for line in failures(split.outcomes)]
        yield f"Failures: {len(found)}" + (f", the first {limit} of them" if limit and len(found) > limit else "")
        yield ""
        yield from (f"- {name}: {line}" for name, line in found[:limit])

    def _content(self) -> dict[str, object]:
        return {
            "measures": {
                split.name: {measure.name: split.figure(measure) for measure in MEASURES} for split in self.splits
            },
            "holds": self.holds,
            "confusions": {split.name: dict(confusions(split.outcomes)) for split in self.splits},
            "seconds": {split.name: sum(one.seconds for one in split.outcomes) for split in self.splits},
        }


def confusions(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """`true -> read` with how often, most frequent first."""
    wrong = (one for one in outcomes if not one.order.zone_only and not is_right(one))
    return Counter(f"{one.order.form.type} -> {one.code}" for one in wrong).most_common()


def failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each thing that came out wrong; types that fail most come first."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        by_type[outcome.order.form.type] += _wrong(outcome)
    for _, lines in sorted(by_type.items(), key=lambda item: -len(item[1])):
        yield from lines


def _wrong(outcome: Outcome) -> Iterator[str]:
    name = outcome.order.name
    if not outcome.order.zone_only:
        if not is_right(outcome):
            sure = " and confident" if is_wrong_and_confident(outcome) else ""
            evidence = " ".join(outcome.evidence.split())[:70]
            yield f"`{name}`: read as {outcome.code} ({outcome.confidence}{sure}; {evidence}; then {outcome.runner_up})"
        elif expiry_of(outcome) and not expiry_is_right(outcome):
            field = load_catalogue().by_code(outcome.code).expiry_field or ""
            yield f"`{name}`: {field} {expiry_of(outcome)} read as {outcome.fields.get(field)}"
    if not zone_is_right(outcome):
        yield f"`{name}`: zone `{' / '.join(outcome.printed_zone)}` read as `{' / '.join(outcome.zone) or 'none'}`"


def _cells(outcomes: Sequence[Outcome], code: str) -> Iterator[str]:
    own = [one for one in outcomes if one.order.form.type == code and not one.order.zone_only]
    dated = [one for one in own if expiry_of(one)]
    counts = [fields_right(one) for one in own]
    fields = sum(right for right, _ in counts), sum(all_ for _, all_ in counts)
    yield f"{sum(map(is_right, own))} of {len(own)}"
    yield str(sum(map(is_wrong_and_confident, own)))
    yield f"{sum(map(expiry_is_right, dated))} of {len(dated)}" if dated else ""
    yield f"{fields[0]} of {fields[1]}" if fields[1] else ""


def _percent(figure: float | None) -> str:
    return "–" if figure is None else f"{100 * figure:.1f} %"
