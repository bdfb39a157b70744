"""The typed values people ask for: the phrases that ask for each, and the metadata names that hold it."""

import re

from services.assistant.answering.asked import Expects
from services.assistant.answering.asked import asked_field as _field
from services.assistant.answering.person_fields import PERSON_FIELDS

EXPIRATION = _field(
    "expiration date",
    "expiration_date admit_until program_end_date cpt_end_date valid_to validity_end lease_end "
    "coverage_end work_authorization_expires end_date response_due appeal_due",
    r"""
    expir\w*( (date|day))?
    exp\.? date
    (still |be )?valid( (until|till|through|thru|to))?
    validity|invalid|unexpired|up to date|out of date|still good|good (until|till|through|for)
    r[ua]n(s|ning)? out|laps(e|es|ed|ing)|ends?|end date|(be |is |are )?over(?=\s*\??$)
    ((until|till) (when|what (date|day))|how (much )?long(er)?) … (use|good|run|last)|still running|good(?=\s*\??$)
    renewal date|due for renewal|needs? (to (be )?)?renew\w*|(should|must|have to|can) (I )?renew
    (days?|weeks?|months?|time) ((are|is|do|does|I|have|still) ){0,4}(left|remain\w*)( on)?
    """,
    Expects.DATE,
)
"""Whatever ends a document's use: the names differ by type (catalogue, column "expiry field")."""

PASSPORT_NUMBER = _field(
    "passport number",
    "passport_number document_number",
    r"travel document number",
    Expects.NUMBER,
    answered_by="passport",
)
"""Of whatever names a passport: on a visa or an I-94 it is not the document's own number."""

ISSUED = _field(
    "date of issue",
    "issue_date notice_date letter_date valid_from",
    r"""
    issue date|date of issu(e|ance)|issuance( date)?|date issued|issued( on)?(?=\s*\??$)
    when … (issued|sent|mailed|dated)
    when did (I|we) (get|receive|obtain) KIND
    """,
    Expects.DATE,
)

