"""Settings of the assistant service."""

from datetime import date, timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from shared.settings import LanguageModelSettings, ServiceSettings


class Feed(BaseModel):
    """An RSS or Atom feed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100, description="What articles name as their source.")
    url: HttpUrl
    category: str | None = Field(None, description="Of articles that no rule has a category for.")
    region: str | None = Field(None, description="Of all its articles; by rules where it is left out.")


class AssistantSettings(ServiceSettings):
    service: ClassVar[str] = "assistant"

    language_model: LanguageModelSettings | None = Field(
        None, description="A language model that writes answers; without one the embedded model does."
    )
    news_feeds: tuple[Feed, ...] = Field(
        (),
        description="Feeds to read news from, as JSON: "
        '`[{"name": "GOV.UK", "url": "https://www.gov.uk/government/organisations/uk-visas-and-immigration.atom"}]`.',
    )
    outgoing_private_targets: frozenset[str] = Field(
        frozenset(), description="`host:port` of feeds on a private network; all others have to be public."
    )
    conversations_kept: timedelta | None = Field(
        None, description="How long after the last question a conversation is kept; forever where unset."
    )
    answers_as_of: date | None = Field(
        None, description="The day that answers count from in place of today, for measurements and demonstrations."
    )
