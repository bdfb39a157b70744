"""The specimens of ICAO Doc 9303 as the project's OCR engine reads them, zone and all the rest of the page."""

import pytest

from services.document.mrz.find import find_mrz
from services.document.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3, MrzFormat
from services.document.mrz.reading import MrzReading
from tests.services.document.mrz.zones import SPECIMENS, TODAY, page

# specimen-td1.jpg
READ_TD1 = (
    "UTOPIA",
    "UTO-MRTD",
    "Name/ Nom",
    "ERIKKSON, ANNA MARIA",
    "Nationalité",
    "12 AUG/AOUT 74",
    "Doc No./ N° du Doc",
    "D23145890",
    "15 APR/AVR 12",
    "I<UT0D231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UT0<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)

# specimen-td2.jpg
READ_TD2 = (
    "OFFICIAL TRAVEL DOCUMENT",
    "Primary identifier/ Identifiant primaire",
    "ERIKSSON",
    "12 AUG/AOUT 74",
    "D23145890",
    "15 APR/AVR 12",
    "Anna Maria Eriksson",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UT07408122F1204159<<<<<<<6",
)

# specimen-td3.jpg
READ_TD3 = (
    "UTOPIA",
    "Country code/ Code du pays Passport Number/ N° de passeport",
    "L898902C3",
    "ERIKSSON, ANNA MARIA",
    "Director General-MINISTRY OF HEALTH",
    "ZE 184226 B",
    "Date of expiry/ Date d'expiration",
    "15 APR/AVR 12",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UT07408122F1204159ZE184226B<<<<<10",
)

# specimen-mrva.jpg
READ_MRV_A = (
    "UTOPIA",
    "VISA",
    "10 DEC/DEC 11 10 DEC/DEC 16",
    "M123889546",
    "L8988901C",
    "ERIKSSON ANNA MARIA",
    "07 SEP/SEP 86",
    "V<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
)

# specimen-mrvb.jpg
READ_MRV_B = (
    "UTOPIA",
    "VISA",
    "10 DEC/DEC 11 10 DEC/DEC 16",
    "Passport Number/N°de passeport",
    "L8988901C",
    "John Doe",
    "V<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<",
    "L8988901C4XXX4009078F9612109<<<<<<<<",
)

# specimen-nomrz.jpg
READ_NO_MRZ = ("world", "5412 7512 3412 3456", "VALID THRU", "12/23", "Lee M. Cardholder")


def read(lines: tuple[str, ...]) -> MrzReading:
    found = find_mrz([page(*lines)], today=TODAY)
    assert found is not None
    return found


def values(lines: tuple[str, ...]) -> dict[str, str]:
    return {name: field.value for name, field in read(lines).fields.items()}


@pytest.mark.parametrize(
    ("lines", "layout"), [(READ_TD1, TD1), (READ_TD2, TD2), (READ_TD3, TD3), (READ_MRV_A, MRV_A), (READ_MRV_B, MRV_B)]
)
def test_lines_come_out_as_the_standard_prints_them(lines: tuple[str, ...], layout: MrzFormat) -> None:
    reading = read(lines)
    assert (reading.format, reading.lines) == (layout.name, SPECIMENS[layout])


@pytest.mark.parametrize("lines", [READ_TD1, READ_TD2, READ_TD3, READ_MRV_A, READ_MRV_B])
def test_every_check_digit_agrees(lines: tuple[str, ...]) -> None:
    reading = read(lines)
    assert reading.valid
    assert all(reading.fields[name].verified for name in ("document_number", "date_of_birth", "expiration_date"))


@pytest.mark.parametrize(
    ("lines", "code", "number"),
    [(READ_TD1, "I", "D23145890"), (READ_TD2, "I", "D23145890"), (READ_TD3, "P", "L898902C3")],
)
def test_fields_of_travel_documents(lines: tuple[str, ...], code: str, number: str) -> None:
    assert (
        values(lines).items()
        >= {
            "document_code": code,
            "issuing_state": "UTO",
            "document_number": number,
            "nationality": "UTO",
            "date_of_birth": "1974-08-12",
            "sex": "F",
            "expiration_date": "2012-04-15",
            "surname": "ERIKSSON",
            "given_names": "ANNA MARIA",
        }.items()
    )


@pytest.mark.parametrize("lines", [READ_MRV_A, READ_MRV_B])
def test_fields_of_visas(lines: tuple[str, ...]) -> None:
    assert (
        values(lines).items()
        >= {
            "document_code": "V",
            "issuing_state": "UTO",
            "document_number": "L8988901C",
            "nationality": "XXX",
            "date_of_birth": "1940-09-07",
            "sex": "F",
            "expiration_date": "1996-12-10",
            "surname": "ERIKSSON",
            "given_names": "ANNA MARIA",
        }.items()
    )


def test_the_personal_number_of_the_passport() -> None:
    field = read(READ_TD3).fields["personal_number"]
    assert (field.value, field.verified) == ("ZE184226B", True)


def test_no_zone_is_invented() -> None:
    assert find_mrz([page(*READ_NO_MRZ)], today=TODAY) is None
