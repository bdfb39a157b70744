"""Taking many rows in: in batches of their own transaction, so that neither memory nor locks grow with the file."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar, get_args
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.immigration.imports.schemas import ImportResult
from services.immigration.numbers.sealing import Sealer
from shared.events import Actor
from shared.schemas import Body

BATCH = 500
NO_DAY = "is no day as in 2026-03-01; for one as in 3/1/2026 send a file with its date_format"

Said = dict[str, Any]
RowT = TypeVar("RowT", bound=Body)
Note = Callable[[AsyncSession, int], Awaitable[None]]
"""Notes in the transaction of a batch how many rows are done with it. What it raises undoes the batch."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whose the rows become, and who sent them."""

    actor: Actor
    owner_id: UUID
    organization_id: UUID | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Row(Generic[RowT]):
    """A row that is right in itself."""

    number: int
    said: RowT


class Importer(ABC, Generic[RowT]):
    """Checks rows one by one and takes them in batches; a subclass for each kind."""

    model: ClassVar[type[Body]]

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer

    @classmethod
    def days(cls) -> frozenset[str]:
        """The fields that hold a day."""
        return frozenset(name for name, field in cls.model.model_fields.items() if _is_day(field.annotation))

    @abstractmethod
    def key(self, row: RowT) -> tuple[str, Hashable] | None:
        """What a row is about, after the field that says so: in one import only once."""

    @abstractmethod
    async def take(
        self, session: AsyncSession, target: Target, batch: Sequence[Row[RowT]], result: ImportResult
    ) -> None:
        """Enter what is new, change what is known; in one transaction, with a few statements for all."""

    async def run(
        self,
        sessions: async_sessionmaker[AsyncSession],
        target: Target,
        rows: Iterable[Said],
        result: ImportResult,
        done: int = 0,
        note: Note | None = None,
    ) -> None:
        """Take in all rows after the first `done`. Raises what `note` does; batches before that are in."""
        seen: dict[Hashable, int] = {}
        numbered = enumerate(rows, start=1)
        for number, said in itertools.islice(numbered, done):
            self._checked(number, said, seen, ImportResult())
        while some := list(itertools.islice(numbered, BATCH)):
            batch = [row for number, said in some if (row := self._checked(number, said, seen, result))]
            async with sessions.begin() as session:
                await self.take(session, target, batch, result)
                result.errors.sort(key=lambda error: error.row)
                if note:
                    await note(session, some[-1][0])

    def _checked(self, number: int, said: Said, seen: dict[Hashable, int], result: ImportResult) -> Row[RowT] | None:
        """None for a row with errors, which are in the result then. The values are not repeated."""
        formulas = [name for name, value in said.items() if isinstance(value, str) and value.startswith("=")]
        if formulas:
            result.refuse(number, formulas[0], "is a formula")
            return None
        try:
            row: RowT = self.model.model_validate(said)  # type: ignore[assignment] # the model is the class's own
        except ValidationError as error:
            for each in error.errors():
                field = str(each["loc"][0]) if each["loc"] else None
                is_day = each["type"].startswith("date") and field in self.days()
                result.refuse(number, field, NO_DAY if is_day else each["msg"].removeprefix("Value error, "))
            return None
        key = self.key(row)
        if key and key in seen:
            result.refuse(number, key[0], f"stands in row {seen[key]} already")
            return None
        if key:
            seen[key] = number
        return Row(number, row)


def _is_day(annotation: Any) -> bool:
    return annotation is date or any(_is_day(each) for each in get_args(annotation))
