import subprocess
import sys
from pathlib import Path

import pytest

from shared.storage import open_storage
from shared.storage.address import S3Address
from shared.storage.files import FileStorage

KEYS = "access_key=AKIA1234&secret_key=hush"


class TestOpenStorage:
    def test_decodes_the_folder(self) -> None:
        storage = open_storage("file:///srv/my%20files/%C3%A9t%C3%A9")
        assert isinstance(storage, FileStorage)
        assert storage.root == Path("/srv/my files/été")

    def test_takes_spaces_as_they_are(self) -> None:
        storage = open_storage("file:///srv/my files")
        assert isinstance(storage, FileStorage)
        assert storage.root == Path("/srv/my files")

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "hush",
            "/srv/hush",
            "ftp://AKIA1234:hush@host/folder",
            "file:///",
            "file://hush/folder",
            "file:///folder?hush",
            "s3://",
            f"s3://AKIA1234:hush@bucket?{KEYS}",
            f"s3://bucket/hush?{KEYS}",
            f"s3://Bucket?{KEYS}",
            f"s3://bucket?{KEYS}&colour=hush",
            f"s3://bucket?{KEYS}&hush",
            f"s3://bucket?{KEYS}&endpoint=hush:9000",
            f"s3://bucket?{KEYS}&endpoint=http://AKIA1234:hush@host",
            f"s3://bucket?{KEYS}&prefix=../hush",
            "s3://bucket?secret_key=hush",
            "s3://bucket?access_key=AKIA1234",
        ],
    )
    def test_refuses_others_without_repeating_them(self, url: str) -> None:
        with pytest.raises(ValueError, match="storage URL looks like") as raised:
            open_storage(url)
        assert type(raised.value) is ValueError
        assert "hush" not in str(raised.value)
        assert "AKIA1234" not in str(raised.value)

    def test_leaves_boto3_alone_for_files(self) -> None:
        code = "import sys, shared.storage as s; s.open_storage('file:///srv'); print('boto3' in sys.modules)"
        ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert ran.stdout == "False\n"


class TestS3Address:
    def test_reads_every_part(self) -> None:
        address = S3Address.parse(
            "s3://bucket/?endpoint=http://storage:9000&public_endpoint=https%3A%2F%2Ffiles.example"
            "&region=eu-west-1&prefix=a/b&access_key=me&secret_key=one+two/three%2Bfour"
        )
        assert address == S3Address(
            bucket="bucket",
            endpoint="http://storage:9000",
            public_endpoint="https://files.example",
            region="eu-west-1",
            prefix="a/b",
            access_key="me",
            secret_key="one+two/three+four",
        )

    def test_needs_the_bucket_only(self) -> None:
        assert S3Address.parse("s3://bucket") == S3Address(bucket="bucket")

    def test_shows_no_credentials(self) -> None:
        assert "hush" not in repr(S3Address.parse(f"s3://bucket?{KEYS}"))
