"""The walls between services: each role sees its own schema, and the relay only what it forwards."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from shared.db.engine import create_engine
from tests.support.platform import Platform

TABLES = {"account": "accounts", "vault": "vaults", "document": "documents", "assistant": "conversations"}


@pytest.mark.parametrize("role", TABLES)
@pytest.mark.parametrize("schema", TABLES)
async def test_role_reads_its_own_schema_only(platform: Platform, role: str, schema: str) -> None:
    engine = create_engine(platform.resources(role).settings, role)
    try:
        async with engine.connect() as connection:
            reading = connection.execute(text(f"select count(*) from {schema}.{TABLES[schema]}"))  # noqa: S608
            if role == schema:
                assert (await reading).scalar_one() >= 0
            else:
                with pytest.raises(ProgrammingError, match="permission denied for schema"):
                    await reading
    finally:
        await engine.dispose()


@pytest.mark.parametrize("schema", TABLES)
async def test_relay_reads_outboxes_only(platform: Platform, schema: str) -> None:
    engine = create_engine(platform.resources("account").settings, "relay")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"select count(*) from {schema}.outbox"))  # noqa: S608
            with pytest.raises(ProgrammingError, match="permission denied for table"):
                await connection.execute(text(f"select count(*) from {schema}.{TABLES[schema]}"))  # noqa: S608
    finally:
        await engine.dispose()
