"""Papers that people hand in."""

PASSPORT = """PASSPORT
Type: P
Passport No.: {number}
Surname: ERIKSSON
Given names: ANNA MARIA
Nationality: UTOPIA
Date of birth: 12 AUG 1974
Sex: F
Date of issue: 02 APR 2022
Date of expiry: {expires}
"""
VISA = """UNITED STATES OF AMERICA
VISA
Issuing Post Name: STOCKHOLM
Control Number: 20241994370001
Surname: ERIKSSON
Given Name: ANNA MARIA
Visa Type/Class: R F1
Passport Number: AB8362917
Entries: M
Issue Date: 19 JUL 2024
Expiration Date: {expires}
"""
I20 = """Department of Homeland Security
I-20, Certificate of Eligibility for Nonimmigrant Student Status
OMB NO. 1653-0038
SEVIS ID: N0034567812
Surname/Primary Name: ERIKSSON
Given Name: ANNA MARIA
Date of Birth: 12 AUGUST 1974
School Name: Northgate University
Program Start Date: 26 AUGUST 2024
Program End Date: 31 JANUARY 2027
Travel Signature Date: {signed}
"""


def passport(number: str = "AB8362917", expires: str = "02 APR 2032") -> bytes:
    return PASSPORT.format(number=number, expires=expires).encode()


def visa(expires: str = "18 JUL 2029") -> bytes:
    return VISA.format(expires=expires).encode()


def i20(signed: str = "12 JANUARY 2026") -> bytes:
    return I20.format(signed=signed).encode()
