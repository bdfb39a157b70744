"""The checks of compose, Dockerfile and lock files see what was spoiled, and nothing in the project's own files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.checks import compose, dockerfile, lock_file
from tests.scripts.checks.conftest import spoil


@pytest.mark.parametrize("check", [compose.findings, dockerfile.findings, lock_file.findings])
def test_the_files_as_they_are_pass(project: Path, check: Callable[[Path], list[str]]) -> None:
    assert check(project) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "[python, -m, services, worker, ocr]",
            "[python, -m, services, worker, mail]",
            "worker-ocr runs another command",
        ),
        ("  vault:\n", "  vaults:\n", "vault is in one of Procfile and compose only"),
        ("  IMMIBLOX_SECRET_KEY: ${", "  OTHER: ${", "relay: IMMIBLOX_SECRET_KEY is missing"),
        ("IMMIBLOX_LOG_FORMAT:", "IMMIBLOX_LOG_FROMAT:", "mcp: IMMIBLOX_LOG_FROMAT is no setting of it"),
        ("IMMIBLOX_ACCOUNT_SIGNING_KEY_FILE:", "KEY:", "account: IMMIBLOX_ACCOUNT_SIGNING_KEY_FILE is missing"),
        ("PASSWORDS__RELAY: ", "PASSWORDS__VAULT: ", "relay: the password of the role relay is missing"),
        ("PASSWORDS__RELAY: ", "PASSWORDS__VAULT: ", "relay: has no use for the password of the role vault"),
        ("8004/ready", "8005/ready", "assistant: its health check does not ask port 8004"),
        ("PROXIES: 172.30.90.2", 'PROXIES: "*"', "audit: trusts another address than the proxy's"),
        ("{REDIS_PASSWORD:?", "{REDIS_PASSWORD:-x", "REDIS_PASSWORD: a secret has no default"),
        ("{MAIL_PORT:-8025}", "{MAIL_PROT:-8025}", ".env.example does not tell of MAIL_PROT"),
        ("{MAIL_PORT:-8025}", "8025", ".env.example tells of MAIL_PORT, which nothing reads"),
        ("garage:v2.4.1", "garage:latest", "storage: dxflrs/garage:latest is not pinned"),
        ("  cap_drop: [ALL]\n", "", "postgres: cap_drop is missing"),
        ("  certificates:\n", "", "proxy: certificates is not among the volumes"),
        ("./deploy/garage.toml", "./deploy/garage.yml", "storage: ./deploy/garage.yml does not exist"),
        ("service_healthy", "service_health", "migrate: waits for postgres in vain"),
        (
            "test: [CMD, /garage, health]",
            "disable: true",
            "document: waits for the health of storage, which nothing asks",
        ),
    ],
)
def test_compose(project: Path, old: str, new: str, finding: str) -> None:
    spoil(project, "docker-compose.yml", old, new)
    assert any(found.startswith(finding) for found in compose.findings(project)), compose.findings(project)


def test_a_proxy_that_leads_elsewhere_is_found(project: Path) -> None:
    spoil(project, "deploy/Caddyfile", "service vault 8002", "service vault 8003")
    assert compose.findings(project) == ["vault: the proxy does not lead to port 8002"]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("COPY shared shared", "COPY shraed shared", "shraed does not exist"),
        ("python:3.12.13-slim-trixie AS", "python:3.12-slim AS", "python:3.12-slim is not pinned"),
        ("USER 10001:10001", "USER root", "USER is not a number other than root's"),
        ("HEALTHCHECK", "# HEALTHCHECK", "HEALTHCHECK does not ask READY_URL"),
        ("IMMIBLOX_DATA_DIR", "IMMIBLOX_DATA", "IMMIBLOX_DATA is no setting"),
    ],
)
def test_dockerfile(project: Path, old: str, new: str, finding: str) -> None:
    spoil(project, "Dockerfile", old, new)
    assert finding in dockerfile.findings(project)


def test_what_the_build_does_not_see_is_found(project: Path) -> None:
    spoil(project, ".dockerignore", "!migrations", "migrations")
    assert dockerfile.findings(project) == [".dockerignore keeps migrations out"]


class TestLockFiles:
    def test_a_dependency_that_is_not_locked_is_found(self, project: Path) -> None:
        spoil(project, "pyproject.toml", '  "alembic",', '  "alembic",\n  "django",')
        expected = "django is asked for and not locked: run `make lock`"
        assert lock_file.findings(project) == [expected, expected]

    def test_a_version_of_the_image_alone_is_found(self, project: Path) -> None:
        spoil(project, "requirements/runtime.txt", "\nalembic==", "\nalembic==0.")
        assert any(found.startswith("alembic 0.") for found in lock_file.findings(project))

    def test_an_entry_without_hashes_is_found(self, project: Path) -> None:
        lock = project / "requirements" / "lock.txt"
        lock.write_text(lock.read_text() + "zzz==1.0\n")
        assert lock_file.findings(project) == ["zzz has no hash"]

    @pytest.mark.parametrize(
        "line", ["--extra-index-url https://packages.example/simple", "x @ https://x.example/x.whl"]
    )
    def test_an_address_is_found(self, project: Path, line: str) -> None:
        lock = project / "requirements" / "lock.txt"
        lock.write_text(f"{line}\n" + lock.read_text())
        assert any("says where to find packages" in found for found in lock_file.findings(project))
