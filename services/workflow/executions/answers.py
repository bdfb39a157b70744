"""What a person hands in for a step, held against what the step asks for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from services.workflow.executions.errors import AnswerRefused, DocumentNotInVault, StillReading
from services.workflow.executions.schemas import Complete
from services.workflow.templates.step_types import (
    ApprovalStep,
    BaseStep,
    Driver,
    ExtractStep,
    FormStep,
    ProcessStep,
    SelectStep,
    TextStep,
    TranslateStep,
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
    ProcessStep: "data",
    ExtractStep: "data",
    TranslateStep: "data",
}


def check_kind(definition: BaseStep, answer: Complete) -> None:
    """Raises AnswerRefused where something else is handed in than the step asks for."""
    wanted = FIELDS[type(definition)]
    given = {name for name in Complete.model_fields if getattr(answer, name) is not None}
    if definition.driver is Driver.AI and given == {"selected_option"}:
        return  # a verdict on what was proposed
    if given != {wanted}:
        raise AnswerRefused(f"The step takes `{wanted}` and nothing else")


def output_of(
    definition: BaseStep,
    answer: Complete,
    documents: Sequence[DocumentSummary],
    proposed: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """What the step comes to. `proposed` is what an assistant found.

    Raises AnswerRefused, DocumentNotInVault, StillReading.
    """
    match definition:
        case UploadStep():
            _check_documents(definition, answer, documents)
            output: dict[str, Any] = {"document_ids": [str(document_id) for document_id in answer.document_ids or ()]}
        case SelectStep():
            output = {"selected_option": _option(definition, answer.selected_option)}
        case TextStep():
            output = {"text_input": _text(definition, answer.text_input or "")}
        case ApprovalStep():
            output = {"approved": _verdict(answer.selected_option)}
        case FormStep():
            _check_form(definition.config.form_schema, answer.data or {})
            output = {"data": answer.data}
        case ProcessStep() | ExtractStep() | TranslateStep() if answer.selected_option is not None:
            if proposed is None:
                raise AnswerRefused("Nothing was proposed yet: execute the step first, or give `data`")
            output = {**proposed, "needs_confirmation": False, "approved": _verdict(answer.selected_option)}
        case ProcessStep() | ExtractStep() | TranslateStep():
            output = _confirmed(definition, answer.data or {})
        case _:
            raise AssertionError(definition)
    return output


def _option(definition: SelectStep, chosen: str | None) -> str:
    offered = [option.id for option in definition.config.options]
    if chosen not in offered:
        raise AnswerRefused(f"The options are {', '.join(offered)}")
    return chosen


def _verdict(option: str | None) -> bool:
    if option not in {APPROVE, REJECT}:
        raise AnswerRefused(f"The options are {APPROVE}, {REJECT}")
    return option == APPROVE


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


def _confirmed(definition: ProcessStep | ExtractStep | TranslateStep, data: dict[str, Any]) -> dict[str, Any]:
    """What a person says in place of an assistant."""
    match definition:
        case ExtractStep():
            _check_form(_object_of(*definition.config.fields), data)
            return {
                "fields": {name: {"value": value, "confidence": 1.0} for name, value in data.items()},
                "missing": [],
            }
        case ProcessStep():
            _check_form(_object_of("answer"), data)
            return {"answer": data["answer"], "sources": [], "model": None}
        case TranslateStep():
            _check_form(_object_of("text"), data)
            return {"text": data["text"]}


def _object_of(*names: str) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": 50_000}
    return {
        "type": "object",
        "required": list(names),
        "additionalProperties": False,
        "properties": dict.fromkeys(names, text),
    }


def _check_form(schema: dict[str, Any], data: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    if error := best_match(validator.iter_errors(data)):
        place = ".".join(str(part) for part in error.absolute_path)
        fault = {"required": "a field is missing", "additionalProperties": "a field is not asked for"}
        what = fault.get(str(error.validator), f"it does not fit `{error.validator}`")
        missing = [name for name in error.validator_value if name not in data] if error.validator == "required" else []
        raise AnswerRefused(f"data{f'.{place}' if place else ''}: {what}{': ' + ', '.join(missing) if missing else ''}")
