"""Expressions in the Common Expression Language (cel.dev), by Google's own implementation.

Types are checked when an expression is compiled. Evaluation knows no input or output, no clock but `today`, and at
most 10 000 steps of its loops; how deep and how long an expression may be is limited as well.
"""

import base64
import math
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from cel_expr_python import cel

LONGEST = 4_000
"""Characters of an expression."""

ANY_OBJECT = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
VARIABLES: Mapping[str, cel.Type] = {
    "context": ANY_OBJECT,
    "documents": cel.Type.List(ANY_OBJECT),
    "today": cel.Type.TIMESTAMP,
}
"""What every expression may speak of."""

WIDE = ("context", "documents")
"""Too much to show whole where a decision is explained."""

Types = Mapping[str, cel.Type]
NOTHING_MORE: Types = {}

MOST_DAYS = 365_250

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHERE = re.compile(r"ERROR: <input>:(?P<line>-?\d+):(?P<column>-?\d+): (?P<what>.*)")
_STATUS = re.compile(r"^[A-Z_]+: ?")
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


class InvalidExpression(Exception):
    """Not an expression, or one whose types don't fit. `line` and `column` count from 1, where they are known."""

    def __init__(self, what: str, line: int | None = None, column: int | None = None) -> None:
        self.what = what
        self.line = line
        self.column = column
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        place = f" at line {self.line}, column {self.column}" if self.line is not None else ""
        return f"The expression is wrong{place}: {self.what}"


class Undecided(Exception):
    """The expression is right and has no value here: a key that isn't there, a division by zero."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as JSON has it, and the name of its CEL type."""

    value: Any
    type: str


class Expression:
    """One that was compiled. It may speak of VARIABLES, and of those in `more`."""

    def __init__(self, source: str, more: Types = NOTHING_MORE) -> None:
        """Raises InvalidExpression."""
        if len(source) > LONGEST:
            raise InvalidExpression(f"it is longer than {LONGEST} characters")
        self.source = source
        self.more = more
        try:
            self._compiled = _environment(more).compile(source)
        except RuntimeError as error:
            raise _explained(str(error)) from error

    @property
    def type(self) -> cel.Type:
        return self._compiled.return_type()

    @property
    def type_name(self) -> str:
        """`bool`, `string`, `list`, …: `dyn` where only the values decide."""
        return _type_name(self.type)

    def evaluate(self, values: Mapping[str, Any]) -> Answer:
        """Raises Undecided."""
        found = self._found(values)
        return Answer(_plain(found.plain_value()), _type_name(found.type()))

    def raw(self, values: Mapping[str, Any]) -> Any:
        """The value as another expression takes it. Raises Undecided."""
        return self._found(values).plain_value()

    def operands(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values that the expression speaks of by a path of their own: `context.country` → `"SWE"`."""
        found = {}
        for path in self._paths:
            try:
                found[path.source] = path.evaluate(values).value
            except Undecided:
                found[path.source] = None
        return found

    @cached_property
    def _paths(self) -> list["Expression"]:
        names = "|".join(
            [*(name for name in VARIABLES if name not in WIDE), *(rf"{name}(?=[.\[])" for name in WIDE), *self.more]
        )
        path = re.compile(rf"(?<![\w.])(?:{names})(?:\.[A-Za-z_]\w*(?![\w(])|\[\d+\])*")
        bare = _STRINGS.sub("''", self.source)
        return [Expression(found, self.more) for found in dict.fromkeys(path.findall(bare))]

    def _found(self, values: Mapping[str, Any]) -> cel.Value:
        try:
            found = self._compiled.eval(data=dict(values))
        except RuntimeError as error:
            raise Undecided(_STATUS.sub("", _first_line(str(error)))) from error
        if _type_name(found.type()) == "error":
            raise Undecided(_STATUS.sub("", _first_line(str(found.value()))))
        return found


def midnight(day: date) -> datetime:
    """As expressions have days."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _date(text: str) -> datetime:
    try:
        return midnight(date.fromisoformat(text))
    except ValueError as error:
        message = "date() takes a day as YYYY-MM-DD"
        raise ValueError(message) from error


def _days(number: int) -> timedelta:
    if abs(number) > MOST_DAYS:
        message = "days() takes no more than a thousand years"
        raise ValueError(message)
    return timedelta(days=number)


def _add_months(day: datetime, number: int) -> datetime:
    """31 January and one month is the last of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if not MINYEAR <= year <= MAXYEAR:
        message = "addMonths() leads to no year of the calendar"
        raise ValueError(message)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


FUNCTIONS = (
    cel.FunctionDecl("date", [cel.Overload("date_string", cel.Type.TIMESTAMP, [cel.Type.STRING], impl=_date)]),
    cel.FunctionDecl("days", [cel.Overload("days_int", cel.Type.DURATION, [cel.Type.INT], impl=_days)]),
    cel.FunctionDecl(
        "addMonths",
        [cel.Overload("add_months", cel.Type.TIMESTAMP, [cel.Type.TIMESTAMP, cel.Type.INT], impl=_add_months)],
    ),
)
"""Beside CEL's own: `date('2027-04-02') < addMonths(today, 6)`, `date(…) - today < days(90)`."""


_ENVIRONMENTS: dict[str, cel.Env] = {}
"""Types have no hash; what they are printed as tells them apart."""


def _environment(more: Types) -> cel.Env:
    key = repr(sorted((name, repr(kind)) for name, kind in more.items()))
    if key not in _ENVIRONMENTS:
        _ENVIRONMENTS[key] = cel.NewEnv(variables={**more, **VARIABLES}, functions=FUNCTIONS)
    return _ENVIRONMENTS[key]


def _explained(message: str) -> InvalidExpression:
    found = _WHERE.search(message)
    if not found:
        return InvalidExpression(_STATUS.sub("", _first_line(message)).rstrip("."))
    line, column = int(found["line"]), int(found["column"])
    what = found["what"].removesuffix(" (in container '')").partition(" expecting ")[0]
    return InvalidExpression(what, line, column) if line > 0 else InvalidExpression(what)


def _first_line(message: str) -> str:
    return message.split("\n", 1)[0].rsplit(" [", 1)[0]


def _type_name(kind: cel.Type) -> str:
    return str(kind.name()).partition("<")[0].lower()


def _plain(value: Any) -> Any:
    """As JSON has it: days and moments in ISO 8601, durations in seconds, bytes in base64 (the JSON of protobuf)."""
    match value:
        case Mapping():
            plain: Any = {str(_plain(name)): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            plain = [_plain(inner) for inner in value]
        case datetime():
            plain = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case timedelta():
            plain = f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + "s"
        case float() if not math.isfinite(value):
            plain = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
        case bytes() | bytearray():
            plain = base64.b64encode(value).decode()
        case cel.Type():
            plain = _type_name(value)
        case _:
            plain = value
    return plain
