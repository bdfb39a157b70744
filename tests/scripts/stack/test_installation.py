"""What the environment asks for, and what processes get of it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from redis import Redis
from sqlalchemy.engine import make_url

from scripts.stack.errors import StackError
from scripts.stack.folder import PROJECT
from scripts.stack.installation import Installation
from scripts.stack.startup import read_procfile
from shared.settings import SERVICES, Settings


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"IMMIBLOX_DATA_DIR": str(tmp_path / "data folder"), "IMMIBLOX_PORT_BASE": "8100", "PATH": "/usr/bin"}


def environment(environ: dict[str, str]) -> dict[str, str]:
    installation = Installation.of(environ)
    installation.folder.prepare()
    return installation.environment()


class TestPorts:
    @pytest.mark.parametrize("base", ["eight thousand", "80", "65536", "8_000", "-8000"])
    def test_that_cannot_be(self, base: str) -> None:
        with pytest.raises(StackError, match="IMMIBLOX_PORT_BASE must be a number from 1024 to 65000, not '"):
            Installation.of({"IMMIBLOX_PORT_BASE": base})

    def test_follow_the_order_of_the_settings(self, environ: dict[str, str]) -> None:
        installation = Installation.of(environ)
        assert [installation.port(service) for service in SERVICES] == list(range(8101, 8111))
        assert installation.port("smtp") == 8125


class TestEnvironment:
    def test_is_all_that_the_settings_need(self, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in environment(environ).items():
            monkeypatch.setenv(name, value)
        settings = Settings()
        assert [settings.port(service) for service in SERVICES] == list(range(8101, 8111))
        assert settings.role_url("vault").username == "immiblox_vault"
        assert settings.data_dir == Path(environ["IMMIBLOX_DATA_DIR"])

    def test_urls_survive_a_space_in_the_path(self, environ: dict[str, str]) -> None:
        found = environment(environ)
        sockets = Installation.of(environ).folder.sockets
        assert make_url(found["IMMIBLOX_DATABASE_URL"]).query["host"] == str(sockets)
        redis = Redis.from_url(found["IMMIBLOX_REDIS_URL"])
        assert redis.connection_pool.connection_kwargs["path"] == f"{sockets}/redis.sock"
        assert unquote(urlsplit(found["IMMIBLOX_BROKER_URL"]).path) == f"{sockets}/redis.sock"

    def test_what_the_user_has_set_wins(self, environ: dict[str, str]) -> None:
        found = environment(environ | {"IMMIBLOX_SECRET_KEY": "the user's own", "IMMIBLOX_SMTP_URL": "smtp://mx"})
        assert (found["IMMIBLOX_SECRET_KEY"], found["IMMIBLOX_SMTP_URL"]) == ("the user's own", "smtp://mx")

    def test_an_empty_variable_counts_as_unset(self, environ: dict[str, str]) -> None:
        assert environment(environ | {"IMMIBLOX_SMTP_URL": ""})["IMMIBLOX_SMTP_URL"] == "smtp://127.0.0.1:8125"

    def test_settings_of_another_postgres_are_left_out_beside_our_own(self, environ: dict[str, str]) -> None:
        assert "PGSSLMODE" not in environment(environ | {"PGSSLMODE": "require"})
        own = {"PGSSLMODE": "require", "IMMIBLOX_DATABASE_URL": "postgresql+asyncpg://db.example.org/immiblox"}
        assert environment(environ | own)["PGSSLMODE"] == "require"

    def test_the_owner_of_the_database_is_known_by_the_url_alone(self, environ: dict[str, str]) -> None:
        assert "POSTGRES_PASSWORD" not in environment(environ)


class TestProcfile:
    def test_has_a_process_for_every_service_and_server(self, environ: dict[str, str]) -> None:
        commands = read_procfile(PROJECT / "Procfile", Installation.of(environ))
        assert {f"python -m services {service}" for service in SERVICES} <= set(commands.values())
        assert list(commands)[:4] == ["postgres", "redis", "smtp", "release"]

    def test_leaves_out_what_the_users_settings_replace(self, environ: dict[str, str]) -> None:
        environ |= {"IMMIBLOX_DATABASE_URL": "postgresql+asyncpg://db/immiblox", "IMMIBLOX_REDIS_URL": "redis://cache"}
        commands = read_procfile(PROJECT / "Procfile", Installation.of(environ))
        assert "postgres" not in commands
        # The broker is still ours.
        assert "redis" in commands

    def test_that_is_missing(self, environ: dict[str, str]) -> None:
        with pytest.raises(StackError, match="can't be read: name another with --procfile"):
            read_procfile(PROJECT / "no such file", Installation.of(environ))


class TestDevelopmentOidc:
    def test_is_asked_for(self, environ: dict[str, str]) -> None:
        assert not Installation.of(environ).embeds("oidc")
        assert "IMMIBLOX_GOOGLE_ISSUER" not in environment(environ)

    def test_is_google_and_the_hosted_ui(self, environ: dict[str, str]) -> None:
        asked = environ | {"IMMIBLOX_DEVELOPMENT_OIDC": "true", "IMMIBLOX_GOOGLE_CLIENT_ID": "mine"}
        assert "oidc" in read_procfile(PROJECT / "Procfile", Installation.of(asked))
        given = environment(asked)
        assert given["IMMIBLOX_GOOGLE_ISSUER"] == given["IMMIBLOX_COGNITO_DOMAIN"] == "http://localhost:8126"
        assert given["IMMIBLOX_GOOGLE_CLIENT_ID"] == "mine"
