"""Where a bucket is, and how to get in."""

from typing import Self
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.storage.keys import check_key

HTTP_URL = r"^https?://[^\s?#@]+$"


class S3Address(BaseModel):
    """The parts of `s3://bucket?endpoint=…`; percent-encoded, and a plus sign stands for itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    endpoint: str | None = Field(None, pattern=HTTP_URL, description="Where the store is, if it isn't Amazon's.")
    public_endpoint: str | None = Field(None, pattern=HTTP_URL, description="Where users reach it, if elsewhere.")
    region: str | None = Field(None, pattern=r"^[a-z0-9-]+$")
    prefix: str = Field("", description="A folder in the bucket, so that others can use it too.")
    access_key: str | None = Field(None, repr=False, description="With `secret_key`; else what boto3 finds by itself.")
    secret_key: str | None = Field(None, repr=False)

    @model_validator(mode="after")
    def check_together(self) -> Self:
        if self.prefix:
            check_key(self.prefix)
        if (self.access_key is None) != (self.secret_key is None):
            message = "access_key and secret_key come together"
            raise ValueError(message)
        return self

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises ValueError with a sentence that tells nothing of the URL."""
        bucket, _, query = url.removeprefix("s3://").partition("?")
        try:
            # Secret keys often contain a plus sign, which a form would read as a space.
            values = dict(parse_qsl(query.replace("+", "%2B"), strict_parsing=bool(query)))
            return cls.model_validate({**values, "bucket": bucket.removesuffix("/")})
        except ValueError:
            known = ", ".join(name for name in cls.model_fields if name != "bucket")
            message = f"An S3 storage URL looks like s3://bucket?name=value&…, with some of {known}"
            raise ValueError(message) from None
