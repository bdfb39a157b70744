"""The typed values people ask for: the words of a question that ask for each, and the metadata names that hold it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Expects(StrEnum):
    """What a sentence must hold to answer for a field that no document has as typed metadata."""

    DATE = "date"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class AskedField:
    """`names` are metadata names, preferred first; `answered_by` is the kind of document that has such a field.

    `pattern` reads a question in which a NUL stands for each kind of document that it names. `is_personal` tells a person's own data (the same in all their documents) from a document's. Its groups hold words
    between the ones that ask: they stay part of the question.
    """

    label: str
    names: tuple[str, ...]
    pattern: re.Pattern[str]
    expects: Expects = Expects.TEXT
    is_personal: bool = False
    answered_by: str | None = None


def _field(
    label: str,
    names: str,
    pattern: str,
    expects: Expects = Expects.TEXT,
    *,
    personal: bool = False,
    answered_by: str | None = None,
) -> AskedField:
    compiled = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    return AskedField(label, tuple(names.split()), compiled, expects, personal, answered_by)


EXPIRATION = _field(
    "expiration date",
    "expiration_date date_of_expiration expiry_date card_expires admit_until program_end_date cpt_end_date valid_until "
    "valid_to validity_end lease_end coverage_end end_date",
    r"""\b(?: expir\w* (?:\s+(?:date|day))? | exp\.?\s+date | validity | (?:still\s+|be\s+)? valid (?:\s+(?:until|till|through|thru|to))?
    | r[ua]n(?:s|ning)?\s+out | laps(?:e|es|ed|ing) | good\s+(?:until|till|through|for) | still\s+good | out\s+of\s+date
    | renewal\s+date | need(?:s)?\s+(?:to\s+(?:be\s+)?)? renew\w* | (?:should|must|have\s+to|can)\s+(?:I\s+)? renew
    | due\s+for\s+renewal | invalid | end\s+date | ends? | up\s+to\s+date )\b""",
    Expects.DATE,
)
"""Whatever ends a document's use: the names differ by type (catalogue, column "expiry field")."""

NAME = _field(
    "name",
    "full_name name holder_name",
    r"""\b(?: my\s+(?:full\s+|legal\s+|own\s+)?names? | full\s+name | legal\s+name
    | names?\s+of\s+the\s+(?:holder|bearer|owner) | (?:what|which|whose)\s+name\s+(?:is|does|stands)(?=[^?]*\0)
    | name\s+(?:on|in)\s+(?=[\w\s]{0,15}\0) | who\s+am\s+I | who\s+(?:owns|holds) | whose
    | (?:holder|bearer|owner)(?:'s)?(?:\s+name)?(?=[^?]*\0) | belongs?\s+to )\b""",
    personal=True,
)

