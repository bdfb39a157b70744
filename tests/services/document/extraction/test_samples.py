"""The date that decides about a document, in samples written from how real ones look."""

from datetime import date

import pytest

from services.document.catalogue.catalogue import load_catalogue
from services.document.extraction.extract import extract
from tests.services.document.pages import sample

TODAY = date(2026, 11, 23)
EXPIRIES = {
    "BANK_STATEMENT-chase-like": "2025-10-31",
    "BIOMETRICS-i797c-2024": "2024-10-22",
    "CANADIAN_DL-bc": "2028-08-12",
    "DRIVERS_LICENSE-california-real-id": "2029-08-31",
    "DRIVERS_LICENSE-florida": "2031-03-04",
    "DRIVERS_LICENSE-germany": "2039-01-18",
    "DRIVERS_LICENSE-texas": "2030-07-04",
    "DRIVERS_LICENSE-uk": "2033-01-18",
    "DS2019-ocr-scan": "2027-08-31",
    "EAD-2011-c33": "2015-08-20",
    "EAD-stem-opt-2020": "2027-06-14",
    "GREEN_CARD-2017": "2027-08-21",
    "GREEN_CARD-2023-ocr": "2033-05-10",
    "GREEN_CARD-resident-alien-1997": "2007-10-05",
    "I20-2013-page-1": "2014-05-15",
    "I20-2024-transfer": "2030-05-31",
    "I797-i140-approval": None,
    "I797A-extension-h4": "2027-09-30",
    "I797B-h1b-2024": "2027-09-30",
    "I797C-transfer": "2024-10-21",
    "I9-2009-edition-scan": "2012-09-30",
    "I94-2024-record": "2026-09-30",
    "I94-paper-card": "2012-09-30",
    "LEASE-residential": "2026-07-31",
    "MORTGAGE-monthly": "2025-10-03",
    "NATIONAL_ID-france": "2030-02-11",
    "NATIONAL_ID-singapore": None,
    "NATIONAL_ID-spain": "2031-06-02",
    "PASSPORT-brazil": "2033-07-05",
    "PASSPORT-china": "2032-01-17",
    "PASSPORT-france": "2032-01-03",
    "PASSPORT-germany": "2034-02-28",
    "PASSPORT-india": "2029-10-10",
    "PASSPORT-japan": "2033-02-20",
    "PASSPORT-korea": "2031-12-22",
    "PASSPORT-mexico": "2031-02-05",
    "PASSPORT-philippines-ocr": "2032-06-26",
    "PASSPORT-russia": "2030-09-15",
    "PASSPORT-turkey": "2032-04-03",
    "PASSPORT-uk": "2030-09-28",
    "PASSPORT-ukraine": "2031-05-12",
    "PAY_STUB-adp": "2025-10-20",
    "POLICE_CERT-fbi": "2025-03-14",
    "STATE_ID-new-york": "2030-08-12",
    "TAX_RETURN-1040-2022": "2022",
    "TAX_TRANSCRIPT-account": "2024",
    "US_PASSPORT-2021-ngp": "2031-04-30",
    "UTILITY_BILL-gas": "2025-10-05",
    "VISA-h1b-foil": "2026-09-30",
    "VISA-immigrant": "2024-10-25",
}


@pytest.mark.parametrize(("name", "expected"), EXPIRIES.items())
def test_expiry(name: str, expected: str | None) -> None:
    kind = load_catalogue().by_code(name.partition("-")[0])
    assert kind.expiry_field
    found = extract(kind, sample(name), None, today=TODAY).get(kind.expiry_field)
    assert (found.value if found else None) == expected