FIELDS = (
    *PERSON_FIELDS,
    _field(
        "receipt number",
        "receipt_number case_number lca_number perm_number",
        r"(receipt|case|petition|uscis case) (number|no|num|id)|receipt(?! date)",
        Expects.NUMBER,
        answered_by="I-797",
    ),
    _field(
        "I-94 number",
        "i94_number",
        r"admission (record )?(number|no|num)",
        Expects.NUMBER,
        answered_by="I-94",
    ),
    _field(
        "admit-until date",
        "admit_until",
        r"""
        admit(ted)?[-\s]*until( date)?|authori[sz]ed (period of )?stay|(end of )?my stay( (end|expire)s?)?
        ((until|till) (when|what (date|day))|how long) … (stay|remain|admitted)( in)?( THE_US)?
        (by )?when … (leave|depart)( THE_US)?
        """,
        Expects.DATE,
        answered_by="I-94",
    ),
    _field(
        "date of entry",
        "date_of_entry",
        r"""
        (last |most recent )?(entry|arrival|admission) date|date of (my )?(last |most recent )?(entry|arrival|admission)
        (last|latest|most recent) (entry|arrival)
        (when|what (date|day)) … (enter|arrive|come)( (to|into|in))?( THE_US)?
        (when|what (date|day)) … (entered|arrived|admitted|came)( (to|into|in))?( THE_US)?
        """,
        Expects.DATE,
        answered_by="I-94",
    ),
    _field(
        "class of admission",
        "class_of_admission visa_class classification",
        r"""
        class of admission|admission class
        (class|type|kind|category|classification) of KIND|(what|which) class … admitted( (in|under|as))?
        AFTER_A(class|type|classification|status)
        (immigration|nonimmigrant|current|in|on|my|[a-z]-?\d[ab]?) status
        """,
    ),
    _field("category", "category exchange_category", "category( code)?", answered_by="work permit"),
    _field(
        "program end date",
        "program_end_date",
        r"""
        (program(me)?|studies|study|course|degree) … (end(s|ing)?|finish(es)?|over|complet\w+)( date)?
        end( date)? of (my |the )?(study |degree )?(program(me)?|studies|course|degree)
        graduat\w+( date)?|(until|till) when … study
        """,
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "program start date",
        "program_start_date",
        r"""
        (program(me)?|studies|study|course|degree|school|classes) … (start(s|ed|ing)?|beg[iau]n(s|ning)?)( date)?
        (start|beginning)( date)? of (my |the )?(study |degree )?(program(me)?|studies|course|degree)
        """,
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "travel signature date",
        "travel_signature_date travel_validation_date",
        r"travel (signature|endorsement|validation)( date)?|(last )?(signed|endorsed) for travel",
        Expects.DATE,
        answered_by="I-20",
    ),
    _field(
        "issuing authority",
        "issuing_authority issuing_post issuing_state",
        r"""
        issuing (authority|office|post|agency)|place of issu(e|ance)|who (has )?issued|issued by
        (which|what) (authority|office|consulate|post|agency|embassy) … issued?
        where was … issued
        """,
    ),
    _field(
        "issuing state",
        "issuing_state",
        r"""
        issuing (state|country|nation)|country of (issue|issuance)|country (of|on) KIND
        (which|what) (country|state|nation) … issued?
        (which|what) (country|state) (is|was)(?=[^?]*\0\s*from)
        """,
    ),
    ISSUED,
    _field(
        "start of validity",
        "valid_from validity_start coverage_start lease_start",
        r"""
        valid (from|since)|validity start
        when … become valid
        (from|since) when … valid
        """,
        Expects.DATE,
    ),
    _field(
        "start date",
        "start_date",
        r"""
        (start|hire) date|date of hire
        when … (start|begin)( (work|working|employment|job))?( (at|for|with))?
        """,
        Expects.DATE,
    ),
    PASSPORT_NUMBER,
    _field(
        "response due date",
        "response_due appeal_due due_date",
        r"""
        (response |reply |answer )?deadline|response due( date)?|due date
        (response|reply|answer) … due
        (when|until when|by when|what (date|day)) … (reply|respond|answer)
        """,
        Expects.DATE,
    ),
    _field("account number", "account_number", r"account (number|no|num|#)|policy (number|no|num|#)", Expects.NUMBER),
    _field("monthly rent", "monthly_rent", r"(monthly )?rent( is)?( due)?( (do|does|did) (I|we) pay)?", Expects.NUMBER),
    _field(
        "date of marriage",
        "date_of_marriage",
        r"""
        (date|day) of (the |my |our |their )?(marriage|wedding)|(marriage|wedding) (date|day)
        when … (married|marry|wed)
        """,
        Expects.DATE,
    ),
    _field(
        "place of marriage",
        "place_of_marriage",
        r"place of (the |my |our |their )?(marriage|wedding)|where … (married|marry|wed)",
    ),
    _field("card number", "card_number document_number", r"card (number|no|num|#)", Expects.NUMBER),
    _field(
        "document number",
        "visa_control_number i94_number document_number receipt_number lca_number perm_number certificate_number "
        "account_number student_id ds160_number passport_number",
        r"""
        (document|permit|foil|identification|id|serial) (number|no|num|#)
        AFTER_A(number|no|num|#|id)
        (?<!group\s)(?<!phone\s)number (of|on|in|from) KIND|(what|which) number(?=\s)KIND
        """,
        Expects.NUMBER,
    ),
    _field(
        "employer",
        "employer_name",
        r"""
        employer(?!'?s? (address|phone|telephone|email|ein|id|number|contact|letter))|employed (by|at)
        (who|where|which company|what company) (do|am) I work(ing)?( (for|at))?
        """,
    ),
    _field(
        "job title",
        "job_title",
        r"""
        job title|(what|which) is … (position|role|job|occupation|profession)|(my|the) (position|role)
        what … do for a living|what … work as
        """,
    ),
    _field(
        "salary",
        "wage",
        r"""
        salary|wages?|(my|yearly|annual|monthly|weekly|hourly) pay(?! (stub|day|date|slip))
        how much … (earn|make|paid)( (per|a) (year|month|hour))?
        what … (earn|make) (per|a) (year|month|hour)
        """,
        Expects.NUMBER,
    ),
    _field(
        "school",
        "school_name",
        r"""
        (which|what) (school|university|college)(?= (do|did|am|is) )(.{0,15}\b(attend|go to|study|enrolled|at)( at)?)?
        name of (my|the) (school|university|college)|(school|university|college) name
        (?<!of\s)(my|the) (school|university|college)(?=\s*\??$)
        where do I (study|go to (school|university|college))
        """,
        answered_by="I-20",
    ),
    _field(
        "major", "major", r"major|field of study|what (do|am) I study\w*|(which|what) program(me)?(?= (am|do|did) )"
    ),
    EXPIRATION,
)
"""Specific ones first: each takes its words out of the question before the next one looks."""

_LABELS = {field.names[0]: field.label for field in FIELDS}
_ABBREVIATIONS = re.compile(r"\b(?:cpt|opt|uscis|lca|perm|pwd|ds160|soc|gpa|ein|ssn|dso)\b")


def label_of_field(name: str) -> str:
    """What an answer calls a metadata name: `date of birth`, `CPT end date`."""
    spelled = _ABBREVIATIONS.sub(lambda match: match[0].upper(), name.replace("_", " "))
    return _LABELS.get(name, spelled)
