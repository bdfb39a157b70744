from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import DocumentType, load_catalogue
from services.document.extraction.extract import extract
from services.document.extraction.fields import FieldEvidence, FieldMethod, FieldValue
from services.document.mrz.find import find_mrz
from services.document.reading.page import Page, ReadingMethod
from services.document.reading.pdf import PdfReader
from tests.services.document.pages import SAMPLES, page, sample

DOCUMENTS = Path(__file__).parents[5] / "shared" / "data" / "documents"
TODAY = date(2026, 11, 23)
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def read(code: str, pages: list[Page]) -> dict[str, FieldValue]:
    return extract(load_catalogue().by_code(code), pages, find_mrz(pages, today=TODAY), today=TODAY)


def values(code: str, *texts: str) -> dict[str, str]:
    found = read(code, [page(text, number) for number, text in enumerate(texts, start=1)])
    return {name: value.value for name, value in found.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "PASSPORT-bilingual",
            {
                "document_number": "L898902C3",
                "surname": "ERIKSSON",
                "given_names": "ANNA MARIA",
                "nationality": "UTO",
                "date_of_birth": "1974-08-12",
                "sex": "F",
                "place_of_birth": "ZENITH",
                "issue_date": "2007-04-16",
                "expiration_date": "2012-04-15",
                "issuing_state": "UTO",
                "issuing_authority": "PASSPORT OFFICE",
                "personal_number": "ZE184226B",
            },
        ),
        (
            "US_PASSPORT-no-mrz",
            {
                "document_number": "910239248",
                "surname": "HYTHLODAY",
                "given_names": "RAFAELA ANN",
                "nationality": "USA",
                "date_of_birth": "1990-09-08",
                "sex": "F",
                "place_of_birth": "WASHINGTON, U.S.A.",
                "issue_date": "2019-11-30",
                "expiration_date": "2029-11-29",
                "issuing_state": "USA",
                "issuing_authority": "United States Department of State",
            },
        ),
        (
            "I94-printout",
            {
                "i94_number": "123456789A1",
                "surname": "ERIKSSON",
                "given_names": "ANNA MARIA",
                "date_of_birth": "1974-08-12",
                "passport_number": "L898902C3",
                "nationality": "UTO",
                "class_of_admission": "F1",
                "date_of_entry": "2023-08-17",
                "admit_until": "D/S",
            },
        ),
        (
            "I20-page-1",
            {
                "sevis_id": "N0012345678",
                "surname": "Eriksson",
                "given_names": "Anna Maria",
                "date_of_birth": "1974-08-12",
                "country_of_birth": "UTO",
                "nationality": "UTO",
                "school_name": "University of Amaurot",
                "school_code": "AMA214F00123000",
                "education_level": "MASTER'S",
                "major": "Computer Science 11.0701",
                "program_start_date": "2023-08-20",
                "program_end_date": "2025-05-30",
                "dso_name": "Hedda Abraxas",
            },
        ),
        (
            "I20-page-2",
            {
                "sevis_id": "N0012345678",
                "travel_signature_date": "2024-08-02",
                "training_end_date": "2024-08-16",
            },
        ),
        (
            "DS2019-sponsor",
            {
                "sevis_id": "N0087654321",
                "surname": "Utopos",
                "given_names": "Hedda",
                "date_of_birth": "1995-06-12",
                "sex": "F",
                "place_of_birth": "Amaurot",
                "country_of_birth": "UTO",
                "nationality": "UTO",
                "program_sponsor": "University of Amaurot",
                "program_number": "P-1-00123",
                "exchange_category": "RESEARCH SCHOLAR",
                "program_start_date": "2024-08-15",
                "program_end_date": "2026-05-14",
            },
        ),
        (
            "VISA-foil-no-mrz",
            {
                "visa_control_number": "20231234567890",
                "document_number": "L898902C3",
                "surname": "ERIKSSON",
                "given_names": "ANNA MARIA",
                "nationality": "UTO",
                "date_of_birth": "1974-08-12",
                "sex": "F",
                "visa_class": "F1",
                "entries": "M",
                "issuing_post": "AMAUROT",
                "issue_date": "2023-06-10",
                "expiration_date": "2028-06-09",
                "annotation": "UNIVERSITY OF AMAUROT SEVIS N0012345678",
            },
        ),
        (
            "EAD-front",
            {
                "surname": "ERIKSSON",
                "given_names": "ANNA MARIA",
                "uscis_number": "012345678",
                "document_number": "012345678",
                "card_number": "IOE0912345678",
                "category": "C03B",
                "country_of_birth": "UTO",
                "date_of_birth": "1974-08-12",
                "sex": "F",
                "valid_from": "2025-06-15",
                "expiration_date": "2026-06-14",
            },
        ),
        (
            "I797A-h1b-approval",
            {
                "receipt_number": "IOE0923456781",
                "case_type": "I129 - PETITION FOR A NONIMMIGRANT WORKER",
                "notice_type": "Approval Notice",
                "notice_date": "2025-06-19",
                "received_date": "2025-03-28",
                "petitioner": "AMAUROT INSTRUMENTS INC",
                "beneficiary": "MORUS, RAPHAEL THOMAS",
                "classification": "H1B",
                "valid_from": "2025-10-01",
                "valid_to": "2028-09-30",
                "i94_number": "123456789A1",
            },
        ),
        (
            "LCA-certified",
            {
                "lca_number": "I-200-25070-123456",
                "employer_name": "Amaurot Instruments Inc",
                "ein": "12-3456789",
                "job_title": "Optical Engineer",
                "soc_code": "17-2199.07",
                "validity_start": "2025-10-01",
                "validity_end": "2028-09-30",
                "case_result": "CERTIFIED",
            },
        ),
        (
            "W2-2024",
            {
                "ssn": "123-45-6789",
                "ein": "12-3456789",
                "employer_name": "Amaurot Instruments Inc",
                "wages": "96000.00",
                "tax_year": "2024",
            },
        ),
        (
            "DRIVERS_LICENSE-state",
            {
                "document_number": "U1234562",
                "surname": "ERIKSSON",
                "given_names": "ANNA MARIA",
                "date_of_birth": "1974-08-12",
                "sex": "F",
                "issue_date": "2021-08-12",
                "expiration_date": "2029-08-12",
            },
        ),
        ("NOID-i485", {"receipt_number": "IOE0911223344", "response_due": "2025-06-14"}),
    ],
)
def test_samples(name: str, expected: dict[str, str]) -> None:
    found = read(name.split("-", maxsplit=1)[0], sample(name))
    assert {field: value.value for field, value in found.items()} == expected


