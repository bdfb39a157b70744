"""The services of the running stack over HTTP; whatever goes wrong becomes a sentence that names what to look at."""

from http import HTTPMethod
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from scripts.demo.errors import DemoError
from scripts.stack.folder import display
from scripts.stack.installation import Installation

Shape = TypeVar("Shape", bound=BaseModel)


class Api:
    """Calls a service by its name, as whoever has signed up."""

    def __init__(self, installation: Installation, client: httpx.Client) -> None:
        self.installation = installation
        self.client = client

    def sign_in(self, token: str) -> None:
        self.client.headers["Authorization"] = f"Bearer {token}"

    def url(self, service: str, path: str) -> str:
        return f"{self.installation.url(service)}/api/v1{path}"

    def log(self, process: str) -> str:
        """The file that a process of the stack writes to."""
        return display(self.installation.folder.log / f"{process}.log")

    def call(self, method: HTTPMethod, service: str, path: str, shape: type[Shape], **options: Any) -> Shape:
        """The answer in the shape expected. Raises DemoError."""
        where = self.installation.url(service)
        try:
            response = self.client.request(method, self.url(service, path), **options)
        except httpx.ConnectError as error:
            message = f"The {service} service can't be reached at {where}: start the stack with `make up`."
            raise DemoError(message) from error
        except httpx.HTTPError as error:
            message = f"The {service} service at {where} broke off or took too long: see {self.log(service)}."
            raise DemoError(message) from error
        if response.is_error:
            message = f"{method} {path} answered {response.status_code} ({_detail(response)}): see {self.log(service)}."
            raise DemoError(message)
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            message = f"What answers at {where} is not the {service} service of this version: restart the stack."
            raise DemoError(message) from error


def _detail(response: httpx.Response) -> str:
    """The service's own word, or what the status code means."""
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        return response.reason_phrase
    return detail if isinstance(detail, str) else response.reason_phrase
