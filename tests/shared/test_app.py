"""What every service answers, whatever it is for."""

import json

import pytest

from shared.settings import SERVICES
from tests.support.platform import Caller, Platform


@pytest.mark.parametrize("service", SERVICES)
class TestOperations:
    async def test_health(self, as_nobody: Caller, service: str) -> None:
        response = await as_nobody.get(service, "/health")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})

    async def test_ready_names_what_it_needs(self, as_nobody: Caller, service: str) -> None:
        response = await as_nobody.get(service, "/ready")
        assert response.status_code == 200
        assert {"database", "redis", "queue"} <= set(response.json()["checks"])

    async def test_metrics_count_requests(self, as_nobody: Caller, service: str) -> None:
        await as_nobody.get(service, "/health")
        response = await as_nobody.get(service, "/metrics")
        assert f'http_request_duration_seconds_count{{method="GET",route="/health",service="{service}"' in response.text

    async def test_docs_and_openapi(self, as_nobody: Caller, service: str) -> None:
        assert (await as_nobody.get(service, "/docs")).status_code == 200
        document = (await as_nobody.get(service, "/openapi.json")).json()
        assert "/internal/" not in json.dumps(document["paths"])
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                assert operation.get("description"), f"{method} {path} has no description"

    async def test_unknown_path_is_404_as_json(self, as_nobody: Caller, service: str) -> None:
        response = await as_nobody.get(service, "/nowhere")
        assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


class TestRequestId:
    async def test_is_made_and_returned(self, as_nobody: Caller) -> None:
        first = await as_nobody.get("account", "/health")
        second = await as_nobody.get("account", "/health")
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]

    async def test_is_taken_over(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("account", "/health", headers={"X-Request-ID": "abc-123"})
        assert response.headers["X-Request-ID"] == "abc-123"

    async def test_is_replaced_where_it_could_forge_a_log(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("account", "/health", headers={"X-Request-ID": "a b\tevent=forged"})
        assert response.headers["X-Request-ID"] != "a b\tevent=forged"

    async def test_travels_with_the_outbox(self, platform: Platform, as_owner: Caller) -> None:
        await as_owner.post("vault", "/vaults", json={}, headers={"X-Request-ID": "abc-123"})
        (row,) = await platform.outbox("vault")
        assert row.context == {"request_id": "abc-123"}


class TestErrors:
    async def test_problem_json_for_who_asks_for_it(self, as_nobody: Caller) -> None:
        headers = {"Accept": "application/problem+json", "X-Request-ID": "abc-123"}
        response = await as_nobody.get("account", "/account/me", headers=headers)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json() == {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "detail": "Not authenticated",
            "instance": "/api/v1/account/me",
            "request_id": "abc-123",
        }

    async def test_overlarge_body_is_413(self, as_owner: Caller) -> None:
        response = await as_owner.post("vault", "/vaults", json={"description": "x" * 1_100_000})
        assert response.status_code == 413
        assert set(response.json()) == {"detail"}

    async def test_database_away_is_503(self, platform: Platform, as_owner: Caller) -> None:
        resources = platform.resources("vault")

        def refuse() -> None:
            raise ConnectionRefusedError

        resources.sessions = refuse  # type: ignore[assignment] # a database that refuses connections
        response = await as_owner.post("vault", "/vaults", json={})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"
        assert response.json() == {"detail": "A service this answer needs is not available"}


class TestRateLimit:
    async def test_counts_down_and_ends_in_429(self, platform: Platform, as_owner: Caller) -> None:
        resources = platform.resources("vault")
        settings = resources.settings
        resources.settings = settings.model_copy(update={"request_limit": 3})
        try:
            answers = [await as_owner.get("vault", "/vaults") for _ in range(4)]
        finally:
            resources.settings = settings
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
        assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"3"}
        assert 1 <= int(answers[3].headers["Retry-After"]) <= 61


async def test_only_uploads_may_be_large(as_owner: Caller) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(2 * 1024 * 1024)}
    response = await as_owner.post("vault", "/vaults", headers=headers)
    assert (response.status_code, response.json()) == (413, {"detail": "The request body is too large"})
