from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import DocumentType, load_catalogue
from services.document.classification.classify import classify
from services.document.classification.signals import ClassificationMethod
from services.document.classification.verdict import Classification
from services.document.mrz.find import find_mrz
from services.document.mrz.reading import MrzReading
from services.document.reading.page import Page
from services.document.reading.pdf import PdfReader
from tests.services.document.pages import SAMPLES, page, sample

DOCUMENTS = Path(__file__).parents[5] / "shared" / "data" / "documents"
FORMS = [kind for kind in load_catalogue().types if kind.omb_number]
SHARED = {"1651-0111", "1545-0074"}
CERTAIN = 0.9
NAME = "ERIKSSON<<ANNA<MARIA"
NUMBER = "D231458907"
TD1 = "7408122F1204159UTO<<<<<<<<<<<6"
TD3 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
LIKELY = 0.7


def classified(*texts: str, filename: str | None = None, mrz: MrzReading | None = None) -> Classification:
    pages = [page(text, number) for number, text in enumerate(texts, start=1)]
    return classify(pages, mrz, load_catalogue(), filename)


def zone(*lines: str) -> list[Page]:
    return [page("\n".join(lines))]


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.txt")))
def test_samples(name: str) -> None:
    assert classify(sample(name), None, load_catalogue()).code == name.split("-", maxsplit=1)[0]


class TestMrz:
    @pytest.mark.parametrize(
        ("code", "lines"),
        [
            ("PASSPORT", (f"P<UTO{NAME:<<39}", TD3)),
            ("NATIONAL_ID", (f"I<UTO{NUMBER:<<25}", TD1, f"{NAME:<<30}")),
            ("NATIONAL_ID", (f"I<UTO{NAME:<<31}", "D231458907UTO7408122F1204159<<<<<<<6")),
            ("VISA", (f"V<UTO{NAME:<<31}", "L8988901C4XXX4009078F9612109<<<<<<<<")),
            ("US_PASSPORT", (f"P<USA{NAME:<<39}", TD3)),
            ("GREEN_CARD", (f"C1USA{NUMBER:<<25}", TD1, f"{NAME:<<30}")),
            ("EAD", (f"IAUSA{NUMBER:<<25}", TD1, f"{NAME:<<30}")),
            ("US_PASSPORT_CARD", (f"IPUSA{NUMBER:<<25}", TD1, f"{NAME:<<30}")),
        ],
    )
    def test_decides(self, code: str, lines: tuple[str, ...]) -> None:
        pages = zone(*lines)
        found = classify(pages, find_mrz(pages, today=date(2026, 1, 1)), load_catalogue())
        assert (found.code, found.method) == (code, ClassificationMethod.MRZ)
        assert found.confidence > CERTAIN

    def test_another_us_card_is_told_by_its_text(self) -> None:
        pages = zone(
            "PERMANENT RESIDENT CARD",
            "Resident Since: 11/04/2023",
            "USCIS#   012-345-678",
            "",
            f"I<USA{NUMBER:<<25}",
            TD1,
            f"{NAME:<<30}",
        )
        assert classify(pages, find_mrz(pages, today=date(2026, 1, 1)), load_catalogue()).code == "GREEN_CARD"

    def test_of_a_passport_copy_in_a_petition_does_not_decide(self) -> None:
        pages = [*sample("I129-petition"), page(f"P<UTO{NAME:<<39}\n{TD3}", 2)]
        mrz = find_mrz(pages, today=date(2026, 1, 1))
        assert mrz is not None
        assert classify(pages, mrz, load_catalogue()).code == "I129"

    def test_evidence_is_its_place(self) -> None:
        pages = zone(f"P<UTO{NAME:<<39}", TD3)
        mrz = find_mrz(pages, today=date(2026, 1, 1))
        found = classify(pages, mrz, load_catalogue())
        assert mrz is not None
        assert found.evidence is not None
        assert (found.evidence.page, found.evidence.box) == (1, mrz.box)


