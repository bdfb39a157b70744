"""Requests to identity providers: a client of its own, because they are slow strangers and no peers of ours."""

from typing import Any

import httpx
import structlog

from services.account.oidc.errors import ProviderUnavailable

log = structlog.get_logger(__name__)

TIMEOUT = httpx.Timeout(5, connect=3)


class ProviderHTTP:
    """`transport` replaces the network in tests."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.client = httpx.AsyncClient(timeout=TIMEOUT, transport=transport, trust_env=False)

    async def get_json(self, url: str) -> dict[str, Any]:
        """Raises ProviderUnavailable."""
        response = await self.send("GET", url)
        if not response.is_success:
            log.warning("provider.refused", url=url, status=response.status_code)
            raise ProviderUnavailable
        return read_object(response)

    async def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """An answer below 500. Raises ProviderUnavailable."""
        try:
            response = await self.client.request(method, url, **options)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            log.warning("provider.unreachable", url=url, error=repr(error))
            raise ProviderUnavailable from error
        if response.is_server_error:
            log.warning("provider.failed", url=url, status=response.status_code)
            raise ProviderUnavailable
        return response

    async def close(self) -> None:
        await self.client.aclose()


def read_object(response: httpx.Response) -> dict[str, Any]:
    """Raises ProviderUnavailable for anything but a JSON object."""
    try:
        content = response.json()
    except ValueError as error:
        raise ProviderUnavailable from error
    if not isinstance(content, dict):
        raise ProviderUnavailable
    return content
