"""Files in a bucket of Amazon S3 or a compatible store."""

import contextlib
import io
import tempfile
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypedDict, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody

from shared.storage.address import S3Address
from shared.storage.disposition import content_disposition
from shared.storage.errors import FileMissing, StorageUnavailable, storage_error
from shared.storage.keys import check_key, check_range
from shared.storage.streams import BLOCK_BYTES, in_blocks, in_thread

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef, ObjectIdentifierTypeDef

P = ParamSpec("P")
T = TypeVar("T")

PART_BYTES = 8 * 1024 * 1024
"""Files from this size on go up in parts; at most 10 000 of them, so 78 GiB."""

ONE_THREAD = TransferConfig(use_threads=False)


class S3Storage:
    """`Storage` in a bucket, which exists already.

    A process killed during a large upload leaves parts behind that no listing shows: give the bucket a lifecycle rule
    `AbortIncompleteMultipartUpload`. In a versioned bucket, what is deleted needs a rule for old versions too.
    """

    def __init__(self, address: S3Address) -> None:
        self.bucket = address.bucket
        self.folder = f"{address.prefix}/" if address.prefix else ""
        session = Session(
            aws_access_key_id=address.access_key,
            aws_secret_access_key=address.secret_key,
            region_name=address.region,
        )
        self.client = _connect(session, address.endpoint)
        # The host is part of what a presigned URL signs, so it can't be replaced afterwards.
        public = address.public_endpoint
        self.public_client = _connect(session, public) if public else self.client

    async def save(self, key: str, source: AsyncIterator[bytes]) -> None:
        name = self._name(key)
        async with contextlib.aclosing(in_blocks(source, PART_BYTES)) as parts:
            first = await anext(parts, b"")
            if len(first) < PART_BYTES:
                await _run(self.client.put_object, Bucket=self.bucket, Key=name, Body=first)
            else:
                await self._save_parts(name, first, parts)

    async def _save_parts(self, name: str, part: bytes, others: AsyncIterator[bytes]) -> None:
        upload = Upload(self.client, self.bucket, name)
        try:
            await _run(upload.begin)
            while part:
                await _run(upload.send, part)
                part = await anext(others, b"")
            await _run(upload.complete)
        except BaseException:
            # The first error is the one to tell, whatever the clean-up meets.
            with contextlib.suppress(StorageUnavailable):
                await _run(upload.abort)
            raise

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        check_range(start, end)
        if start == end:
            # HTTP has no empty range.
            await self.size(key)
            return
        with contextlib.closing(await _run(self._open, key, start, end)) as body:
            while block := await _run(body.read, BLOCK_BYTES):
                yield block

    async def size(self, key: str) -> int:
        head = await _run(self.client.head_object, Bucket=self.bucket, Key=self._name(key))
        return head["ContentLength"]

    async def delete(self, key: str) -> None:
        await _run(self.client.delete_object, Bucket=self.bucket, Key=self._name(key))

    async def delete_prefix(self, prefix: str) -> None:
        await _run(self._delete_below, self._name(prefix) + "/")

    @contextlib.asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        name = self._name(key)
        folder = await _run(tempfile.TemporaryDirectory, prefix="immiblox-")
        path = Path(folder.name, "file")
        try:
            await _run(self.client.download_file, self.bucket, name, str(path), Config=ONE_THREAD)
            yield path
        finally:
            await _run(folder.cleanup)

    async def presigned_url(self, key: str, *, filename: str, content_type: str, inline: bool, seconds: int) -> str:
        answer = {
            "Bucket": self.bucket,
            "Key": self._name(key),
            "ResponseContentDisposition": content_disposition(filename, inline=inline),
            "ResponseContentType": content_type,
        }
        return await _run(self.public_client.generate_presigned_url, "get_object", Params=answer, ExpiresIn=seconds)

    async def ping(self) -> None:
        try:
            await _run(self.client.head_bucket, Bucket=self.bucket)
        except FileMissing as error:
            raise storage_error(error) from error

    async def close(self) -> None:
        await _run(self.client.close)
        await _run(self.public_client.close)

    def _name(self, key: str) -> str:
        return self.folder + check_key(key)

    def _open(self, key: str, start: int, end: int | None) -> StreamingBody:
        wanted = f"bytes={start}-{'' if end is None else end - 1}"
        try:
            return self.client.get_object(Bucket=self.bucket, Key=self._name(key), Range=wanted)["Body"]
        except ClientError as error:
            if _code(error) != "InvalidRange":
                raise
            return StreamingBody(io.BytesIO(), 0)

    def _delete_below(self, folder: str) -> None:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=folder)
        for page in pages:
            found: list[ObjectIdentifierTypeDef] = [{"Key": item["Key"]} for item in page.get("Contents", [])]
            if found:
                self._delete_page(found)

    def _delete_page(self, found: "list[ObjectIdentifierTypeDef]") -> None:
        answer = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": found, "Quiet": True})
        if failures := answer.get("Errors"):
            message = f"{len(failures)} objects were not deleted, first: {failures[0].get('Code')}"
            raise OSError(message)


class Upload:
    """A multipart upload; `id` is empty while none is under way. Every method blocks."""

    def __init__(self, client: "S3Client", bucket: str, name: str) -> None:
        self.client = client
        self.target = Target(Bucket=bucket, Key=name)
        self.id = ""
        self.sent: list[CompletedPartTypeDef] = []

    def begin(self) -> None:
        self.id = self.client.create_multipart_upload(**self.target)["UploadId"]

    def send(self, part: bytes) -> None:
        number = len(self.sent) + 1
        answer = self.client.upload_part(**self.target, UploadId=self.id, PartNumber=number, Body=part)
        self.sent.append({"ETag": answer["ETag"], "PartNumber": number})

    def complete(self) -> None:
        self.client.complete_multipart_upload(**self.target, UploadId=self.id, MultipartUpload={"Parts": self.sent})
        self.id = ""

    def abort(self) -> None:
        if self.id:
            self.client.abort_multipart_upload(**self.target, UploadId=self.id)


class Target(TypedDict):
    Bucket: str
    Key: str


async def _run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return await in_thread(function, *args, **kwargs)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if _code(error) in {"NoSuchKey", "404"}:
            raise FileMissing from error
        raise storage_error(error, full=status == HTTPStatus.INSUFFICIENT_STORAGE) from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise storage_error(error) from error


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


def _connect(session: Session, endpoint: str | None) -> "S3Client":
    config = Config(
        signature_version="s3v4",
        # Other stores have no host name per bucket, and not all know the checksums that boto3 adds unasked; TLS or,
        # without it, the signature protects the bytes on their way.
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=2,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=32,
    )
    return session.client("s3", endpoint_url=endpoint, config=config)
