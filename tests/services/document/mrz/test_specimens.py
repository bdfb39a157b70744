"""The specimens of ICAO Doc 9303 as the project's OCR engine reads them, zone and all the rest of the page."""

import pytest

from services.document.mrz.find import find_mrz
from services.document.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3
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


@pytest.mark.parametrize(
    ("lines", "layout", "number"),
    [(READ_TD1, TD1, "D23145890"), (READ_TD2, TD2, "D23145890"), (READ_TD3, TD3, "L898902C3")],
)
class TestTravelDocuments:
    def test_every_check_digit_agrees(self, lines: tuple[str, ...], layout: object, number: str) -> None:
        reading = read(lines)
        assert reading.valid
        assert all(reading.fields[name].verified for name in ("document_number", "date_of_birth", "expiration_date"))

    def test_fields(self, lines: tuple[str, ...], layout: object, number: str) -> None:
        values = {name: field.value for name, field in read(lines).fields.items()}
        values.pop("personal_number", None)
        assert values == {
            "document_code": "P" if layout is TD3 else "I",
            "issuing_state": "UTO",
            "document_number": number,
            "nationality": "UTO",
            "date_of_birth": "1974-08-12",
            "sex": "F",
            "expiration_date": "2012-04-15",
            "surname": "ERIKSSON",
            "given_names": "ANNA MARIA",
        }


@pytest.mark.parametrize(("lines", "layout"), [(READ_MRV_A, MRV_A), (READ_MRV_B, MRV_B)])
class TestVisas:
    def test_lines_are_repaired(self, lines: tuple[str, ...], layout: object) -> None:
        assert read(lines).lines == next(value for key, value in SPECIMENS.items() if key is layout)

    def test_fields(self, lines: tuple[str, ...], layout: object) -> None:
        reading = read(lines)
        values = {name: field.value for name, field in reading.fields.items()}
        assert reading.valid
        assert (values["document_number"], values["expiration_date"]) == ("L8988901C", "1996-12-10")
        assert (values["surname"], values["given_names"]) == ("ERIKSSON", "ANNA MARIA")
        assert (values["issuing_state"], values["nationality"]) == ("UTO", "XXX")


def test_no_zone_is_invented() -> None:
    assert find_mrz([page(*READ_NO_MRZ)], today=TODAY) is None


def test_the_personal_number_of_the_passport() -> None:
    field = read(READ_TD3).fields["personal_number"]
    assert (field.value, field.verified) == ("ZE184226B", True)
