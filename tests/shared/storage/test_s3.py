import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import gettempdir
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from shared.storage import Storage, StorageFull, StorageUnavailable, open_storage
from tests.shared.storage.sources import MEGABYTE, SourceBroke, breaking, chunks

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

KEY = "vaults/a/1"
KEYS = "region=eu-central-1&access_key=tester&secret_key=unknown"


def names(client: "S3Client", bucket: str) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket=bucket).get("Contents", [])]


class TestSave:
    async def test_puts_the_object_below_the_prefix(
        self, s3_storage: Storage, s3_client: "S3Client", bucket: str
    ) -> None:
        await s3_storage.save(KEY, chunks(b"x"))
        assert names(s3_client, bucket) == [f"immiblox/{KEY}"]

    @pytest.mark.parametrize(("size", "parts"), [(8 * MEGABYTE - 1, 0), (8 * MEGABYTE, 1), (17 * MEGABYTE, 3)])
    async def test_sends_large_files_in_parts(
        self, s3_storage: Storage, s3_client: "S3Client", bucket: str, size: int, parts: int
    ) -> None:
        await s3_storage.save(KEY, chunks(bytes(size), MEGABYTE))
        head = s3_client.head_object(Bucket=bucket, Key=f"immiblox/{KEY}")
        assert head["ContentLength"] == size
        # S3 ends the tag of a multipart object with the number of its parts.
        assert head["ETag"].strip('"').partition("-")[2] == (str(parts) if parts else "")

    async def test_aborts_the_upload_where_the_source_breaks(
        self, s3_storage: Storage, s3_client: "S3Client", bucket: str
    ) -> None:
        with pytest.raises(SourceBroke):
            await s3_storage.save(KEY, breaking(bytes(9 * MEGABYTE)))
        assert names(s3_client, bucket) == []
        assert "Uploads" not in s3_client.list_multipart_uploads(Bucket=bucket)

    async def test_aborts_the_upload_that_was_just_beginning_where_it_is_cancelled(
        self, s3_storage: Storage, s3_client: "S3Client", bucket: str
    ) -> None:
        async def cancelling() -> AsyncIterator[bytes]:
            asyncio.get_running_loop().call_soon(saving.cancel)
            yield bytes(9 * MEGABYTE)

        saving = asyncio.create_task(s3_storage.save(KEY, cancelling()))
        with pytest.raises(asyncio.CancelledError):
            await saving
        assert "Uploads" not in s3_client.list_multipart_uploads(Bucket=bucket)


async def test_delete_prefix_goes_on_after_the_first_page(
    s3_storage: Storage, s3_client: "S3Client", bucket: str
) -> None:
    # A page has 1000 keys. Straight into the store: over HTTP they would take four seconds.
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(1002):
        backend.put_object(bucket, f"immiblox/vaults/a/{number}", b"")
    await s3_storage.save("vaults/b/1", chunks(b"x"))
    await s3_storage.delete_prefix("vaults/a")
    assert names(s3_client, bucket) == ["immiblox/vaults/b/1"]


async def test_local_copy_is_private_and_removed_afterwards(s3_storage: Storage) -> None:
    await s3_storage.save(KEY, chunks(b"x"))
    async with s3_storage.local_copy(KEY) as path:
        assert path.is_relative_to(gettempdir())
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert not path.parent.exists()


class TestPresignedURL:
    async def test_serves_the_file_with_its_name(self, s3_storage: Storage) -> None:
        await s3_storage.save(KEY, chunks(b"%PDF-1.7"))
        url = await s3_storage.presigned_url(
            KEY, filename='Паспорт "Ольга".pdf', content_type="application/pdf", inline=False, seconds=60
        )
        assert url is not None
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(url)
        assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == (
            "attachment; filename=\"_______ _______.pdf\"; filename*=UTF-8''"
            "%D0%9F%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82%20%22%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0%22.pdf"
        )

    async def test_is_signed_for_its_time_with_version_4(self, s3_storage: Storage) -> None:
        url = await s3_storage.presigned_url(KEY, filename="x", content_type="text/plain", inline=True, seconds=300)
        parameters = httpx.URL(url or "").params
        assert parameters["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
        assert parameters["X-Amz-Expires"] == "300"
        assert parameters["response-content-disposition"].startswith("inline; ")

    async def test_names_the_host_that_users_reach(self, s3_url: str, bucket: str) -> None:
        storage = open_storage(f"{s3_url}&public_endpoint=https://files.immiblox.example")
        url = await storage.presigned_url(KEY, filename="x", content_type="text/plain", inline=True, seconds=300)
        await storage.close()
        assert urlsplit(url or "")[:3] == ("https", "files.immiblox.example", f"/{bucket}/immiblox/{KEY}")


class TestStoreAway:
    @pytest.fixture
    def closed_port(self) -> int:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port: int = unused.getsockname()[1]
        return port

    async def test_is_named(self, closed_port: int) -> None:
        storage = open_storage(f"s3://files?endpoint=http://127.0.0.1:{closed_port}&{KEYS}")
        with pytest.raises(StorageUnavailable) as raised:
            await storage.save(KEY, chunks(b"x"))
        await storage.close()
        assert (raised.value.status_code, raised.value.detail) == (503, "The file storage is not available")

    async def test_ping_tells_of_a_missing_bucket(self, s3_endpoint: str) -> None:
        storage = open_storage(f"s3://no-such-bucket?endpoint={s3_endpoint}&{KEYS}")
        with pytest.raises(StorageUnavailable):
            await storage.ping()
        await storage.close()


class Full(BaseHTTPRequestHandler):
    """A store without room, which answers as MinIO does."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(507)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def full_endpoint() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Full) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_full_store_is_named(full_endpoint: str) -> None:
    storage = open_storage(f"s3://files?endpoint={full_endpoint}&{KEYS}")
    with pytest.raises(StorageFull):
        await storage.save(KEY, chunks(b"x"))
    await storage.close()
