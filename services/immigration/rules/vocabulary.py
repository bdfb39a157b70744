"""What can happen to a person that the rules know of, and what is recorded about it."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

EAD_CATEGORY = re.compile(r"[AC]\d{2}[A-Z]?")


class EventType(StrEnum):
    """A compliance event. `event_date` is the day on which it happened, or is planned for."""

    ADDRESS_CHANGE = "address_change"
    NAME_CHANGE = "name_change"
    EMPLOYMENT_START = "employment_start"
    EMPLOYMENT_CHANGE = "employment_change"
    EMPLOYMENT_END = "employment_end"
    REPORT = "report"
    TRAVEL = "travel"
    TRAVEL_SIGNATURE = "travel_signature"
    PROGRAM_END = "program_end"
    DSO_RECOMMENDATION = "dso_recommendation"
    STEM_VALIDATION = "stem_validation"
    I983_EVALUATION = "i983_evaluation"
    FILING = "filing"
    DECISION = "decision"
    NOTICE = "notice"
    NOTICE_REPLY = "notice_reply"
    PUBLIC_ACCESS_FILE = "public_access_file"
    I9_COMPLETED = "i9_completed"
    I9_REVERIFIED = "i9_reverified"
    MARRIAGE = "marriage"
    MARRIAGE_END = "marriage_end"


class Form(StrEnum):
    """What is filed with USCIS, or with the Department of Labor."""

    I129 = "I-129"
    I140 = "I-140"
    I485 = "I-485"
    I539 = "I-539"
    I589 = "I-589"
    I751 = "I-751"
    I765 = "I-765"
    I90 = "I-90"
    N400 = "N-400"
    LCA = "ETA-9035"
    PERM = "ETA-9089"


class Purpose(StrEnum):
    INITIAL = "initial"
    RENEWAL = "renewal"
    EXTENSION = "extension"
    CHANGE_OF_EMPLOYER = "change_of_employer"
    CHANGE_OF_STATUS = "change_of_status"
    AMENDMENT = "amendment"
    REPLACEMENT = "replacement"


class Outcome(StrEnum):
    APPROVED = "approved"
    DENIED = "denied"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Recipient(StrEnum):
    """Whoever a change is reported to. What goes into the SEVP portal goes to the DSO."""

    USCIS = "uscis"
    DSO = "dso"
    SPONSOR = "sponsor"


class Subject(StrEnum):
    """What a report tells of; a training plan is an amended Form I-983."""

    ADDRESS = "address"
    NAME = "name"
    EMPLOYMENT_START = "employment_start"
    EMPLOYMENT_END = "employment_end"
    TRAINING_PLAN = "training_plan"


class JobChange(StrEnum):
    EIN = "ein"
    PAY_CUT = "pay_cut"
    HOURS_CUT = "hours_cut"
    DUTIES = "duties"
    OTHER = "other"


class NoticeKind(StrEnum):
    """A request for evidence, a notice of intent to deny, or a Form I-515A."""

    RFE = "rfe"
    NOID = "noid"
    I515A = "i515a"


class Level(StrEnum):
    """Of education, lowest first."""

    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Training(StrEnum):
    OPT = "opt"
    STEM_OPT = "stem_opt"


class Attested(StrEnum):
    """What the employee attested in Section 1 of Form I-9."""

    CITIZEN = "citizen"
    NONCITIZEN_NATIONAL = "noncitizen_national"
    PERMANENT_RESIDENT = "permanent_resident"
    AUTHORIZED_NONCITIZEN = "authorized_noncitizen"


class I9Document(StrEnum):
    """What was shown for Section 2 or Supplement B of Form I-9."""

    US_PASSPORT = "us_passport"
    GREEN_CARD = "green_card"
    I551_STAMP = "i551_stamp"
    EAD = "ead"
    FOREIGN_PASSPORT_I94 = "foreign_passport_i94"
    LIST_C = "list_c"


def _category(value: object) -> object:
    """`(c)(3)(B)`, `c3b` and `C03B` are one category: a letter, two digits, and a letter for some."""
    if not isinstance(value, str):
        return value
    bare = re.sub(r"[()\s-]", "", value).upper()
    return re.sub(r"^([AC])(\d)(?!\d)", r"\g<1>0\2", bare)


def _known(category: str) -> str:
    if not EAD_CATEGORY.fullmatch(category):
        message = "not a category of 8 CFR 274a.12"
        raise ValueError(message)
    return category


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Employer = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="Name of the employer; events of one job are joined by it."),
]
Category = Annotated[str, BeforeValidator(_category), AfterValidator(_known), StringConstraints(max_length=12)]
ReceiptNumber = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Z]{3}\d{10}$")]
Hours = Annotated[float, Field(ge=0, le=168)]


class Metadata(BaseModel):
    """What is recorded about an event beside its day."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    event_type: ClassVar[EventType]


class AddressChange(Metadata):
    """The person moved; the day is that of the move."""

    event_type = EventType.ADDRESS_CHANGE


class NameChange(Metadata):
    """The person's legal name changed."""

    event_type = EventType.NAME_CHANGE


class EmploymentStart(Metadata):
    """The first day of a job."""

    event_type = EventType.EMPLOYMENT_START

    employer: Employer
    ein: str | None = Field(None, pattern=r"^\d{2}-?\d{7}$", description="The employer's federal tax number.")
    hours_per_week: Hours | None = Field(None, description="Taken for full time where it is not known.")
    e_verify: bool | None = Field(None, description="Whether the employer takes part in E-Verify.")
    training_plan: bool | None = Field(None, description="Whether a Form I-983 is signed for this job.")


