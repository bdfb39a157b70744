"""A language model for the assistant: a real server on the loopback."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from pydantic import HttpUrl, SecretStr

from services.assistant.resources import AssistantResources
from services.assistant.settings import AssistantSettings
from shared.language_model import LanguageModel
from shared.settings import LanguageModelSettings, ModelPrice
from tests.support.language_model import ModelServer, serve_model
from tests.support.platform import Platform


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serve_model() as server:
        yield server


@pytest.fixture
def model_settings(model: ModelServer) -> LanguageModelSettings:
    return LanguageModelSettings(
        url=HttpUrl(model.url),
        model="utopia-1",
        other_models=["utopia-2"],
        api_key=SecretStr("key-of-a-test"),
        timeout=timedelta(seconds=2),
        retries=0,
        prices={"utopia-1": ModelPrice(input=1, output=10)},
    )


@pytest.fixture
async def configured(platform: Platform, model_settings: LanguageModelSettings) -> AsyncIterator[LanguageModel]:
    """The assistant with the model of that server."""
    resources = platform.resources("assistant")
    assert isinstance(resources, AssistantResources)
    before = resources.settings
    resources.settings = AssistantSettings(language_model=model_settings)
    resources.language_model = LanguageModel(model_settings)
    yield resources.language_model
    await resources.language_model.close()
    resources.settings, resources.language_model = before, None
