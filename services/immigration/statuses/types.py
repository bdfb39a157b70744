"""The kinds of statuses."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, WithJsonSchema


class StatusType(StrEnum):
    """What a record is about: a status, a permission to work or travel, or a paper."""

    VISA = "visa"
    F1 = "f1"
    F1_OPT = "f1_opt"
    F1_STEM_OPT = "f1_stem_opt"
    J1 = "j1"
    H1B = "h1b"
    H4 = "h4"
    L1 = "l1"
    O1 = "o1"
    TN = "tn"
    GREEN_CARD = "green_card"
    CITIZEN = "citizen"
    ASYLUM = "asylum"
    TPS = "tps"
    PAROLE = "parole"
    EAD = "ead"
    I94 = "i94"
    PASSPORT = "passport"
    OTHER = "other"


STATUS_CODES = (  # noqa: SIM905 - a list of them would take sixty lines
    "F1 F2 M1 M2 J1 J2 B1 B2 B1B2 WT WB H1B H1B1 H2A H2B H3 H4 L1A L1B L2 O1 O2 O3 P1 P2 P3 P4 E1 E2 E3 E3D TN TD R1 "
    "R2 I K1 K3 U T Q A G C1 D OPT_PRE OPT_POST OPT_STEM CPT CAP_GAP AOS_PENDING ASYLUM_PENDING ASYLEE REFUGEE TPS "
    "DACA PAROLEE VAWA LPR CONDITIONAL_LPR USC NONE"
).split()


def _known_code(code: str) -> str:
    if code not in STATUS_CODES:
        message = "not a status code"
        raise ValueError(message)
    return code


StatusCode = Annotated[
    str,
    StringConstraints(to_upper=True),
    AfterValidator(_known_code),
    WithJsonSchema({"type": "string", "enum": STATUS_CODES}),
]
"""Narrows a status type: the classes of admission of 8 CFR 214.1, and what people call the rest."""
