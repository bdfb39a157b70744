"""Settings, read from the environment (`IMMIBLOX_…`) once per process and passed on."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

SERVICES = (
    "account",
    "vault",
    "document",
    "assistant",
    "workflow",
    "immigration",
    "organization",
    "webhook",
    "mcp",
    "audit",
)
"""Every service; the first listens on the port after `port_base`, the others follow in this order."""

MEGABYTE = 1024 * 1024
FORM_OVERHEAD = 64 * 1024
PLACEHOLDERS = ("change", "secret", "example", "placeholder", "password")


class Settings(BaseSettings):
    """What every process needs to know. A secret has no default, and a placeholder refuses to start."""

    model_config = SettingsConfigDict(env_prefix="IMMIBLOX_", env_nested_delimiter="__", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="Where the embedded stack keeps its state.")
    port_base: int = Field(8000, ge=1024, le=65000, description="Account listens on +1 … audit on +10.")
    bind_host: str = Field("127.0.0.1", description="The address that services listen on.")
    service_url_template: str = Field(
        "http://127.0.0.1:{port}", description="Where a service is reached; knows `{service}` and `{port}`."
    )
    public_url_template: str | None = Field(
        None, description="The same as the outside world sees it, where that differs: for links that are handed out."
    )
    trusted_proxies: str = Field("127.0.0.1", description="Whose `X-Forwarded-For` is believed (comma separated).")

    database_url: SecretStr = Field(description="PostgreSQL, as its owner; services put their own role in its place.")
    database_passwords: dict[str, SecretStr] = Field(
        default_factory=dict, description="One per role: `IMMIBLOX_DATABASE_PASSWORDS__VAULT=…`."
    )
    database_pool_size: int = Field(5, ge=1, description="Connections that a process keeps; it may open twice as many.")
    redis_url: SecretStr = Field(description="Redis for sessions, caches and rate limits.")
    broker_url: SecretStr = Field(description="The Celery broker: Redis or RabbitMQ.")
    storage_url: SecretStr = Field(
        description="Where files live: `file:///folder` or `s3://bucket?endpoint=…&region=…`."
    )
    smtp_url: SecretStr = Field(
        description="Where mail goes: `smtp://user:password@host:port`, `smtps://` for TLS from the start."
    )
    mail_from: str = Field("immiblox <no-reply@immiblox.example>", description="The sender of our mails.")
    app_url: str | None = Field(None, description="The web application that links in mails lead to.")

    secret_key: SecretStr = Field(description="At least 32 random characters; keys for single purposes derive from it.")
    log_format: str = Field("console", pattern="^(console|json)$", description="`console` or `json`.")
    log_level: str = Field("INFO", description="The least level that is written.")
    otel_endpoint: str | None = Field(None, description="OTLP/HTTP collector; unset turns tracing off.")
    rate_limit_scale: Annotated[float, Field(ge=0)] = Field(1.0, description="Multiplies every rate limit; 0: none.")

    @field_validator("secret_key")
    @classmethod
    def refuse_weak(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if len(text) < 32 or any(word in text.lower() for word in PLACEHOLDERS):
            message = "IMMIBLOX_SECRET_KEY needs at least 32 random characters"
            raise ValueError(message)
        return value

    def port(self, service: str) -> int:
        return self.port_base + 1 + SERVICES.index(service)

    def service_url(self, service: str) -> str:
        return self.service_url_template.format(service=service, port=self.port(service))

    def public_url(self, service: str) -> str:
        template = self.public_url_template or self.service_url_template
        return template.format(service=service, port=self.port(service))

    def role_url(self, role: str) -> URL:
        """The database as `immiblox_<role>`; KeyError where this process was not given the role's password."""
        password = self.database_passwords[role].get_secret_value()
        return make_url(self.database_url.get_secret_value()).set(username=f"immiblox_{role}", password=password)


class ServiceSettings(Settings):
    """Settings of one service."""

    service: ClassVar[str]

    request_limit: int = Field(600, ge=1, description="Requests a minute for one principal, in each service.")
    body_limit: int = Field(1024 * 1024, description="Largest request body in bytes, files aside.")
    access_token_lifetime: timedelta = Field(timedelta(hours=12), description="How long an access token is valid.")

    @property
    def upload_limits(self) -> Mapping[str, int]:
        """Largest body of a request with files, by how its path ends; a service that takes none has none of these."""
        return {}

    @property
    def body_limits(self) -> Mapping[str, int]:
        """Largest body of a request without files, where `body_limit` is too small for what a route is there for."""
        return {}


class ModelPrice(BaseModel):
    """What a model costs, in US dollars for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class LanguageModelSettings(BaseModel):
    """A server that speaks the OpenAI interface: OpenAI, Azure, vLLM, Ollama, llama.cpp …"""

    url: HttpUrl = Field(description="Base address, with `/v1` where the server has it.")
    model: str = Field(min_length=1, description="Which of the server's models answers.")
    provider: str = Field("OpenAI-compatible", description="Whose models these are, as callers are told.")
    other_models: list[str] = Field(default_factory=list, description="More of its models that callers may choose.")
    api_key: SecretStr | None = Field(None, description="Sent as a bearer token.")
    timeout: timedelta = Field(timedelta(seconds=20), description="How long an answer may take in all.")
    retries: int = Field(2, ge=0, le=10, description="How often it is asked again before it begins to answer.")
    context_tokens: int = Field(6000, ge=500, description="How much of the documents it is shown with a question.")
    answer_tokens: int = Field(800, ge=50, description="How long its answer may be.")
    temperature: float | None = Field(0, description="Left out where null: some models refuse any.")
    hide_personal_numbers: bool = Field(
        default=False, description="Show it placeholders in place of passport, social security and other such numbers."
    )
    prices: dict[str, ModelPrice] = Field(
        default_factory=dict, description='By model, for the cost in `usage`: `{"gpt-5": {"input": 1, "output": 8}}`.'
    )


class UploadSettings(ServiceSettings):
    """Settings of a service that takes in files."""

    file_limit: int = Field(50 * MEGABYTE, ge=1, description="Largest file in bytes.")

    @property
    def upload_limit(self) -> int:
        """Largest body of an upload: the file and the form around it."""
        return self.file_limit + FORM_OVERHEAD

    @property
    def upload_limits(self) -> Mapping[str, int]:
        return {"/upload": self.upload_limit}
