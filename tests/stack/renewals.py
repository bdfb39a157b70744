"""Renewals of passports by a client that never gives up: it asks again until there is an answer."""

import time
from typing import Any

import httpx

from tests.stack.conftest import Stack
from tests.support.papers import PASSPORT

EXECUTIONS = 300
PATIENCE_SECONDS = 60


class Renewals:
    """A third is cancelled on the way, a third walks straight to its end, and a third is paused and reminded there."""

    def __init__(self, stack: Stack, vault_id: str) -> None:
        self.stack = stack
        self.vault_id = vault_id
        (expired,) = stack.request("GET", "document", f"/vaults/{vault_id}/documents").json()["documents"]
        new = PASSPORT.format(number="AB8362917", expires="01 APR 2042")
        self.expired, self.new = expired["id"], stack.upload(vault_id, "new.txt", new.encode())
        assert stack.finished(self.new)["document_type_code"] == "PASSPORT"

    def walk(self, number: int) -> None:
        body, key = {"vault_id": self.vault_id}, {"Idempotency-Key": f"renewal-{number}"}
        started = self._ask("POST", "/workflows/passport-renewal/execute", ok={201}, json=body, headers=key)
        execution_id = started.json()["execution_id"]
        self._complete(execution_id, "current_passport", document_ids=[self.expired])
        self._complete(execution_id, "reason", text_input="Consulate of Utopia")
        self._complete(execution_id, "applied", data={"applied_on": "2026-11-23"})
        course = number % 3
        if course == 0:
            self._move(execution_id, "cancel")
            return
        if course == 1:
            self._move(execution_id, "pause")
            self._move(execution_id, "resume")
        self._complete(execution_id, "new_passport", document_ids=[self.new])
        self._complete(execution_id, "tell_employer", selected_option="approve" if course == 2 else "reject")
        self._complete(execution_id, "i94_checked", selected_option="approve")

    def _move(self, execution_id: str, move: str) -> None:
        self._ask("POST", f"/engine/executions/{execution_id}/{move}", ok={200, 409})

    def _complete(self, execution_id: str, key: str, **answer: Any) -> None:
        """Waits for the step. One whose answer got lost is done: 409."""
        while True:
            execution = self._ask("GET", f"/workflow-executions/{execution_id}", ok={200}).json()
            step = next((each for each in execution["steps"] if each["key"] == key), None)
            if step is not None:
                break
            time.sleep(0.1)
        if step["status"] == "waiting":
            path = f"/workflow-executions/{execution_id}/steps/{step['id']}/complete"
            self._ask("POST", path, ok={200, 409}, json=answer)

    def _ask(self, method: str, path: str, *, ok: set[int], **options: Any) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < deadline, f"{path} has no answer"
            try:
                response = self.stack.request(method, "workflow", path, **options)
            except httpx.TransportError:
                time.sleep(0.2)
                continue
            if response.status_code in ok:
                return response
            assert response.status_code in {409, 503}, response.text
            time.sleep(0.2)
