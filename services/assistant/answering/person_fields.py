"""What people ask about a person: the same in all their documents."""

from functools import partial

from services.assistant.answering.asked import Expects, asked_field

_field = partial(asked_field, personal=True)

NAME = _field(
    "name",
    "full_name",
    r"""
    (my|full|legal|my (full|legal|own)) names?
    names? of the (holder|bearer|owner)
    (what|which|whose) name (is|does|stands)(?=[^?]*\0)
    name (on|in) KIND|(in|under) names?
    (holder|bearer|owner)('s)?( name)?(?=[^?]*\0)
    who (am I|owns|holds)|whose|called|belongs? to
    """,
)

PERSON_FIELDS = (
    _field(
        "place of birth",
        "place_of_birth country_of_birth",
        r"""
        (place|country|city|town) of birth|birth ?place
        where … born
        (which|what) (city|town|country|place) … born( in)?
        """,
    ),
    _field(
        "date of birth",
        "date_of_birth",
        r"""
        (date|year|day) of birth|birth ?(date|day|year)s?|d\.?o\.?b
        (when|what (day|year|date)) … born( (on|in))?
        how old (am|is|are)|what age (am|is|are)|(my|her|his|holder's) age
        """,
        Expects.DATE,
    ),
    _field(
        "SEVIS ID",
        "sevis_id",
        r"sevis( (id|identification|identifier|record))?( (number|no|num))?",
        Expects.NUMBER,
        answered_by="I-20",
    ),
    _field(
        "A-number",
        "alien_number uscis_number",
        r"a[-\s]?(number|no\.|num)|a#|alien (registration )?(number|no|num|id)|uscis ?(#|number|no|num)",
        Expects.NUMBER,
        answered_by="work permit",
    ),
    _field(
        "Social Security number",
        "ssn",
        r"ssn|social security( (number|no|num|#))?",
        Expects.NUMBER,
        answered_by="Social Security card",
    ),
    _field("nationality", "nationality", r"nationality|citizenship|(citizen|national)( of)?"),
    _field("sex", "sex", r"sex|gender|male or female|female or male"),
    _field("surname", "surname", r"surname|(last|family) name"),
    _field(
        "given names",
        "given_names",
        r"(given|first|middle)[-\s]names?|forenames?",
    ),
    _field("personal number", "personal_number", r"personal (number|no|num)", Expects.NUMBER),
    _field(
        "address",
        "address",
        r"(my|home|residential|mailing|current|what|which) address|address (of|on|in) KIND|where do I live",
    ),
    NAME,
)