class TestMrz:
    def test_agreement_with_the_print(self) -> None:
        found = read("PASSPORT", [page(f"Date of birth\n12 AUG/AOÛT 1974\n\nPlace of birth\nZENITH\n\n\n{ZONE}")])
        assert found["date_of_birth"].method is FieldMethod.MRZ
        assert found["date_of_birth"].evidence is FieldEvidence.VERIFIED
        assert found["date_of_birth"].confidence > 0.99
        assert (found["place_of_birth"].value, found["place_of_birth"].method) == ("ZENITH", FieldMethod.TEXT)

    def test_disagreement_with_the_print(self) -> None:
        found = read("PASSPORT", [page(f"Date of birth\n13 AUG/AOÛT 1974\n\n\n{ZONE}")])
        assert found["date_of_birth"].value == "1974-08-12"
        assert found["date_of_birth"].confidence < 0.8

    def test_of_a_card_gives_its_own_numbers(self) -> None:
        zone = "IAUSA0123456784IOE0912345678<<\n7408122F1204159UTO<<<<<<<<<<<0\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
        found = read("EAD", [page(zone)])
        assert found["card_number"].value == "IOE0912345678"
        assert found["uscis_number"].value == found["document_number"].value == "012345678"

    def test_does_not_count_where_the_type_has_none(self) -> None:
        assert values("I9", ZONE) == {}

    def test_lines_are_no_values(self) -> None:
        assert "issuing_authority" not in values("PASSPORT", f"Authority\n{ZONE}")