class TestForms:
    @pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.code)
    def test_by_heading(self, kind: DocumentType) -> None:
        form = f"Form {kind.form_numbers[0]}" if kind.form_numbers else kind.titles[0]
        found = classified(f"{kind.titles[0]}\n{form}\nOMB No. {kind.omb_number}")
        assert found.code == kind.code
        assert found.confidence > (LIKELY if kind.omb_number in SHARED else CERTAIN)

    @pytest.mark.parametrize(
        "kind", [kind for kind in FORMS if kind.category == "immigrant_and_status"], ids=lambda k: k.code
    )
    def test_by_footer_of_a_later_page(self, kind: DocumentType) -> None:
        assert classified(f"continued\n\nForm {kind.form_numbers[0]} Edition 01/20/25 Page 3 of 9").code == kind.code

    @pytest.mark.parametrize(
        "printed",
        [
            "OMB No. 1615-0040",
            "OMB APPROVAL NO.1615-0040",
            "0MB No, 1615-OO40",
            "OMB Control Number: 1615–0040",
            "OMB No.\n1615-0040",
        ],
    )
    def test_control_number_as_printed_and_as_read(self, printed: str) -> None:
        found = classified(printed)
        assert (found.code, found.method) == ("I765", ClassificationMethod.OMB_NUMBER)

    def test_title_and_form_number_outweigh_a_misread_control_number(self) -> None:
        found = classified("Application to Replace Permanent Resident Card\nForm I-90\nOMB No. 1615-0052")
        assert found.code == "I90"
        assert found.confidence < LIKELY

    def test_shared_control_number_alone_decides_nothing(self) -> None:
        assert classified("OMB No. 1545-0074").code == "OTHER"

    def test_unknown_control_number(self) -> None:
        assert classified("OMB No. 1615-9999").code == "OTHER"

    @pytest.mark.parametrize(
        "text",
        [
            "Application for Travel Document (Carrier Documentation)\nForm I-131A\nOMB No. 1615-0135",
            "Request for Fee Waiver\nForm I-912\nOMB No. 1615-0116\nForm I-912 Edition 10/15/24 Page 1 of 11",
            "Medical Certification\nForm N-648\nOMB No. 1615-0060\nApplication for Naturalization",
        ],
    )
    def test_form_that_the_catalogue_does_not_have(self, text: str) -> None:
        assert classified(text).code == "OTHER"

    def test_number_inside_a_sentence(self) -> None:
        assert classified("You can find the fee on the page about Form I-765 of the agency.").code == "OTHER"

    def test_application_is_not_the_card(self) -> None:
        assert classified("Application For\nEmployment Authorization\nForm I-765").code == "I765"

    @pytest.mark.parametrize(("name", "code"), [("form-i-9-blank.pdf", "I9"), ("form-i-131-blank.pdf", "I131")])
    def test_real_blank_forms(self, name: str, code: str) -> None:
        path = DOCUMENTS / name
        if not path.exists():
            pytest.skip("the real forms are not beside this checkout")
        with PdfReader(path) as reader:
            pages = [form for number in range(1, 9) if (form := reader.read_text(number))]
        found = classify(pages, None, load_catalogue())
        assert (found.code, found.method) == (code, ClassificationMethod.OMB_NUMBER)
        assert found.confidence > CERTAIN


class TestAbstaining:
    def test_no_pages(self) -> None:
        assert classified() == Classification("OTHER", 0.5, None, None, ClassificationMethod.NONE)

    def test_blank_page(self) -> None:
        assert classified("").code == "OTHER"

    def test_book_page(self) -> None:
        path = DOCUMENTS / "scan-linn.txt"
        if not path.exists():
            pytest.skip("the real scans are not beside this checkout")
        found = classified(path.read_text("utf-8"))
        assert found.code == "OTHER"
        assert found.confidence <= 0.5

    @pytest.mark.parametrize("word", ["Passport", "Visa", "Affidavit", "Decision", "ESTA", "Diploma"])
    def test_one_word_is_not_enough(self, word: str) -> None:
        assert classified(f"{word}\nThe weather was fine and we walked down to the harbour.").code == "OTHER"

    def test_names_the_likeliest_type(self) -> None:
        found = classified("BANK STATEMENT\nThe weather was fine.")
        assert found.runner_up is not None
        assert found.runner_up[0] == "BANK_STATEMENT"


class TestWording:
    def test_lost_spaces(self) -> None:
        assert classified("CERTIFICATEOFNATURALIZATION\nPersonaldescriptionofholder").code == "NATURALIZATION_CERT"

    def test_title_over_two_lines(self) -> None:
        text = "Notice of Entry of Appearance as Attorney or\nAccredited Representative\nForm G-28"
        assert classified(text).code == "G28"

    def test_case_type_of_a_notice_is_not_its_title(self) -> None:
        found = classify(sample("I797C-receipt"), None, load_catalogue())
        assert found.runner_up is not None
        assert found.runner_up[0] != "I765"

    def test_evidence_is_where_it_stands(self) -> None:
        found = classified("first page", "# CERTIFICATE OF NATURALIZATION\nForm N-550")
        assert found.evidence is not None
        assert found.evidence.page == 2
        assert found.evidence.box is not None


class TestFilename:
    def test_alone_decides_nothing(self) -> None:
        assert classified("The weather was fine.", filename="passport.pdf").code == "OTHER"

    def test_tips_the_scales(self) -> None:
        text = "BANK STATEMENT"
        assert classified(text).code == "OTHER"
        assert classified(text, filename="bank-statement-may.pdf").code == "BANK_STATEMENT"


@given(st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_a_type_and_a_confidence(texts: list[str]) -> None:
    found = classified(*texts)
    assert load_catalogue().find(found.code)
    assert 0 <= found.confidence <= 1
