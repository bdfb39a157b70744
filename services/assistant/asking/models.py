"""The answering models that this installation has."""

from dataclasses import dataclass

from shared.errors import NotFound


class ModelNotFound(NotFound):
    detail = "Model not found"


@dataclass(frozen=True, slots=True)
class AnsweringModel:
    """`available` says whether it can answer now."""

    id: str
    name: str
    provider: str
    default: bool
    available: bool


EXTRACTIVE = AnsweringModel("extractive", "Extractive (embedded)", "immiblox", default=True, available=True)
MODELS = (EXTRACTIVE,)


def model_named(model_id: str | None) -> AnsweringModel:
    """The model of that id, or the default one for None. Raises ModelNotFound."""
    if model_id is None:
        return next(model for model in MODELS if model.default)
    for model in MODELS:
        if model.id == model_id:
            return model
    raise ModelNotFound
