"""What a person hands in for a step, held against what the step asks for."""

import re
from collections.abc import Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from services.workflow.executions.errors import AnswerRefused, DocumentNotInVault, StillReading
from services.workflow.executions.schemas import Complete
from services.workflow.templates.step_types import (
    ApprovalStep,
    BaseStep,
    FormStep,
    SelectStep,
    TextStep,
    UploadStep,
)
from shared.clients.document import DocumentSummary

APPROVE, REJECT = "approve", "reject"
FIELDS = {
    UploadStep: "document_ids",
    SelectStep: "selected_option",
    TextStep: "text_input",
    FormStep: "data",
    ApprovalStep: "selected_option",
}


def check_kind(definition: BaseStep, answer: Complete) -> None:
    """Raises AnswerRefused where something else is handed in than the step asks for."""
    wanted = FIELDS[type(definition)]
    given = {name for name in Complete.model_fields if getattr(answer, name) is not None}
    if given != {wanted}:
        raise AnswerRefused(f"The step takes `{wanted}` and nothing else")


def output_of(definition: BaseStep, answer: Complete, documents: Sequence[DocumentSummary]) -> dict[str, Any]:
    """One entry, under the name that the answer has. Raises AnswerRefused, DocumentNotInVault, StillReading."""
    match definition:
        case UploadStep():
            _check_documents(definition, answer, documents)
            return {"document_ids": [str(document_id) for document_id in answer.document_ids or ()]}
        case SelectStep():
            offered = [option.id for option in definition.config.options]
            if answer.selected_option not in offered:
                raise AnswerRefused(f"The options are {', '.join(offered)}")
            return {"selected_option": answer.selected_option}
        case TextStep():
            return {"text_input": _text(definition, answer.text_input or "")}
        case ApprovalStep():
            if answer.selected_option not in {APPROVE, REJECT}:
                raise AnswerRefused(f"The options are {APPROVE}, {REJECT}")
            return {"approved": answer.selected_option == APPROVE}
        case FormStep():
            _check_form(definition, answer.data or {})
            return {"data": answer.data}
    raise AssertionError(definition)


def _check_documents(definition: UploadStep, answer: Complete, documents: Sequence[DocumentSummary]) -> None:
    config, wanted = definition.config, answer.document_ids or []
    if len(set(wanted)) < len(wanted):
        raise AnswerRefused("A document is named twice")
    if not config.least <= len(wanted) <= config.most:
        number = f"{config.least}" if config.least == config.most else f"{config.least} to {config.most}"
        raise AnswerRefused(f"The step takes {number} documents")
    if {document.id for document in documents} != set(wanted):
        raise DocumentNotInVault
    if any(document.status == "processing" for document in documents):
        raise StillReading
    strange = [each for each in documents if (each.document_type_code or "OTHER") not in config.document_types]
    if config.document_types and strange:
        raise AnswerRefused(f"The step takes documents of the types {', '.join(config.document_types)}")


def _text(definition: TextStep, text: str) -> str:
    config = definition.config
    if len(text) > config.max_length:
        raise AnswerRefused(f"The text may have {config.max_length} characters")
    if config.pattern and not re.fullmatch(config.pattern, text):
        raise AnswerRefused("The text does not have the form that is asked for")
    return text


def _check_form(definition: FormStep, data: dict[str, Any]) -> None:
    validator = Draft202012Validator(definition.config.form_schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    if error := best_match(validator.iter_errors(data)):
        place = ".".join(str(part) for part in error.absolute_path)
        fault = {"required": "a field is missing", "additionalProperties": "a field is not asked for"}
        what = fault.get(str(error.validator), f"it does not fit `{error.validator}`")
        missing = [name for name in error.validator_value if name not in data] if error.validator == "required" else []
        raise AnswerRefused(f"data{f'.{place}' if place else ''}: {what}{': ' + ', '.join(missing) if missing else ''}")
