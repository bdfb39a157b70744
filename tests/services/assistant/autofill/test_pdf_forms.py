"""Reading and filling PDF forms in their own process, and what a viewer then shows."""

import asyncio

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from scripts.bench.pdf import one_page_pdf
from services.assistant.autofill.errors import FormUnreadable
from services.assistant.autofill.fields import FieldKind
from services.assistant.autofill.isolation import IsolatedForms
from services.assistant.autofill.pdf_clean import settle
from tests.services.assistant.autofill.form_pdf import SIMPLE, form_pdf, text

VALUES = {"applicant.LastName[0]": "ERIKSSON", "dob": "08/12/1974", "country": "Utopia", "female": "F"}


@pytest.fixture
def forms() -> IsolatedForms:
    return IsolatedForms()


def shown(content: bytes) -> str:
    """The text of the first page after its fields have become part of it: drawn from their appearance streams."""
    with pdfium.PdfDocument(content) as document:
        assert pdfium_c.FPDFPage_Flatten(document[0], 0) == pdfium_c.FLATTEN_SUCCESS
        return str(document[0].get_textpage().get_text_range())


def ink(content: bytes, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a viewer draws there; points from the top left."""
    with pdfium.PdfDocument(content) as document:
        document.init_forms()
        picture = document[0].render().to_pil().convert("L").crop(box)
        return sum(picture.histogram()[:128])


class TestReading:
    async def test_names_tips_kinds_and_limits(self, forms: IsolatedForms) -> None:
        fields = {field.name: field for field in await forms.fields(form_pdf(SIMPLE))}
        assert list(fields) == [item.name for item in SIMPLE]
        assert fields["dob"].label == "Part 1. Information About You. 2. Date of Birth (mm/dd/yyyy)"
        assert (fields["a_number"].max_length, fields["dob"].max_length) == (9, None)
        assert fields["country"].kind is FieldKind.CHOICE
        assert fields["country"].options == ("", "Sweden", "Utopia")
        assert (fields["female"].kind, fields["female"].options) == (FieldKind.CHECKBOX, ("F",))

    async def test_reading_order_is_that_of_the_page(self, forms: IsolatedForms) -> None:
        low, high = text("low"), text("high")
        content = form_pdf([low, high]).replace(b"700 ]", b"700 ]")
        swapped = content.replace(b"[72 684 400 700]", b"[72 100 400 116]")
        assert [field.name for field in await forms.fields(swapped)] == ["high", "low"]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (one_page_pdf("No form."), "The PDF has no form fields"),
            (form_pdf([]), "The PDF has no form fields"),
            (b"%PDF-1.7\n%%EOF", "The PDF is damaged"),
            (b"", "The PDF is damaged"),
            (form_pdf(SIMPLE)[:600], "The PDF is damaged"),
            (form_pdf([text(f"f{n}") for n in range(3001)]), "The form has more than 3000 fields on a page"),
        ],
    )
    async def test_what_is_no_form_is_told(self, forms: IsolatedForms, content: bytes, reason: str) -> None:
        with pytest.raises(FormUnreadable) as refused:
            await forms.fields(content)
        assert refused.value.detail == reason

    async def test_parents_that_go_round_end(self, forms: IsolatedForms) -> None:
        """A hostile file: the field is its own parent."""
        round_and_round = form_pdf([text("f", "tip", b"/Parent 7 0 R /Kids [7 0 R]")])
        with pytest.raises(FormUnreadable) as refused:
            await forms.fields(round_and_round)
        assert refused.value.detail == "The PDF has no form fields"


class TestFilling:
    async def test_a_viewer_shows_the_values(self, forms: IsolatedForms) -> None:
        blank = form_pdf(SIMPLE)
        filled, refused = await forms.fill(blank, VALUES)
        assert refused == []
        text_shown = shown(filled)
        assert all(value in text_shown for value in ("ERIKSSON", "08/12/1974", "Utopia"))
        again = {field.name: field.value for field in await forms.fields(filled)}
        assert {name: value for name, value in again.items() if value} == VALUES

    async def test_the_box_is_ticked_in_the_picture(self, forms: IsolatedForms) -> None:
        blank = form_pdf(SIMPLE)
        filled, _ = await forms.fill(blank, VALUES)
        last_name, passport = (72, 92, 400, 108), (72, 188, 400, 204)
        assert ink(filled, last_name) > ink(blank, last_name) + 50
        assert ink(filled, passport) == ink(blank, passport)

    async def test_what_does_not_fit_is_refused(self, forms: IsolatedForms) -> None:
        _, refused = await forms.fill(form_pdf(SIMPLE), {"passport": "L898902C3", "country": "Atlantis", "male": "F"})
        assert sorted(refused) == ["country", "male", "passport"]

    async def test_other_scripts_are_shown(self, forms: IsolatedForms) -> None:
        filled, refused = await forms.fill(form_pdf(SIMPLE), {"dob": "Żółć"})
        assert refused == []
        assert (await forms.fields(filled))[2].value == "Żółć"

    async def test_the_same_values_make_the_same_bytes(self, forms: IsolatedForms) -> None:
        blank = form_pdf(SIMPLE)
        one, other = await asyncio.gather(forms.fill(blank, VALUES), forms.fill(blank, VALUES))
        assert one[0] == other[0]
        assert (await forms.fill(blank, {"dob": "08/13/1974"}))[0] != one[0]

    async def test_an_empty_password_is_no_obstacle(self, forms: IsolatedForms) -> None:
        locked = form_pdf(SIMPLE, encrypted=True)
        assert b"ERIKSSON" not in locked
        assert b"/Encrypt" in locked
        assert [field.name for field in await forms.fields(locked)] == [item.name for item in SIMPLE]
        filled, refused = await forms.fill(locked, VALUES)
        assert refused == []
        assert b"/Encrypt" not in filled
        assert "ERIKSSON" in shown(filled)

    @pytest.mark.parametrize("xfa", [b"/XFA 6 0 R", b"/XFA [(template) 6 0 R (datasets) 6 0 R]"])
    async def test_the_form_in_the_form_is_dropped(self, forms: IsolatedForms, xfa: bytes) -> None:
        blank = form_pdf(SIMPLE, of_form=xfa, of_catalog=b"/NeedsRendering true /Perms << /UR3 6 0 R >>")
        with pdfium.PdfDocument(blank) as document:
            assert document.get_formtype() in {pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND}
        filled, _ = await forms.fill(blank, VALUES)
        assert not [word for word in (b"/XFA", b"/NeedsRendering", b"/Perms") if word in filled]
        with pdfium.PdfDocument(filled) as document:
            assert document.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM
        assert "ERIKSSON" in shown(filled)

    def test_what_is_no_saved_file_is_left_alone(self) -> None:
        assert settle(b"no trailer, no root") == b"no trailer, no root"
