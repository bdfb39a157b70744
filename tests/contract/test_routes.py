"""Which of the reference's routes exist. What does not exist yet answers 404 and nothing else."""

import json
from pathlib import Path

import pytest

from tests.support.platform import Caller, Platform

REFERENCE = Path(__file__).parents[3] / "shared" / "contract" / "endpoints.json"

PUBLISHED = {
    "account": {
        ("GET", "/.well-known/jwks.json"),
        ("POST", "/api/v1/auth/signup"),
        ("POST", "/api/v1/auth/signin"),
        ("POST", "/api/v1/auth/signout"),
        ("POST", "/api/v1/auth/forgot-password"),
        ("POST", "/api/v1/auth/reset-password"),
        ("POST", "/api/v1/auth/verify-email"),
        ("POST", "/api/v1/auth/resend-verification"),
        ("POST", "/api/v1/auth/google"),
        ("POST", "/api/v1/auth/discover"),
        ("GET", "/api/v1/auth/cognito/google-url"),
        ("POST", "/api/v1/auth/cognito/exchange"),
        ("GET", "/api/v1/auth/cognito/logout-url"),
        ("GET", "/api/v1/auth/erasures/{erasure_id}"),
        ("GET", "/api/v1/account/me"),
        ("POST", "/api/v1/account/change-password"),
        ("POST", "/api/v1/account/change-email"),
        ("POST", "/api/v1/account/change-username"),
        ("GET", "/api/v1/account/sessions"),
        ("DELETE", "/api/v1/account/sessions/{session_id}"),
        ("GET", "/api/v1/account/export"),
        ("DELETE", "/api/v1/account"),
        ("POST", "/api/v1/family-members"),
        ("GET", "/api/v1/family-members"),
        ("GET", "/api/v1/family-members/{id}"),
        ("PUT", "/api/v1/family-members/{id}"),
        ("DELETE", "/api/v1/family-members/{id}"),
    },
    "vault": {
        ("POST", "/api/v1/vaults"),
        ("GET", "/api/v1/vaults"),
        ("GET", "/api/v1/vaults/{vault_id}"),
        ("PUT", "/api/v1/vaults/{vault_id}"),
        ("DELETE", "/api/v1/vaults/{vault_id}"),
        ("GET", "/api/v1/vaults/shared-with-me"),
        ("GET", "/api/v1/vaults/{vault_id}/activity"),
        ("POST", "/api/v1/vaults/{vault_id}/shares"),
        ("GET", "/api/v1/vaults/{vault_id}/shares"),
        ("PUT", "/api/v1/vaults/{vault_id}/shares/{share_id}"),
        ("DELETE", "/api/v1/vaults/{vault_id}/shares/{share_id}"),
        ("GET", "/api/v1/public/shared/{token}"),
        ("GET", "/api/v1/public/shared/{token}/documents"),
        ("GET", "/api/v1/public/shared/{token}/documents/{document_id}/download-url"),
        ("POST", "/api/v1/public/shared/{token}/documents/upload"),
        ("GET", "/api/v1/public/validate-token/{token}"),
        ("POST", "/api/v1/public/session/create"),
        ("GET", "/api/v1/public/session/validate"),
    },
    "document": {
        ("POST", "/api/v1/vaults/{vault_id}/documents/upload"),
        ("POST", "/api/v1/vaults/{vault_id}/documents/upload-batch"),
        ("GET", "/api/v1/vaults/{vault_id}/documents"),
        ("POST", "/api/v1/vaults/{vault_id}/documents/prefilter"),
        ("GET", "/api/v1/vaults/{vault_id}/documents/metadata"),
        ("GET", "/api/v1/documents/{document_id}"),
        ("GET", "/api/v1/documents/{document_id}/download"),
        ("GET", "/api/v1/documents/{document_id}/view"),
        ("DELETE", "/api/v1/documents/{document_id}"),
        ("PATCH", "/api/v1/documents/{document_id}/classify"),
        ("POST", "/api/v1/documents/{document_id}/reprocess"),
        ("POST", "/api/v1/documents/{document_id}/move"),
        ("POST", "/api/v1/documents/forward"),
        ("DELETE", "/api/v1/documents/forward/{forward_id}"),
        ("GET", "/api/v1/public/forwarded/{token}"),
        ("POST", "/api/v1/public/vaults/{vault_id}/documents/upload"),
        ("GET", "/api/v1/public/documents/{document_id}/download"),
        ("GET", "/api/v1/document-types"),
        ("GET", "/api/v1/document-types/{id}"),
        ("GET", "/api/v1/document-index"),
        ("GET", "/api/v1/document-index/{code}"),
        ("POST", "/api/v1/vaults/{vault_id}/semantic-search"),
    },
    "assistant": {
        ("GET", "/api/v1/models"),
        ("POST", "/api/v1/vaults/{vault_id}/ask"),
        ("POST", "/api/v1/vaults/{vault_id}/ask-stream"),
        ("POST", "/api/v1/vaults/{vault_id}/auto-fill"),
        ("POST", "/api/v1/vaults/{vault_id}/follow-ups"),
        ("POST", "/api/v1/improve-query"),
        ("GET", "/api/v1/prompts"),
        ("GET", "/api/v1/prompts/{prompt_id}"),
        ("POST", "/api/v1/prompts/{prompt_id}/use"),
        ("GET", "/api/v1/sources"),
        ("GET", "/api/v1/news"),
        ("GET", "/api/v1/news/categories"),
        ("GET", "/api/v1/news/regions"),
        ("GET", "/api/v1/news/{article_id}"),
        ("POST", "/api/v1/conversations"),
        ("GET", "/api/v1/conversations"),
        ("GET", "/api/v1/conversations/{id}"),
        ("GET", "/api/v1/conversations/{id}/export"),
        ("PATCH", "/api/v1/conversations/{id}"),
        ("DELETE", "/api/v1/conversations/{id}"),
    },
    "workflow": {
        ("GET", "/api/v1/workflows"),
        ("GET", "/api/v1/workflows/{workflow_name}"),
        ("POST", "/api/v1/workflows/{workflow_name}/execute"),
        ("GET", "/api/v1/workflow-executions/{execution_id}"),
        ("POST", "/api/v1/workflow-executions/{execution_id}/steps/{step_execution_id}/complete"),
        ("POST", "/api/v1/workflow-executions/{execution_id}/steps/{step_execution_id}/execute"),
        ("POST", "/api/v1/engine/executions/{execution_id}/steps/{step_execution_id}/execute"),
        ("GET", "/api/v1/engine/workflows"),
        ("GET", "/api/v1/engine/workflows/{workflow_id}"),
        ("GET", "/api/v1/engine/steps"),
        ("POST", "/api/v1/engine/executions"),
        ("GET", "/api/v1/engine/executions"),
        ("GET", "/api/v1/engine/executions/{execution_id}"),
        ("POST", "/api/v1/engine/executions/{execution_id}/steps/{step_execution_id}/complete"),
        ("POST", "/api/v1/engine/executions/{execution_id}/pause"),
        ("POST", "/api/v1/engine/executions/{execution_id}/resume"),
        ("POST", "/api/v1/engine/executions/{execution_id}/cancel"),
        ("POST", "/api/v1/engine/executions/{execution_id}/events"),
        ("GET", "/api/v1/engine/policies"),
        ("GET", "/api/v1/engine/policies/{policy_id}"),
        ("POST", "/api/v1/engine/policies/evaluate"),
        ("POST", "/api/v1/engine/policies/evaluate-expression"),
    },
    "immigration": {
        ("POST", "/api/v1/persons"),
        ("GET", "/api/v1/persons"),
        ("GET", "/api/v1/persons/{person_id}"),
        ("PATCH", "/api/v1/persons/{person_id}"),
        ("DELETE", "/api/v1/persons/{person_id}"),
        ("POST", "/api/v1/persons/{person_id}/statuses"),
        ("GET", "/api/v1/persons/{person_id}/statuses"),
        ("GET", "/api/v1/statuses/{status_id}"),
        ("PATCH", "/api/v1/statuses/{status_id}"),
        ("DELETE", "/api/v1/statuses/{status_id}"),
        ("POST", "/api/v1/import/persons"),
        ("POST", "/api/v1/import/statuses"),
        ("POST", "/api/v1/persons/{person_id}/family"),
        ("GET", "/api/v1/persons/{person_id}/family"),
        ("DELETE", "/api/v1/persons/{person_id}/family/{link_id}"),
        ("GET", "/api/v1/persons/{person_id}/duplicates"),
        ("POST", "/api/v1/persons/{person_id}/merge"),
        ("GET", "/api/v1/compliance/rules"),
        ("GET", "/api/v1/compliance/rules/{rule}"),
        ("POST", "/api/v1/compliance/what-if"),
        ("POST", "/api/v1/compliance/calendars"),
        ("GET", "/api/v1/compliance/calendars"),
        ("DELETE", "/api/v1/compliance/calendars/{calendar_id}"),
        ("GET", "/api/v1/public/calendars/{token}.ics"),
        ("GET", "/api/v1/imports"),
        ("GET", "/api/v1/imports/{import_id}"),
        ("POST", "/api/v1/imports/{import_id}/cancel"),
        ("POST", "/api/v1/persons/{person_id}/documents"),
        ("GET", "/api/v1/persons/{person_id}/documents"),
        ("GET", "/api/v1/persons/{person_id}/documents/{document_id}"),
        ("DELETE", "/api/v1/persons/{person_id}/documents/{document_id}"),
        ("POST", "/api/v1/persons/{person_id}/documents/{document_id}/accept"),
        ("POST", "/api/v1/persons/{person_id}/documents/{document_id}/reject"),
        ("GET", "/api/v1/persons/{person_id}/compliance-summary"),
        ("POST", "/api/v1/persons/{person_id}/compliance-events"),
        ("GET", "/api/v1/persons/{person_id}/compliance-events"),
        ("DELETE", "/api/v1/persons/{person_id}/compliance-events/{event_id}"),
    },
    "organization": {
        ("POST", "/api/v1/organizations"),
        ("GET", "/api/v1/organizations"),
        ("GET", "/api/v1/organizations/{organization_id}"),
        ("PATCH", "/api/v1/organizations/{organization_id}"),
        ("POST", "/api/v1/organizations/{organization_id}/members"),
        ("GET", "/api/v1/organizations/{organization_id}/members"),
        ("DELETE", "/api/v1/organizations/{organization_id}/members/{member_id}"),
        *(
            (method, f"/api/v1/organizations/{{organization_id}}/machine-auth/{kind}")
            for method in ("GET", "POST")
            for kind in ("service-accounts", "api-keys", "app-keys")
        ),
        ("POST", "/api/v1/organizations/{organization_id}/machine-auth/service-accounts/{id}/deactivate"),
        *(
            ("POST", f"/api/v1/organizations/{{organization_id}}/machine-auth/{kind}/{{id}}/{action}")
            for kind in ("api-keys", "app-keys")
            for action in ("rotate", "revoke")
        ),
    },
    "webhook": {
        ("POST", "/api/v1/webhooks"),
        ("GET", "/api/v1/webhooks"),
        ("GET", "/api/v1/webhooks/{webhook_id}"),
        ("PATCH", "/api/v1/webhooks/{webhook_id}"),
        ("DELETE", "/api/v1/webhooks/{webhook_id}"),
        ("POST", "/api/v1/webhooks/{webhook_id}/rotate-secret"),
        ("POST", "/api/v1/webhooks/{webhook_id}/test"),
        ("POST", "/api/v1/webhooks/{webhook_id}/replay"),
        ("GET", "/api/v1/webhooks/{webhook_id}/deliveries"),
        ("GET", "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}"),
        ("POST", "/api/v1/events"),
        ("GET", "/api/v1/events"),
        ("GET", "/api/v1/events/{event_id}"),
        ("POST", "/api/v1/events/{event_id}/redeliver"),
        ("GET", "/api/v1/event-types"),
    },
}
PUBLIC = {
    ("account", "/.well-known/jwks.json"),
    ("account", "/api/v1/auth/signup"),
    ("account", "/api/v1/auth/signin"),
    ("account", "/api/v1/auth/signout"),
    ("vault", "/api/v1/public/shared/{token}"),
    ("vault", "/api/v1/public/shared/{token}/documents"),
    ("vault", "/api/v1/public/shared/{token}/documents/{document_id}/download-url"),
    ("vault", "/api/v1/public/shared/{token}/documents/upload"),
    ("vault", "/api/v1/public/validate-token/{token}"),
    ("vault", "/api/v1/public/session/create"),
    ("account", "/api/v1/auth/forgot-password"),
    ("account", "/api/v1/auth/reset-password"),
    ("account", "/api/v1/auth/verify-email"),
    ("account", "/api/v1/auth/google"),
    ("account", "/api/v1/auth/discover"),
    ("account", "/api/v1/auth/cognito/google-url"),
    ("account", "/api/v1/auth/cognito/exchange"),
    ("account", "/api/v1/auth/cognito/logout-url"),
    ("account", "/api/v1/auth/erasures/{erasure_id}"),
    ("document", "/api/v1/public/forwarded/{token}"),
    ("immigration", "/api/v1/public/calendars/{token}.ics"),
    ("document", "/api/v1/document-types"),
    ("document", "/api/v1/document-types/{id}"),
    ("document", "/api/v1/document-index"),
    ("document", "/api/v1/document-index/{code}"),
}
BEYOND_THE_REFERENCE = {
    ("webhook", "GET", "/api/v1/webhooks/{webhook_id}"),
    ("webhook", "PATCH", "/api/v1/webhooks/{webhook_id}"),
    ("webhook", "POST", "/api/v1/webhooks/{webhook_id}/rotate-secret"),
    ("webhook", "POST", "/api/v1/webhooks/{webhook_id}/test"),
    ("webhook", "POST", "/api/v1/webhooks/{webhook_id}/replay"),
    ("webhook", "GET", "/api/v1/webhooks/{webhook_id}/deliveries"),
    ("webhook", "GET", "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}"),
    ("webhook", "GET", "/api/v1/events/{event_id}"),
    ("webhook", "POST", "/api/v1/events/{event_id}/redeliver"),
    ("webhook", "GET", "/api/v1/event-types"),
    ("immigration", "POST", "/api/v1/persons/{person_id}/family"),
    ("immigration", "GET", "/api/v1/persons/{person_id}/family"),
    ("immigration", "DELETE", "/api/v1/persons/{person_id}/family/{link_id}"),
    ("immigration", "GET", "/api/v1/persons/{person_id}/duplicates"),
    ("immigration", "POST", "/api/v1/persons/{person_id}/merge"),
    ("immigration", "GET", "/api/v1/compliance/rules"),
    ("immigration", "GET", "/api/v1/compliance/rules/{rule}"),
    ("immigration", "POST", "/api/v1/compliance/what-if"),
    ("immigration", "POST", "/api/v1/compliance/calendars"),
    ("immigration", "GET", "/api/v1/compliance/calendars"),
    ("immigration", "DELETE", "/api/v1/compliance/calendars/{calendar_id}"),
    ("immigration", "GET", "/api/v1/public/calendars/{token}.ics"),
    ("immigration", "GET", "/api/v1/imports"),
    ("immigration", "GET", "/api/v1/imports/{import_id}"),
    ("immigration", "POST", "/api/v1/imports/{import_id}/cancel"),
    ("immigration", "GET", "/api/v1/persons/{person_id}/documents/{document_id}"),
    ("immigration", "DELETE", "/api/v1/persons/{person_id}/documents/{document_id}"),
    ("immigration", "POST", "/api/v1/persons/{person_id}/documents/{document_id}/accept"),
    ("immigration", "POST", "/api/v1/persons/{person_id}/documents/{document_id}/reject"),
    ("immigration", "DELETE", "/api/v1/persons/{person_id}/compliance-events/{event_id}"),
    ("assistant", "GET", "/api/v1/conversations/{id}/export"),
    ("document", "DELETE", "/api/v1/documents/forward/{forward_id}"),
    ("document", "GET", "/api/v1/public/forwarded/{token}"),
    ("account", "GET", "/.well-known/jwks.json"),
    ("account", "POST", "/api/v1/auth/verify-email"),
    ("account", "POST", "/api/v1/auth/resend-verification"),
    ("account", "GET", "/api/v1/auth/erasures/{erasure_id}"),
    ("account", "GET", "/api/v1/account/sessions"),
    ("account", "DELETE", "/api/v1/account/sessions/{session_id}"),
    ("account", "GET", "/api/v1/account/export"),
    ("account", "DELETE", "/api/v1/account"),
}
OPERATIONS = {"/health", "/ready"}
SOME_ID = "00000000-0000-7000-8000-000000000000"


