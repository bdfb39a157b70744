"""What the vault service is held against: FastAPI and asyncpg, one row, nothing else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI
from sqlalchemy.engine import make_url


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    url = make_url(os.environ["BARE_DATABASE_URL"])
    pool = asyncpg.create_pool(
        host=url.query["host"],
        port=int(str(url.query["port"])),
        user=url.username,
        password=url.password,
        database=url.database,
        min_size=5,
        max_size=5,
        ssl=False,
    )
    async with pool as app.state.pool:
        yield


def create() -> FastAPI:
    app = FastAPI(lifespan=lifespan)

    @app.get("/vaults/{vault_id}")
    async def get_vault(vault_id: UUID) -> dict[str, Any]:
        return dict(await app.state.pool.fetchrow("select * from vault.vaults where id = $1", vault_id))

    return app
