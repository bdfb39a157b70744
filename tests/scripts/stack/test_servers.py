"""PostgreSQL and Redis from their wheels: started, stopped, damaged."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from scripts.stack.errors import StackError
from scripts.stack.folder import PROJECT
from scripts.stack.postgres import PostgresServer
from scripts.stack.redis import RedisServer
from scripts.stack.server import Server
from tests.scripts.stack.conftest import eventually, is_running, temporary_folder


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with temporary_folder() as root:
        folder = root / "a space"
        folder.mkdir()
        yield folder


@pytest.fixture(scope="module")
def cluster(place: Path) -> PostgresServer:
    """Made once; each test starts it for itself."""
    server = PostgresServer(place / "postgres", place, "correct", place / "postgres.log", durable=False)
    server.prepare()
    return server


@pytest.fixture
def postgres(cluster: PostgresServer) -> Iterator[PostgresServer]:
    cluster.start()
    yield cluster
    stop(cluster)


@pytest.fixture
def redis(root: Path) -> Iterator[RedisServer]:
    server = RedisServer(root / "redis", root, root / "redis.log")
    yield server
    stop(server)


def stop(server: Server) -> None:
    if hasattr(server, "process") and server.process.poll() is None:
        server.stop()


def execute(server: PostgresServer, statement: str) -> object:
    async def run() -> object:
        engine = create_async_engine(server.url)
        try:
            async with engine.begin() as connection:
                result = await connection.execute(text(statement))
                return result.scalar() if result.returns_rows else None
        finally:
            await engine.dispose()

    return asyncio.run(run())


class TestPostgres:
    def test_has_pgvector(self, postgres: PostgresServer) -> None:
        execute(postgres, "create extension vector")
        assert execute(postgres, "select '[3,4]'::vector <-> '[0,0]'") == 5

    def test_keeps_its_data(self, postgres: PostgresServer) -> None:
        execute(postgres, "create table kept as select 42 as answer")
        postgres.stop()
        postgres.start()
        assert execute(postgres, "select answer from kept") == 42

    def test_asks_for_the_password(self, postgres: PostgresServer) -> None:
        stranger = PostgresServer(postgres.data, postgres.sockets, "wrong", postgres.log)
        with pytest.raises(StackError, match="does not accept the password"):
            asyncio.run(stranger.connect())

    def test_has_no_network(self, postgres: PostgresServer) -> None:
        assert execute(postgres, "show listen_addresses") == ""

    def test_sorts_and_folds_case_by_unicode_whatever_the_machine_speaks(self, postgres: PostgresServer) -> None:
        assert execute(postgres, "select lower('ÉČ')") == "éč"

    def test_details_of_errors_stay_out_of_its_log(self, postgres: PostgresServer) -> None:
        execute(postgres, "create table people (email text unique)")
        execute(postgres, "insert into people values ('ada@example.org')")
        with pytest.raises(Exception, match="duplicate key"):
            execute(postgres, "insert into people select email from people")
        assert "people_email_key" in postgres.log.read_text()
        assert "ada@example.org" not in postgres.log.read_text()

    def test_starts_after_a_crash_and_a_reboot_that_gave_its_number_away(self, cluster: PostgresServer) -> None:
        lock_file = cluster.data / "postmaster.pid"
        lock_file.write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n\n1 1\nready\n")
        (cluster.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
        cluster.start()
        assert execute(cluster, "select 1") == 1
        cluster.stop()

    def test_starts_after_garbage_was_left_in_its_lock_file(self, cluster: PostgresServer) -> None:
        (cluster.data / "postmaster.pid").write_bytes(b"\0" * 64)
        cluster.start()
        cluster.stop()

    def test_ends_with_the_process_that_started_it(self, cluster: PostgresServer) -> None:
        code = (
            "import sys, time; from pathlib import Path; from scripts.stack.postgres import PostgresServer;"
            "data, place = map(Path, sys.argv[1:]); server = PostgresServer(data, place, 'correct', place / 'log');"
            "server.start(); print(server.process.pid, flush=True); time.sleep(600)"
        )
        arguments = [sys.executable, "-c", code, str(cluster.data), str(cluster.sockets)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as owner:
            assert owner.stdout is not None
            postmaster = int(owner.stdout.readline())
            owner.kill()
        assert eventually(lambda: not is_running(postmaster))


class TestDamagedPostgres:
    @pytest.fixture
    def damaged(self, root: Path, cluster: PostgresServer) -> PostgresServer:
        shutil.copytree(cluster.data, root / "postgres")
        return PostgresServer(root / "postgres", root, "correct", root / "postgres.log", durable=False)

    def test_garbage_for_a_version(self, damaged: PostgresServer) -> None:
        (damaged.data / "PG_VERSION").write_bytes(b"\xff\xfe garbage")
        with pytest.raises(StackError, match=r"its PG_VERSION is not 18.*restore .* from a backup, or move it away"):
            damaged.start()

    @pytest.mark.parametrize(
        ("lost", "reason"),
        [("global/pg_control", "could not find the database system"), ("pg_xact/0000", "could not access status")],
    )
    def test_missing_file(self, damaged: PostgresServer, lost: str, reason: str) -> None:
        (damaged.data / lost).unlink()
        with pytest.raises(StackError, match=f"PostgreSQL can't use its data \\(.*{reason}.*\\): restore"):
            damaged.start()
        assert not is_running(damaged.process.pid)

    def test_half_of_a_first_start(self, damaged: PostgresServer) -> None:
        draft = damaged.data.rename(damaged.data.with_name("postgres.new"))
        (draft / "PG_VERSION").unlink()
        damaged.start()
        damaged.stop()
        assert not draft.exists()


class TestRedis:
    def test_keeps_its_data(self, redis: RedisServer) -> None:
        redis.start()
        with Redis.from_url(redis.url) as client:
            client.set("kept", "42")
        redis.stop()
        redis.start()
        with Redis.from_url(redis.url, decode_responses=True) as client:
            assert client.get("kept") == "42"

    def test_has_no_network(self, redis: RedisServer) -> None:
        redis.start()
        with Redis.from_url(redis.url, decode_responses=True) as client:
            assert client.config_get("port") == {"port": "0"}

    def test_a_cut_off_end_of_its_log_is_repaired(self, redis: RedisServer) -> None:
        redis.data.mkdir()
        whole = b"*3\r\n$3\r\nSET\r\n$4\r\nkept\r\n$2\r\n42\r\n"
        (redis.data / "appendonly.aof").write_bytes(whole + whole[:12])
        redis.start()
        with Redis.from_url(redis.url, decode_responses=True) as client:
            assert client.get("kept") == "42"

    def test_a_log_it_cannot_read(self, redis: RedisServer) -> None:
        redis.data.mkdir()
        (redis.data / "appendonly.aof").write_bytes(b"garbage\r\n" * 9)
        with pytest.raises(StackError, match=r"Redis can't use its data \(Bad file format.*\): move .* away"):
            redis.start()

    def test_a_socket_that_a_crash_left_is_no_obstacle(self, redis: RedisServer) -> None:
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(redis.socket))
        redis.start()
        with Redis.from_url(redis.url) as client:
            assert client.ping()
