from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from shared.storage import Storage, open_storage

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CREDENTIALS = {"region": "eu-central-1", "access_key": "tester", "secret_key": "not+so/secret"}


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3 that speaks HTTP on loopback."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def s3_client(s3_endpoint: str) -> Iterator["S3Client"]:
    """What the tests look into the store with."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_endpoint,
        region_name=CREDENTIALS["region"],
        aws_access_key_id=CREDENTIALS["access_key"],
        aws_secret_access_key=CREDENTIALS["secret_key"],
    )
    yield client
    client.close()


@pytest.fixture(scope="session")
def s3_url(s3_endpoint: str) -> str:
    return f"s3://files?{urlencode({'endpoint': s3_endpoint, 'prefix': 'immiblox', **CREDENTIALS})}"


@pytest.fixture(scope="session")
async def open_s3(s3_url: str) -> AsyncIterator[Storage]:
    """Opened once, because boto3 takes 0.4 s."""
    storage = open_storage(s3_url)
    yield storage
    await storage.close()


@pytest.fixture
def bucket(s3_endpoint: str, s3_client: "S3Client") -> str:
    """Empty for each test."""
    httpx.post(f"{s3_endpoint}/moto-api/reset", trust_env=False).raise_for_status()
    s3_client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return "files"


@pytest.fixture
def s3_storage(open_s3: Storage, bucket: str) -> Storage:
    assert bucket
    return open_s3


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "my files"


@pytest.fixture
def file_storage(root: Path) -> Storage:
    return open_storage(root.as_uri())


@pytest.fixture(params=["file", "s3"])
def storage(request: pytest.FixtureRequest) -> Storage:
    """Each store in turn."""
    found: Storage = request.getfixturevalue(f"{request.param}_storage")
    return found
