"""Opening PDF forms in another process."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.assistant.autofill.errors import FormUnreadable
from services.assistant.autofill.fields import FormField
from services.assistant.autofill.pdf_process import SECONDS
from shared.isolation import Crashed, Isolation, TookTooLong

FIELDS: TypeAdapter[list[FormField]] = TypeAdapter(list[FormField])

TOO_SLOW = "The form takes too long to read"


class IsolatedForms:
    """At most two files are open at once; the others wait."""

    def __init__(self) -> None:
        self.isolation = Isolation("services.assistant.autofill.pdf_process", SECONDS)

    async def fields(self, content: bytes) -> list[FormField]:
        """Raises FormUnreadable."""
        head, _ = await self._run({}, content)
        try:
            return FIELDS.validate_python(head["fields"])
        except (KeyError, ValidationError) as error:
            raise FormUnreadable from error

    async def fill(self, content: bytes, values: Mapping[str, str]) -> tuple[bytes, list[str]]:
        """The filled file, and the names of the fields that did not take their value. Raises FormUnreadable."""
        head, filled = await self._run({"fill": dict(values)}, content)
        return filled, [str(name) for name in head.get("refused", [])]

    async def _run(self, job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            head, body = await self.isolation.run(job, content)
        except TookTooLong as error:
            raise FormUnreadable(TOO_SLOW) from error
        except Crashed as error:
            raise FormUnreadable from error
        if reason := head.get("reason"):
            raise FormUnreadable(str(reason))
        return head, body
