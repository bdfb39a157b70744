"""The kinds of document people ask about, by everyday words and by form number.

Codes are those of the document type catalogue; the label is what an answer calls a document of that kind.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to name documents: `codes` are all the catalogue types that the words may mean."""

    label: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind that a question names, and the words it uses for it."""

    kind: Kind
    written: str


_WORDS = {
    # identity
    "passport card": "US_PASSPORT_CARD",
    "passport": "PASSPORT US_PASSPORT",
    "ID card|identity card|identification card|national ID|national ID card": "NATIONAL_ID STATE_ID",
    "driver's license|drivers license|driver license|driving license|driver's licence|drivers licence|driver licence|"
    "driving licence|license|licence":
        "DRIVERS_LICENSE CANADIAN_DL",
    "state ID": "STATE_ID",
    "school ID|student ID|student card": "SCHOOL_ID",
    "military ID|military card": "MILITARY_ID MILITARY_DEP_ID",
    "Social Security card": "SSN_CARD",
    "birth certificate": "BIRTH_CERT CRBA DS1350",
    "marriage certificate": "MARRIAGE_CERT",
    "divorce decree|divorce certificate": "DIVORCE_DECREE",
    "death certificate": "DEATH_CERT",
    "certificate of naturalization|naturalization certificate": "NATURALIZATION_CERT",
    "certificate of citizenship|citizenship certificate": "CITIZENSHIP_CERT",
    # travel and admission
    "visa|visa foil|visa stamp": "VISA",
    "I-94|arrival record|arrival/departure record|admission record": "I94",
    "travel history": "I94_HISTORY",
    "entry stamp|admission stamp": "ENTRY_STAMP",
    "ESTA": "ESTA",
    "advance parole": "ADVANCE_PAROLE",
    "re-entry permit|reentry permit": "REENTRY_PERMIT",
    "refugee travel document": "REFUGEE_TRAVEL",
    # students and exchange visitors
    "I-20|certificate of eligibility": "I20",
    "DS-2019": "DS2019",
    "training plan": "I983 DS7002",
    "SEVIS fee receipt|SEVIS receipt": "I901_RECEIPT",
    "CPT authorization": "CPT_AUTH",
    "admission letter|acceptance letter": "ADMISSION_LETTER",
    "transcript": "TRANSCRIPT",
    "diploma|degree certificate": "DIPLOMA",
    "credential evaluation": "CREDENTIAL_EVAL",
    "enrollment verification|enrollment letter": "ENROLLMENT_VERIF",
    # employment
    "work permit|EAD|EAD card|employment authorization document|employment authorization card|employment authorization|"
    "work authorization|work authorization card|work card|OPT card": "EAD",
    "labor condition application|LCA": "LCA",
    "labor certification|PERM": "ETA9089",
    "prevailing wage determination": "ETA9141",
    "offer letter|job offer|employment contract|work contract|contract of employment": "OFFER_LETTER",
    "employment letter|employment verification letter|employment verification|letter of employment|employer letter|"
    "employer's letter|job letter|work letter": "EMPLOYMENT_VERIF OFFER_LETTER",
    "pay stub|paystub|payslip|pay slip": "PAY_STUB",
    "resume|résumé|CV|curriculum vitae": "RESUME",
    "support letter": "SUPPORT_LETTER",
    "recommendation letter|letter of recommendation": "RECOMMENDATION",
    # notices
    "I-797|notice of action": "I797 I797A I797B I797C",
    "approval notice": "I797 I797A I797B",
    "receipt notice": "I797 I797C",
    "request for evidence|RFE": "RFE",
    "notice of intent to deny|NOID": "NOID",
    "biometrics appointment|biometrics notice|biometrics": "BIOMETRICS",
    "interview notice|interview appointment": "INTERVIEW",
    "denial notice|denial letter": "DENIAL",
    "notice to appear": "NTA",
    # immigrants
    "green card|permanent resident card|PR card|resident card": "GREEN_CARD",
    "affidavit of support": "I864",
    "medical examination|medical exam": "I693",
    "police certificate": "POLICE_CERT",
    "vaccination record|vaccination card": "VACCINATION",
    "court record": "COURT_RECORD",
    # money, residence, the rest
    "bank statement": "BANK_STATEMENT",
    "tax return": "TAX_RETURN",
    "tax transcript": "TAX_TRANSCRIPT",
    "sponsor letter": "SPONSOR_LETTER",
    "scholarship letter|scholarship": "SCHOLARSHIP",
    "lease|rental agreement|rental contract": "LEASE",
    "utility bill": "UTILITY_BILL",
    "mortgage statement|mortgage": "MORTGAGE",
    "insurance card|insurance policy|insurance|health insurance|medical insurance": "INSURANCE",
    "affidavit": "AFFIDAVIT",
}  # fmt: skip

_OTHER_FORM_NUMBERS = {
    "I766": "work permit", "I551": "green card", "I512L": "advance parole", "I512": "advance parole",
    "I327": "re-entry permit", "I571": "refugee travel document", "I862": "notice to appear",
    "I797E": "request for evidence", "FS240": "birth certificate", "N550": "certificate of naturalization",
    "N570": "certificate of naturalization", "N560": "certificate of citizenship",
    "N561": "certificate of citizenship", "ETA9035": "labor condition application",
    "ETA9035E": "labor condition application", "I901": "SEVIS fee receipt",
}  # fmt: skip

_KINDS = {
    phrase.casefold(): Kind(phrases.split("|")[0], frozenset(codes.split()))
    for phrases, codes in _WORDS.items()
    for phrase in phrases.split("|")
}
PHRASES = tuple(_KINDS)
"""Every way to name a kind in words."""

_LABELS = {code: kind.label for kind in reversed(_KINDS.values()) for code in kind.codes}
_PHRASE = re.compile(
    r"\b(?P<phrase>" + "|".join(re.escape(p) for p in sorted(_KINDS, key=len, reverse=True)) + r")(?:'s|’s|s|es)?\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:form\s+)?(?P<series>I|N|G|DS|AR|W|ETA|FS)(?:\s?[-‐-–]\s?|\s(?=20\b|94\b|\d{3})|(?=\d))(?P<number>\d{1,4}[A-Z]{0,2})\b",
    re.IGNORECASE,
)


def asked_kinds(question: str) -> tuple[list[Mention], str]:
    """The kinds a question names, in its order, and the question with a NUL where each was named."""
    found: dict[int, Mention] = {}

    def form(match: re.Match[str]) -> str:
        return masked(match, form_kind(match["series"] + match["number"]))

    def phrase(match: re.Match[str]) -> str:
        return masked(match, _KINDS[match["phrase"].casefold()])

    def masked(match: re.Match[str], kind: Kind) -> str:
        found[match.start()] = Mention(kind, match[0])
        return "\0".ljust(len(match[0]))

    rest = _PHRASE.sub(phrase, _FORM.sub(form, question))
    return [found[place] for place in sorted(found)], rest


def form_kind(number: str) -> Kind:
    """The kind of a form number such as `i94` or `I797A`; a number we don't know is a kind without documents."""
    code = number.upper()
    if code in _OTHER_FORM_NUMBERS:
        return _KINDS[_OTHER_FORM_NUMBERS[code].casefold()]
    label = re.sub(r"(?<=[A-Z])(?=\d)", "-", code, count=1)
    return _KINDS.get(label.casefold()) or Kind(label, frozenset({code}))


def label_of(code: str, type_name: str) -> str:
    """What an answer calls a document: `passport`, `I-94`; the catalogue's own name where no everyday word is known."""
    return _LABELS.get(code) or (form_kind(code).label if _FORM.fullmatch(code) else type_name)


def with_article(label: str) -> str:
    """`A passport`, `An I-94`: a form number is spoken letter by letter."""
    spelled = len(label) > 1 and not label[:2].isalpha()
    vowel = label[:1].upper() in ("AEFHILMNORSX" if spelled else "AEIO")
    return f"{'An' if vowel else 'A'} {label}"


def plural(label: str) -> str:
    """`passports`, `I-94s`, `lists of entries` for what is a list of entries."""
    noun, of, rest = label.partition(" of ")
    ending = "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else "s"
    return (noun[:-1] if ending == "ies" else noun) + ending + of + rest