class TestLabels:
    @pytest.mark.parametrize(
        "text",
        [
            "Surname: ERIKSSON",
            "Surname ERIKSSON",
            "Surname\nERIKSSON",
            "Surname / Nom\nERIKSSON",
            "Surname/\nNom\nERIKSSON",
            "1. Surname     ERIKSSON",
            "SURNAME/PRIMARY NAME\nERIKSSON",
            "SurnameERIKSSON",
            "Surname (as in passport): ERIKSSON",
            "Фамилия / Surname\nERIKSSON",
            "Family Name (Last Name)\nERIKSSON",
            "Surname / Apellidos / Sobrenome\nERIKSSON",
        ],
    )
    def test_spellings_and_places(self, text: str) -> None:
        assert values("PASSPORT", text)["surname"] == "ERIKSSON"

    def test_row_of_labels_over_a_row_of_values(self) -> None:
        text = "Sex / Sexe      Place of birth / Lieu de naissance\nF               ZENITH"
        assert values("PASSPORT", text) == {"sex": "F", "place_of_birth": "ZENITH"}

    def test_several_on_one_line(self) -> None:
        assert values("PASSPORT", "Sex F Date of birth 12 AUG 1974 Place of birth: ZENITH") == {
            "sex": "F",
            "date_of_birth": "1974-08-12",
            "place_of_birth": "ZENITH",
        }

    def test_next_label_is_no_value(self) -> None:
        assert values("PASSPORT", "Surname\nGiven names\nANNA MARIA") == {"given_names": "ANNA MARIA"}

    def test_far_text_is_no_value(self) -> None:
        assert values("PASSPORT", "Surname\n\n\n\n\n\nERIKSSON") == {}

    def test_word_in_a_sentence_is_no_label(self) -> None:
        assert values("PASSPORT", "your passport shows the surname and the sex F of its holder") == {}


class TestConfidence:
    def test_of_an_open_order_of_day_and_month(self) -> None:
        sure, open_ = (
            read("I94", [page(f"Date of Entry: {day}")])["date_of_entry"] for day in ("03/17/2025", "03/07/2025")
        )
        assert open_.value == "2025-03-07"
        assert open_.confidence < sure.confidence

    def test_falls_with_the_reader(self) -> None:
        faint = page("Surname: ERIKSSON", method=ReadingMethod.OCR, score=0.5)
        found = read("PASSPORT", [faint])["surname"]
        assert found.method is FieldMethod.OCR
        assert found.confidence < 0.5

    def test_of_two_values_the_first_counts_less(self) -> None:
        found = read("I797", [page("Notice Date: 03/17/2025"), page("Notice Date: 03/18/2025", 2)])["notice_date"]
        assert (found.value, found.page) == ("2025-03-17", 1)
        assert found.confidence < 0.8

    def test_value_has_its_place(self) -> None:
        found = read("PASSPORT", [page("nothing"), page("Surname\nERIKSSON", 2)])["surname"]
        assert found.page == 2
        assert found.box is not None
        assert found.box[1] == pytest.approx(1 / 60)


class TestNothingIsInvented:
    def test_expiry_of_a_form_is_not_the_documents(self) -> None:
        assert "validity_end" not in values("LCA", "OMB Approval: 1205-0310\nExpiration Date: 10/31/2027")

    @pytest.mark.parametrize("code", [kind.code for kind in load_catalogue().types])
    def test_in_an_article(self, code: str) -> None:
        assert read(code, sample("OTHER-recipe")) == {}

    @pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("OTHER-*")))
    def test_for_an_unknown_type(self, name: str) -> None:
        assert read("OTHER", sample(name)) == {}

    @pytest.mark.parametrize(
        ("name", "code", "edition"),
        [("form-i-9-blank.pdf", "I9", "2013-03-08"), ("form-i-131-blank.pdf", "I131", "2025-01-20")],
    )
    def test_in_a_blank_form(self, name: str, code: str, edition: str) -> None:
        path = DOCUMENTS / name
        if not path.exists():
            pytest.skip("the real forms are not beside this checkout")
        with PdfReader(path) as reader:
            pages = [found for number in range(1, reader.page_count + 1) if (found := reader.read_text(number))]
        assert {field: value.value for field, value in read(code, pages).items()} == {"edition_date": edition}


@given(st.sampled_from(load_catalogue().types), st.text(max_size=300))
def test_any_text_is_survived(kind: DocumentType, text: str) -> None:
    found = extract(kind, [page(text)], None, today=TODAY)
    assert all(value.value and 0 < value.confidence <= 1 for value in found.values())
