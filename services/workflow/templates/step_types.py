"""The types of steps, each with its config."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from jsonschema import Draft202012Validator, SchemaError
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from services.workflow.policies.cel import ANY_OBJECT, Expression, InvalidExpression

KEY = r"^[a-z][a-z0-9_]*$"
Key = Annotated[str, Field(pattern=KEY, max_length=60)]
EVENT_TYPE = r"^[a-z_]+(\.[a-z_]+)+$"


class Driver(StrEnum):
    """Who brings a step forward."""

    PERSON = "person"
    AI = "ai"
    """By `execute`; what it is not sure of, a person confirms, who may also do the step alone."""
    ENGINE = "engine"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def condition(source: str, *, with_event: bool = False) -> Expression:
    """Raises ValueError where it is no expression that is true or false."""
    try:
        compiled = Expression(source, {"event": ANY_OBJECT} if with_event else {})
    except InvalidExpression as error:
        raise ValueError(error.sentence) from error
    if compiled.type_name not in {"bool", "dyn"}:
        message = "a condition is true or false"
        raise ValueError(message)
    return compiled


class Due(Part):
    """When it has to be done: some time, or some business days, after the step begins or after a day of the context.

    Business days are those of the federal government of the United States (5 U.S.C. 6103).
    """

    after: timedelta | None = None
    business_days: int | None = Field(None, ge=0, le=1000)
    of: str | None = Field(None, description="A key of the context that holds a day; else the step's beginning.")

    @model_validator(mode="after")
    def be_one_of_both(self) -> Self:
        if (self.after is None) == (self.business_days is None):
            message = "give one of after and business_days"
            raise ValueError(message)
        return self


class Timeout(Part):
    """What happens when nothing has happened."""

    after: timedelta
    then: Key | None = Field(None, description="The step that follows; without one the execution fails.")


class Compensation(Part):
    """Done where the execution is cancelled after this step was completed."""

    notify: str | None = Field(None, description="A mail to whoever began it.")
    webhook: str | None = Field(None, pattern=EVENT_TYPE, description="An event for webhooks.")

    @model_validator(mode="after")
    def do_something(self) -> Self:
        if self.notify is None and self.webhook is None:
            message = "give notify or webhook"
            raise ValueError(message)
        return self


class BaseStep(Part):
    """What every step has."""

    driver: ClassVar[Driver] = Driver.ENGINE

    key: Key
    name: str = Field(min_length=2, max_length=120)
    requires: str | None = Field(None, description="A policy that has to allow what a person hands in.")
    on_success: Key | None = Field(None, description="The step that follows; without one this way ends here.")
    on_failure: Key | None = Field(None, description="The step that follows a failure; without one all fails.")
    timeout: Timeout | None = None
    assignee: str | None = Field(
        None, description="A key of the context that holds the e-mail address of whoever should do it, who is told so."
    )
    due: Due | None = None
    is_legal_deadline: bool = Field(default=False, description="Its time runs on while the execution is paused.")
    compensate: Compensation | None = None

    def following(self) -> list[str]:
        """Every step that may come right after this one."""
        ways = [self.on_success, self.on_failure, self.timeout.then if self.timeout else None]
        return [way for way in ways if way]


class UploadConfig(Part):
    instructions: str = ""
    document_types: tuple[str, ...] = Field((), description="Codes of the catalogue; any document where empty.")
    least: int = Field(1, ge=1, le=20)
    most: int = Field(20, ge=1, le=20)
    with_earlier: bool = Field(
        default=False, description="Whether the policy that is required also sees what was handed in before."
    )


class UploadStep(BaseStep):
    """Somebody hands in documents of the vault."""

    driver = Driver.PERSON
    type: Literal["UPLOAD"]
    config: UploadConfig = UploadConfig()


class Option(Part):
    id: Key
    label: str


class SelectConfig(Part):
    question: str
    options: tuple[Option, ...] = Field(min_length=2)

    @field_validator("options")
    @classmethod
    def differ(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        if len({option.id for option in options}) < len(options):
            message = "two options have one id"
            raise ValueError(message)
        return options


class SelectStep(BaseStep):
    """Somebody picks one of several options."""

    driver = Driver.PERSON
    type: Literal["SELECT_OPTION"]
    config: SelectConfig


class TextConfig(Part):
    question: str
    pattern: str | None = None
    max_length: int = Field(2_000, ge=1, le=20_000)

    @field_validator("pattern")
    @classmethod
    def compile(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            re.compile(pattern)
        return pattern


class TextStep(BaseStep):
    """Somebody writes a text."""

    driver = Driver.PERSON
    type: Literal["TEXT_INPUT"]
    config: TextConfig


class FormConfig(Part):
    # Called as in JSON Schema (draft 2020-12); pydantic has a method of this name.
    form_schema: dict[str, Any] = Field(alias="schema", description="What `data` has to fit.")

    @field_validator("form_schema")
    @classmethod
    def be_a_schema(cls, schema: dict[str, Any]) -> dict[str, Any]:
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise ValueError(error.message) from error
        return schema


class FormStep(BaseStep):
    """Somebody fills in a form."""

    driver = Driver.PERSON
    type: Literal["FORM"]
    config: FormConfig


class ApprovalConfig(Part):
    question: str


class ApprovalStep(BaseStep):
    """Somebody approves or rejects; a rejection follows `on_failure`."""

    driver = Driver.PERSON
    type: Literal["APPROVAL"]
    config: ApprovalConfig


class ProcessConfig(Part):
    question: str = Field(min_length=3, max_length=1_000)


class ProcessStep(BaseStep):
    """The assistant answers a question from the documents that were handed in; one without a source is confirmed."""

    driver = Driver.AI
    type: Literal["AI_PROCESS"]
    config: ProcessConfig


class ExtractConfig(Part):
    fields: tuple[Key, ...] = Field(min_length=1, description="Fields of the document catalogue.")
    confirm_below: float = Field(0.8, ge=0, le=1, description="Less sure than that, a person confirms.")


class ExtractStep(BaseStep):
    """Takes typed fields from the documents that were handed in, with where they stand."""

    driver = Driver.AI
    type: Literal["AI_EXTRACT"]
    config: ExtractConfig


class TranslateConfig(Part):
    language: str | None = Field(None, max_length=60)
    language_of: Key | None = Field(None, description="A key of the context that names the language.")

    @model_validator(mode="after")
    def be_one_of_both(self) -> Self:
        if (self.language is None) == (self.language_of is None):
            message = "give one of language and language_of"
            raise ValueError(message)
        return self


class TranslateStep(BaseStep):
    """A language model translates what was handed in last; a person confirms every translation."""

    driver = Driver.AI
    type: Literal["AI_TRANSLATE"]
    config: TranslateConfig


class PolicyConfig(Part):
    policy: str


class PolicyStep(BaseStep):
    """A policy decides over the context and the documents that were handed in; a denial follows `on_failure`."""

    type: Literal["POLICY_CHECK"]
    config: PolicyConfig


class EventConfig(Part):
    event_type: str = Field(pattern=EVENT_TYPE)
    match: str | None = Field(None, description="A condition over `event`, its payload.")

    @field_validator("match")
    @classmethod
    def compile(cls, match: str | None) -> str | None:
        if match is not None:
            condition(match, with_event=True)
        return match


class EventStep(BaseStep):
    """Waits for an event; one that came before the step began counts."""

    type: Literal["WAIT_EVENT"]
    config: EventConfig


class TimerConfig(Part):
    after: timedelta | None = None
    until: str | None = Field(None, description="A key of the context that holds a day.")
    before: timedelta = Field(timedelta(), ge=timedelta(), description="So long before that day.")

    @model_validator(mode="after")
    def be_one_of_both(self) -> Self:
        if (self.after is None) == (self.until is None):
            message = "give one of after and until"
            raise ValueError(message)
        return self


class TimerStep(BaseStep):
    """Waits for a moment."""

    type: Literal["WAIT_TIMER"]
    config: TimerConfig


class NotifyConfig(Part):
    subject: str
    text: str


class NotifyStep(BaseStep):
    """Sends a mail to whoever began the execution."""

    type: Literal["NOTIFY"]
    config: NotifyConfig


class WebhookConfig(Part):
    event_type: str = Field(pattern=EVENT_TYPE)


class WebhookStep(BaseStep):
    """Publishes an event, which webhooks deliver."""

    type: Literal["WEBHOOK"]
    config: WebhookConfig


class Case(Part):
    when: str
    then: Key

    @field_validator("when")
    @classmethod
    def compile(cls, when: str) -> str:
        condition(when)
        return when


class BranchConfig(Part):
    cases: tuple[Case, ...] = Field(min_length=1)
    otherwise: Key


class BranchStep(BaseStep):
    """Goes on where the first condition holds."""

    type: Literal["BRANCH"]
    config: BranchConfig

    def following(self) -> list[str]:
        return [*(case.then for case in self.config.cases), self.config.otherwise]


class ParallelConfig(Part):
    branches: tuple[Key, ...] = Field(min_length=2)
    join: Key


class ParallelStep(BaseStep):
    """Goes on at several steps at once, which meet again at `join`."""

    type: Literal["PARALLEL"]
    config: ParallelConfig

    def following(self) -> list[str]:
        return list(self.config.branches)


class JoinConfig(Part):
    pass


class JoinStep(BaseStep):
    """Waits for all branches of the PARALLEL step that names it."""

    type: Literal["JOIN"]
    config: JoinConfig = JoinConfig()


Step = Annotated[
    UploadStep
    | SelectStep
    | TextStep
    | FormStep
    | ApprovalStep
    | ProcessStep
    | ExtractStep
    | TranslateStep
    | PolicyStep
    | EventStep
    | TimerStep
    | NotifyStep
    | WebhookStep
    | BranchStep
    | ParallelStep
    | JoinStep,
    Field(discriminator="type"),
]
STEP_TYPES: tuple[type[BaseStep], ...] = (
    UploadStep,
    SelectStep,
    TextStep,
    FormStep,
    ApprovalStep,
    ProcessStep,
    ExtractStep,
    TranslateStep,
    PolicyStep,
    EventStep,
    TimerStep,
    NotifyStep,
    WebhookStep,
    BranchStep,
    ParallelStep,
    JoinStep,
)
