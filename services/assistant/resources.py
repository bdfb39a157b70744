"""What the assistant service holds on to beside the usual: the way to a language model."""

from datetime import date
from functools import cached_property

from services.assistant.autofill.isolation import IsolatedForms
from services.assistant.settings import AssistantSettings
from shared.language_model import LanguageModel
from shared.resources import Resources


class AssistantResources(Resources):
    settings: AssistantSettings

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """None where the installation has none: everything works without."""
        return LanguageModel(self.settings.language_model) if self.settings.language_model else None

    @cached_property
    def forms(self) -> IsolatedForms:
        return IsolatedForms()

    def today(self) -> date:
        """The day that answers count from."""
        return self.settings.answers_as_of or self.now().date()

    async def close(self) -> None:
        if self.language_model:
            await self.language_model.close()
        await super().close()