async def operations(caller: Caller, service: str) -> set[tuple[str, str]]:
    paths = (await caller.get(service, "/openapi.json")).json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods if path not in OPERATIONS}


def filled(path: str) -> str:
    """The path with an id in every place, without its prefix."""
    parts = [SOME_ID if part.startswith("{") else part for part in path.removeprefix("/api/v1").split("/")]
    return "/".join(parts)


async def test_published_routes_are_these(platform: Platform, as_nobody: Caller) -> None:
    for service in platform.apps:
        assert await operations(as_nobody, service) == PUBLISHED.get(service, set()), service


async def test_only_these_are_open_to_nobody(platform: Platform, as_nobody: Caller) -> None:
    for service, routes in PUBLISHED.items():
        for method, path in routes:
            if (service, path) not in PUBLIC:
                response = await as_nobody.request(method, service, filled(path), json={})
                assert response.status_code == 401, f"{method} {path}"


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is kept beside the project, not in it")
async def test_every_other_route_of_the_reference_is_404(as_owner: Caller) -> None:
    absent = [
        entry
        for entry in json.loads(REFERENCE.read_text())
        if (entry["method"], entry["path"]) not in PUBLISHED.get(entry["service"], set())
    ]
    for entry in absent:
        response = await as_owner.request(entry["method"], entry["service"], filled(entry["path"]))
        assert response.status_code in {404, 405, 422}, f"{entry['method']} {entry['path']}"


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is kept beside the project, not in it")
def test_what_exists_stands_in_the_reference() -> None:
    reference = {(entry["service"], entry["method"], entry["path"]) for entry in json.loads(REFERENCE.read_text())}
    ours = {(service, *route) for service, routes in PUBLISHED.items() for route in routes}
    assert ours - reference == BEYOND_THE_REFERENCE