FIELDS = (
    _field(
        "place of birth",
        "place_of_birth country_of_birth birth_place",
        r"""\b(?: place\s+of\s+birth | birth\s*place | country\s+of\s+birth | city\s+of\s+birth
        | where\s+(?:was|were|am|is)\b(.{0,30}?)\bborn | (?:which|what)\s+(?:city|town|country|place)\b(.{0,30}?)\bborn(?:\s+in)? )\b""",
        personal=True,
    ),
    _field(
        "date of birth",
        "date_of_birth birth_date",
        r"""\b(?: date\s+of\s+birth | birth\s*dates? | birth\s*days? | d\.?o\.?b | birth\s+year | year\s+of\s+birth
        | (?:when|what\s+(?:day|year|date))\b(.{0,40}?)\bborn(?:\s+(?:on|in))? | how\s+old\s+(?:am|is|are) | (?:my|holder's|her|his)\s+age )\b""",
        Expects.DATE,
        personal=True,
    ),
    _field(
        "SEVIS ID",
        "sevis_id sevis_number",
        r"\bsevis (?:\s+(?:id|identification|identifier|record))? (?:\s+(?:number|no|num)\b)?",
        Expects.NUMBER,
        personal=True,
        answered_by="I-20",
    ),
    _field(
        "receipt number",
        "receipt_number case_number",
        r"\b(?:receipt|case|petition|uscis\s+case)\s+(?:number|no|num|id)\b",
        Expects.NUMBER,
        answered_by="I-797",
    ),
    _field(
        "A-number",
        "alien_number a_number uscis_number alien_registration_number",
        r"""(?<![\w-])(?: a[-\s]?(?:number|no\.|num)\b | a\# | alien\s+(?:registration\s+)?(?:number|no|num|id)\b
        | uscis\s*(?:\#|(?:number|no|num)\b) )""",
        Expects.NUMBER,
        personal=True,
        answered_by="work permit",
    ),
    _field(
        "I-94 number",
        "i94_number admission_number admission_record_number",
        r"\badmission\s+(?:record\s+)?(?:number|no|num)\b",
        Expects.NUMBER,
        answered_by="I-94",
    ),
    _field(
        "date of entry",
        "entry_date admission_date arrival_date date_of_entry most_recent_date_of_entry last_entry_date",
        r"""\b(?: (?:last\s+|most\s+recent\s+)?(?:entry|arrival|admission)\s+date | date\s+of\s+(?:my\s+)?(?:last\s+|most\s+recent\s+)?(?:entry|arrival|admission)
        | when\b(.{0,25}?)\b(?:enter(?:ed)?|arrived?|admitted(?!\s+until)|come|came)(?:\s+(?:to|into|in))?(?:\s+the\s+(?:US|U\.S\.?|USA|United\s+States|country))?
        | (?:last|latest|most\s+recent)\s+(?:entry|arrival) )""",
        Expects.DATE,
        answered_by="I-94",
    ),
    _field(
        "admit-until date",
        "admit_until admit_until_date",
        r"""\b(?: admit(?:ted)?[\s-]*until(?:\s+date)? | authori[sz]ed\s+(?:period\s+of\s+)?stay | (?:end\s+of\s+)?my\s+stay\b(?:\s+(?:end|expire)s?)?
        | (?:until\s+when|how\s+long|till\s+when)\b(.{0,15}?)\b(?:stay|remain)(?:\s+in)?(?:\s+the\s+(?:US|U\.S\.?|USA|United\s+States|country))?
        | (?:when|by\s+when)\b(.{0,15}?)\b(?:leave|depart)(?:\s+the\s+(?:US|U\.S\.?|USA|United\s+States|country))? )""",
        Expects.DATE,
        answered_by="I-94",
    ),
    _field(
        "class of admission",
        "class_of_admission visa_class visa_type visa_category class status",
        r"""\b(?: class\s+of\s+admission | admission\s+class | (?:immigration|nonimmigrant|current)\s+status | what(?:'s|\s+is)\s+my\s+status
        | (?:class|type|kind|category|classification)\s+of\s+(?:my\s+|the\s+)?(?=\0)
        | (?<=\0)\s*(?:class|type|classification|status) )\b""",
    ),
    _field(
        "category",
        "category ead_category card_category category_code",
        r"\bcategory (?:\s+code)?\b",
        answered_by="work permit",
    ),
    _field(
        "program end date",
        "program_end_date",
        r"""\b(?: (?:program(?:me)?|studies|course|degree|study)\b(.{0,12}?)\b(?:end(?:s|ing)?|finish(?:es)?|over|complet\w+)(?:\s+date)?
        | end\s+of\s+(?:my\s+|the\s+)?(?:program(?:me)?|studies|course|degree) | graduat\w+(?:\s+date)? )\b""",
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "program start date",
        "program_start_date",
        r"""\b(?: (?:program(?:me)?|studies|course|degree|study)\b(.{0,12}?)\b(?:start(?:s|ed|ing)?|beg[iau]n(?:s|ning)?)(?:\s+date)?
        | (?:start|beginning)\s+of\s+(?:my\s+|the\s+)?(?:program(?:me)?|studies|course|degree) )\b""",
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "travel signature date",
        "travel_signature_date travel_validation_date",
        r"""\b(?: travel\s+(?:signature|endorsement|validation)(?:\s+date)? | (?:last\s+)?(?:signed|endorsed)\s+for\s+travel )\b""",
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "issuing authority",
        "issuing_authority issuing_post issuing_office place_of_issue issuing_state issuing_country",
        r"""\b(?: issuing\s+(?:authority|office|post|agency) | who\s+(?:has\s+)?issued | (?:which|what)\s+(?:authority|office|consulate|post|agency|embassy)\b(.{0,12}?)\bissued?
        | place\s+of\s+issu(?:e|ance) | where\s+was\b(.{0,25}?)\bissued | issued\s+by )\b""",
    ),
    _field(
        "issuing state",
        "issuing_state issuing_country country_of_issue",
        r"\b(?: issuing\s+(?:state|country|nation) | (?:which|what)\s+(?:country|state|nation)\b(.{0,12}?)\bissued? | country\s+of\s+(?:issue|issuance) )\b",
    ),
    _field(
        "date of issue",
        "issue_date date_of_issue issued_on valid_from",
        r"\b(?: issue\s+date | date\s+of\s+issu(?:e|ance) | issuance(?:\s+date)? | when\b(.{0,40}?)\bissued | issued(?:\s+on)? )\b",
        Expects.DATE,
    ),
    _field(
        "start of validity",
        "valid_from validity_start start_date",
        r"\b(?: valid\s+from | valid\s+since | validity\s+start | when\b(.{0,25}?)\bbecome\s+valid )\b",
        Expects.DATE,
    ),
    _field("nationality", "nationality citizenship", r"\b(?: nationality | citizenship | citizen\s+of )\b", personal=True),
    _field("sex", "sex gender", r"\b(?: sex | gender )\b", personal=True),
    _field("surname", "surname last_name family_name", r"\b(?: surname | last\s+name | family\s+name )\b", personal=True),
    _field(
        "given names",
        "given_names first_name given_name",
        r"\b(?: (?:given|first|middle)[\s-]+names? | forenames? )\b",
        personal=True,
    ),
    NAME,
    _field("personal number", "personal_number", r"\bpersonal\s+(?:number|no|num)\b", Expects.NUMBER, personal=True),
    _field(
        "document number",
        "document_number passport_number visa_number card_number license_number i94_number admission_number control_number",
        r"""(?: \b(?:document|card|permit|foil|identification|id|serial)\s+(?:number\b|no\b|num\b|\#)
        | (?<=\0)\s*(?:number\b|no\b|num\b|\#|id\b)
        | \bnumber\s+(?:of|on|in|from|printed\s+on)\s+(?=(?:my|the|this|our|her|his)\s+[\w\s]{0,15}\0)
        | \b(?:what|which)\s+number(?=\s+[\w\s]{0,25}\0) )""",
        Expects.NUMBER,
    ),
    _field(
        "employer",
        "employer employer_name company_name",
        r"""\b(?: employer(?!'?s?\s+(?:address|phone|telephone|email|ein|id|number|contact|letter)) | employed\s+(?:by|at)
        | (?:who|where|which\s+company|what\s+company)\s+(?:do|am|does)\s+I\s+work(?:ing)?(?:\s+(?:for|at))? )\b""",
    ),
    _field("job title", "job_title position title", r"\b(?: job\s+title | (?:my|the)\s+(?:position|role) )\b"),
    _field("salary", "salary annual_salary base_salary wage rate_of_pay", r"\b(?: salary | wages? )\b", Expects.NUMBER),
    _field(
        "school",
        "school_name school institution university",
        r"""\b(?: (?:which|what)\s+(?:school|university|college)(?=\s+(?:do|did|am|is)\b)(?:.{0,10}\b(?:attend|go\s+to|study\s+at|at)\b)?
        | name\s+of\s+(?:my|the)\s+(?:school|university|college) | (?:my|the)\s+(?:school|university|college)(?:'s)?(?:\s+name)?(?=\s*\??$)
        | (?:school|university|college)\s+name | where\s+do\s+I\s+(?:study|go\s+to\s+(?:school|university|college)) )""",
        answered_by="I-20",
    ),
    _field("major", "major field_of_study program_of_study", r"\b(?: major | field\s+of\s+study | what\s+(?:do|am)\s+I\s+study\w* )\b"),
    _field(
        "address",
        "address residential_address us_address mailing_address",
        r"\b(?: (?:my|home|residential|mailing|current)\s+address | where\s+do\s+I\s+live )\b",
        personal=True,
    ),
    EXPIRATION,
)
"""Specific ones first: each takes its words out of the question before the next one looks."""
