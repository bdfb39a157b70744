"""Writes `docs/compliance.md` from the rules and events: `python -m scripts.docs.compliance`."""

from collections.abc import Iterator, Mapping
from functools import cache
from inspect import getdoc
from pathlib import Path
from typing import Any

from services.immigration.rules.catalogue import Rule, Version, load_rules
from services.immigration.rules.registry import FUNCTIONS
from services.immigration.rules.vocabulary import METADATA

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compliance.md"
TESTS = ROOT / "tests" / "services" / "immigration" / "rules"
TESTED_TOGETHER = {"O1_MAX": "TestGranted", "TN_MAX": "TestGranted", "E3_MAX": "TestGranted"}
HEAD = """# Compliance

The rules that a person is evaluated by, as of any day. They are data, in
[rules.yaml](../services/immigration/rules/rules.yaml); a function of the same name evaluates each. Where the
parameters of a rule changed there is a version for each time, and the one in force on the day in question counts.
Nothing here is legal advice. This page is made by `python -m scripts.docs.compliance`.

- **Severity**: `critical`, status or work authorization is at risk; `warning`, there is something to do; `info`, good
  to know.
- **State** of a finding: `violated`, overdue or more than is allowed; `due`, time to act; `upcoming`, not yet;
  `completed`, was owed and has been done, late or not; `info`.
- **Overall**: `non_compliant` where something critical is violated; `attention` where anything but an info is violated
  or due; `unknown` without a status, or where no rule says anything; else `compliant`.
- **Days** are counted from the day after the event, and something due on a day is overdue the day after. Business days
  leave out Saturdays, Sundays and federal holidays. A 29 February is kept on the 28th in other years for what is due,
  and on 1 March for what must not be filed early.
- **Warnings** come on the days of the ladder, and once after it.
"""
EVENTS_HEAD = """## Events

What a user records, by `event_type`. `metadata` takes these fields and no others; those marked with * must be given.

| event | what it says | metadata |
|---|---|---|"""


def render() -> str:
    rules = load_rules().rules
    parts = [HEAD, "## Rules\n", *_overview(rules), ""]
    for topic in dict.fromkeys(rule.topic for rule in rules):
        parts += [_rule(rule) for rule in rules if rule.topic == topic]
    return "\n".join([*parts, EVENTS_HEAD, *_events(), ""])


def _overview(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield from ("| rule | title | severity |", "|---|---|---|")
    yield from (f"| [{rule.id}](#{rule.id.lower()}) | {rule.title} | {rule.severity} |" for rule in rules)


def _rule(rule: Rule) -> str:
    summary = (getdoc(FUNCTIONS[rule.id].function) or "").partition("\n")[0]
    test = where_tested(rule.id)
    facts = ", ".join(each if " " in each else f"`{each}`" for each in rule.reads)
    lines = [
        f"### {rule.id}\n",
        f"**{rule.title}** · {rule.severity}. {summary}\n",
        f"- Source: [{rule.source}]({rule.source_url}), checked on {rule.checked_on}",
        f"- Reads: {facts}",
        *(f"- Version {version.number}: {_version(version)}" for version in rule.versions),
        f"- Warns: {', '.join(map(str, rule.ladder))} days ahead, and when it is overdue",
        f"- Tests: [{test[0]}](../{test[1].relative_to(ROOT)})" if test else "- Tests: none",
        "",
    ]
    return "\n".join(lines)


def _version(version: Version) -> str:
    first, last = version.effective_from, version.effective_to
    span = f"{f'from {first}' if first else ''} {f'to {last}' if last else ''}".strip()
    disabled = "" if version.enabled else "**disabled**"
    values = ", ".join(f"{name} {_shown(value)}" for name, value in version.parameters.items())
    parts = [part for part in (disabled, span, values, (version.note or "").rstrip(".")) if part]
    return "; ".join(parts) or "no parameters"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={each}" for name, each in value.items()) or "none"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _events() -> Iterator[str]:
    for event_type, model in METADATA.items():
        fields = [f"`{name}`{'*' if field.is_required() else ''}" for name, field in model.model_fields.items()]
        yield f"| `{event_type}` | {' '.join((model.__doc__ or '').split())} | {', '.join(fields) or 'none'} |"


def where_tested(rule_id: str) -> tuple[str, Path] | None:
    """The class that tests a rule, and its file."""
    name = TESTED_TOGETHER.get(rule_id) or "Test" + "".join(part.capitalize() for part in rule_id.split("_"))
    return next(((name, path) for path, text in _tests().items() if f"\nclass {name}:" in text), None)


@cache
def _tests() -> Mapping[Path, str]:
    return {path: path.read_text() for path in sorted(TESTS.glob("test_*.py"))}


if __name__ == "__main__":
    PAGE.write_text(render())