class EmploymentChange(Metadata):
    """Something about a job changed."""

    event_type = EventType.EMPLOYMENT_CHANGE

    employer: Employer
    change: JobChange = Field(
        description="What changed; a pay cut that only follows from fewer hours is a cut in hours."
    )
    hours_per_week: Hours | None = Field(None, description="From this day on, where they changed.")


class EmploymentEnd(Metadata):
    """The last day of a job."""

    event_type = EventType.EMPLOYMENT_END

    employer: Employer


class Report(Metadata):
    """A change was told to whoever must know; the day is that of the report."""

    event_type = EventType.REPORT

    subject: Subject = Field(description="What was reported.")
    to: Recipient = Field(description="Form AR-11 goes to `uscis`, the SEVP portal to `dso`.")
    by_employer: bool = Field(default=False, description="Whether the employer reported it, not the person.")
    change_date: Day | None = Field(None, description="Day of the change; without it, all changes up to the report.")


class Travel(Metadata):
    """A trip out of the United States; the day is that of the departure."""

    event_type = EventType.TRAVEL

    returned_on: Day | None = Field(None, description="Day of the return, also one that is planned.")
    planned: bool = Field(default=False, description="Whether it is a plan; a trip that was made is recorded without.")
    destination: str | None = Field(None, max_length=100, description="Where to.")
    stay_until: Day | None = Field(None, description="Until when the person means to stay after the return.")
    reentry_permit: bool = Field(default=False, description="Whether a permanent resident has a re-entry permit.")


class TravelSignature(Metadata):
    """A DSO signed the Form I-20 for travel."""

    event_type = EventType.TRAVEL_SIGNATURE


class ProgramEnd(Metadata):
    """A program or academic training ends: the day on the Form I-20 or DS-2019, or the day on which it ended."""

    event_type = EventType.PROGRAM_END

    level: Level | None = Field(None, description="Of the degree.")
    stem: bool | None = Field(None, description="Whether the degree is on the STEM list of DHS.")


class DsoRecommendation(Metadata):
    """A DSO recommended practical training in SEVIS."""

    event_type = EventType.DSO_RECOMMENDATION

    training: Training


class StemValidation(Metadata):
    """The person confirmed their details with the DSO, as STEM OPT asks every six months."""

    event_type = EventType.STEM_VALIDATION


class I983Evaluation(Metadata):
    """An evaluation on the Form I-983 was handed in."""

    event_type = EventType.I983_EVALUATION

    final: bool = Field(default=False, description="Whether it is the final one, at the end of a job or of STEM OPT.")
    employer: Employer | None = None


class Filing(Metadata):
    """A form was filed; the day is that of receipt."""

    event_type = EventType.FILING

    form: Form
    purpose: Purpose | None = None
    category: Category | None = Field(None, description="Of an I-765, such as C03B.", examples=["C03B"])
    employer: Employer | None = Field(None, description="Who filed, or for whom.")
    receipt_number: ReceiptNumber | None = Field(None, description="It joins the filing with its decision.")
    requested_start: Day | None = Field(None, description="First day that a petition asks for.")


class Decision(Metadata):
    """Somebody decided on what was filed: without a receipt number, on the latest filing of the form."""

    event_type = EventType.DECISION

    form: Form
    outcome: Outcome
    receipt_number: ReceiptNumber | None = None
    valid_from: Day | None = Field(None, description="First day of what was approved.")
    valid_until: Day | None = Field(None, description="Last day of what was approved.")


class Notice(Metadata):
    """A notice that wants an answer; the day is the date on it."""

    event_type = EventType.NOTICE

    kind: NoticeKind
    due_date: Day | None = Field(None, description="The date by which to answer, as the notice has it.")
    by_mail: bool = Field(default=False, description="Whether it came by mail, which adds days to the longest term.")
    receipt_number: ReceiptNumber | None = None


class NoticeReply(Metadata):
    """A notice was answered; the day is that of receipt."""

    event_type = EventType.NOTICE_REPLY

    kind: NoticeKind
    receipt_number: ReceiptNumber | None = None


class PublicAccessFile(Metadata):
    """The public access file of a labor condition application stood ready."""

    event_type = EventType.PUBLIC_ACCESS_FILE

    employer: Employer | None = None


class I9Completed(Metadata):
    """Section 2 of a Form I-9 was completed."""

    event_type = EventType.I9_COMPLETED

    employer: Employer
    attested: Attested
    document: I9Document = Field(description="From List A, or from List C.")
    authorized_until: Day | None = Field(None, description="End of work authorization in Section 1.")
    document_until: Day | None = Field(None, description="Expiry of the List A or List C document.")


class I9Reverified(Metadata):
    """Supplement B of a Form I-9 was completed."""

    event_type = EventType.I9_REVERIFIED

    employer: Employer
    document: I9Document
    document_until: Day | None = Field(None, description="Expiry of what was shown; none where it has no end.")


class Marriage(Metadata):
    """The person married."""

    event_type = EventType.MARRIAGE

    spouse_is_citizen: bool = Field(description="Whether the spouse is a citizen of the United States.")
    spouse_citizen_since: Day | None = Field(None, description="Where the spouse naturalized after the wedding.")


class MarriageEnd(Metadata):
    """The marriage ended, by divorce or by death."""

    event_type = EventType.MARRIAGE_END


METADATA: Mapping[EventType, type[Metadata]] = {model.event_type: model for model in Metadata.__subclasses__()}
"""The model of each event's metadata."""


def parse_event(event_type: EventType | str, metadata: Mapping[str, Any] | None = None) -> Metadata:
    """Raises ValidationError for metadata that does not fit, and ValueError for a type there isn't."""
    return METADATA[EventType(event_type)].model_validate(dict(metadata or {}))
