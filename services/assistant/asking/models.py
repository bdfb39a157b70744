"""The answering models that this installation has."""

from dataclasses import dataclass

from services.assistant.resources import AssistantResources
from shared.errors import NotFound


class ModelNotFound(NotFound):
    detail = "Model not found"


@dataclass(frozen=True, slots=True)
class AnsweringModel:
    """`available` says whether it will be asked now: a server that keeps failing is left in peace for a while."""

    id: str
    name: str
    provider: str
    default: bool
    available: bool

    @property
    def is_embedded(self) -> bool:
        return self.id == EXTRACTIVE


EXTRACTIVE = "extractive"


def models_of(resources: AssistantResources) -> list[AnsweringModel]:
    """The language models that are configured, the first of them the default; the embedded one is always there."""
    configured = resources.settings.language_model
    names = list(dict.fromkeys([configured.model, *configured.other_models])) if configured else []
    is_available = resources.language_model is not None and resources.language_model.is_available
    return [
        *(
            AnsweringModel(name, name, configured.provider, default=place == 0, available=is_available)
            for place, name in enumerate(names)
            if configured
        ),
        AnsweringModel(EXTRACTIVE, "Extractive (embedded)", "immiblox", default=not names, available=True),
    ]


def model_named(resources: AssistantResources, model_id: str | None) -> AnsweringModel:
    """The model of that id, or the default one for None. Raises ModelNotFound."""
    for model in models_of(resources):
        if model.default if model_id is None else model.id == model_id:
            return model
    raise ModelNotFound
