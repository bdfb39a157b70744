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
CARD = """UNITED STATES OF AMERICA
EMPLOYMENT AUTHORIZATION
Surname: ERIKSSON
Given Name: ANNA MARIA
USCIS#: 187-440-926
Category: C03B
Card#: IOE9218374650
Country of Birth: Utopia
Date of Birth: 12 AUG 1974
Valid From: 02/15/2026
Card Expires: {expires}
"""
I94 = b"""Most Recent I-94
Admission (I-94) Record Number: 514238769A1
Most Recent Date of Entry: 2024 August 16
Class of Admission: F1
Admit Until Date: D/S
Last/Surname: ERIKSSON
First (Given) Name: ANNA MARIA
Birth Date: 1974 August 12
Document Number: AB8362917
Country of Citizenship: Utopia
"""
LICENSE = b"""OREGON
DRIVER LICENSE
DL No.: D5529104
Surname: ERIKSSON
Given Names: ANNA MARIA
Date of Birth: 08/12/1974
Address: 2207 Cedar Hollow Rd, Beaverton, OR 97005
Issue Date: 12/30/2018
Expiration Date: 12/30/2028
"""
RECEIPT = b"""Front office of Utopia Springs
To Anna Maria Eriksson
We took your application for a replacement of a lost Social Security card.
"""
APPROVAL = b"""Department of Homeland Security
U.S. Citizenship and Immigration Services
I-797A, Notice of Action
THE UNITED STATES OF AMERICA
Receipt Number: WAC2490112345
Case Type: I-129, Petition for a Nonimmigrant Worker
Notice Date: September 12, 2024
Petitioner: BRIGHTWATER SYSTEMS INC
Beneficiary: ERIKSSON, ANNA MARIA
Notice Type: Approval Notice
Class: H1B
Valid from 10/01/2024 to 09/30/2027
"""


def card(expires: str = "02/14/2028") -> bytes:
    return CARD.format(expires=expires).encode()


def passport(number: str = "AB8362917", expires: str = "02 APR 2032") -> bytes:
    return PASSPORT.format(number=number, expires=expires).encode()


def visa(expires: str = "18 JUL 2029") -> bytes:
    return VISA.format(expires=expires).encode()


def i20(signed: str = "12 JANUARY 2026") -> bytes:
    return I20.format(signed=signed).encode()
