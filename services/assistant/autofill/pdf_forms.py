"""Reading and filling the AcroForm of a PDF with PDFium, which also draws the appearance of what it fills in.

Everything here runs in a process of its own (`pdf_process`): the file comes from a stranger.
"""

import ctypes
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.pdf_clean import settle

MOST_PAGES = 200
MOST_WIDGETS = 3_000

KINDS = {
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD: FieldKind.TEXT,
    pdfium_c.FPDF_FORMFIELD_COMBOBOX: FieldKind.CHOICE,
    pdfium_c.FPDF_FORMFIELD_LISTBOX: FieldKind.CHOICE,
    pdfium_c.FPDF_FORMFIELD_CHECKBOX: FieldKind.CHECKBOX,
    pdfium_c.FPDF_FORMFIELD_RADIOBUTTON: FieldKind.CHECKBOX,
}
READ_ONLY = 1
PASSWORD = 1 << 13
"""Flags of a field (ISO 32000-2, tables 227 and 231)."""

UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
SPACE = ord(" ")


class UnfillableForm(Exception):
    """`reason` is a sentence for whoever sent the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Widget:
    """One place on a page where a field is shown; a group of boxes has several."""

    page: int
    top: float
    left: float
    field: FormField
    export: str
    """What a box stands for when it is ticked."""


class PdfForm:
    """A context manager. Opens files that are encrypted with an empty user password. Raises UnfillableForm."""

    def __init__(self, content: bytes) -> None:
        try:
            self.document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            raise UnfillableForm(_why_not(error)) from error
        if len(self.document) > MOST_PAGES:
            raise UnfillableForm(f"The form has more than {MOST_PAGES} pages")
        if self.document.get_formtype() == pdfium_c.FORMTYPE_NONE:
            raise UnfillableForm("The PDF has no form fields")
        # Without XFA and without scripts: neither is built into this PDFium.
        self.document.init_forms()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.document.close()

    def fields(self) -> list[FormField]:
        """In reading order. Raises UnfillableForm where there are none, or too many."""
        widgets = [widget for number in range(len(self.document)) for widget in self._on_page(number)]
        groups: dict[str, list[Widget]] = {}
        for widget in sorted(widgets, key=lambda widget: (widget.page, -round(widget.top / 4), widget.left)):
            groups.setdefault(widget.field.name, []).append(widget)
        if not groups:
            raise UnfillableForm("The PDF has no form fields")
        return [_joined(group) for group in groups.values()]

    def fill(self, values: Mapping[str, str]) -> tuple[bytes, list[str]]:
        """The filled file, and the names of the fields that did not take their value.

        The same form with the same values is the same bytes, so that the vault knows a repeat.
        """
        if pdfium_c.FPDF_GetSignatureCount(self.document):
            raise UnfillableForm("The form is signed; filling it would break the signature")
        taken: dict[str, bool] = {}
        for number in range(len(self.document)):
            page = self.document[number]
            for annotation, widget in self._widgets(page, number):
                wanted = values.get(widget.field.name)
                if wanted is not None:
                    taken[widget.field.name] = self._write(page, annotation, widget, wanted) or taken.get(
                        widget.field.name, False
                    )
        saved = io.BytesIO()
        self.document.save(saved, flags=pdfium_c.FPDF_REMOVE_SECURITY)
        return settle(saved.getvalue()), [name for name in values if not taken.get(name)]

    def _on_page(self, number: int) -> list[Widget]:
        page = self.document[number]
        return [widget for _, widget in self._widgets(page, number)]

    def _widgets(self, page: pdfium.PdfPage, number: int) -> Iterator[tuple[Any, Widget]]:
        count = pdfium_c.FPDFPage_GetAnnotCount(page)
        if count > MOST_WIDGETS:
            raise UnfillableForm(f"The form has more than {MOST_WIDGETS} fields on a page")
        for index in range(count):
            annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
            try:
                if widget := self._widget(annotation, number):
                    yield annotation, widget
            finally:
                pdfium_c.FPDFPage_CloseAnnot(annotation)

    def _widget(self, annotation: Any, number: int) -> Widget | None:
        form = self.document.formenv
        kind = KINDS.get(pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation))
        name = self._text(pdfium_c.FPDFAnnot_GetFormFieldName, annotation)
        if kind is None or not name or pdfium_c.FPDFAnnot_GetFlags(annotation) & UNSEEN:
            return None
        flags = pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation)
        place = pdfium_c.FS_RECTF()
        pdfium_c.FPDFAnnot_GetRect(annotation, place)
        is_box = kind is FieldKind.CHECKBOX
        export = self._text(pdfium_c.FPDFAnnot_GetFormFieldExportValue, annotation).strip() if is_box else ""
        field = FormField(
            name=name,
            label=self._text(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, annotation),
            kind=kind,
            options=(export,) if is_box else tuple(self._choices(annotation)),
            max_length=_max_length(annotation),
            is_read_only=bool(flags & (READ_ONLY | PASSWORD)),
            value=self._value(annotation, is_box=is_box),
        )
        return Widget(number, place.top, place.left, field, export)

    def _value(self, annotation: Any, *, is_box: bool) -> str:
        if is_box:
            return "on" if pdfium_c.FPDFAnnot_IsChecked(self.document.formenv, annotation) else ""
        return self._text(pdfium_c.FPDFAnnot_GetFormFieldValue, annotation).strip()

    def _choices(self, annotation: Any) -> list[str]:
        count = max(0, pdfium_c.FPDFAnnot_GetOptionCount(self.document.formenv, annotation))
        return [
            _string(
                lambda *buffer, index=index: pdfium_c.FPDFAnnot_GetOptionLabel(
                    self.document.formenv, annotation, index, *buffer
                )
            )
            for index in range(min(count, MOST_WIDGETS))
        ]

    def _write(self, page: pdfium.PdfPage, annotation: Any, widget: Widget, value: str) -> bool:
        """As a person would: put the cursor there and type. Whether the field holds the value then."""
        form = self.document.formenv
        if not pdfium_c.FORM_SetFocusedAnnot(form, annotation):
            return False
        match widget.field.kind:
            case FieldKind.CHECKBOX:
                is_checked = pdfium_c.FPDFAnnot_IsChecked(form, annotation)
                if value == widget.export and not is_checked:
                    pdfium_c.FORM_OnChar(form, page, SPACE, 0)
            case FieldKind.CHOICE:
                if value in widget.field.options:
                    pdfium_c.FORM_SetIndexSelected(form, page, widget.field.options.index(value), True)  # noqa: FBT003 - a C function
            case _:
                pdfium_c.FORM_SelectAllText(form, page)
                pdfium_c.FORM_ReplaceSelection(form, page, _wide(value))
        pdfium_c.FORM_ForceToKillFocus(form)
        if widget.field.kind is FieldKind.CHECKBOX:
            return value == widget.export and bool(pdfium_c.FPDFAnnot_IsChecked(form, annotation))
        return self._text(pdfium_c.FPDFAnnot_GetFormFieldValue, annotation) == value

    def _text(self, read: Callable[..., int], annotation: Any) -> str:
        return _string(lambda *buffer: read(self.document.formenv, annotation, *buffer))


def _joined(group: list[Widget]) -> FormField:
    """The field of its widgets: a group of boxes offers what each of them stands for."""
    first = group[0].field
    if first.kind is not FieldKind.CHECKBOX:
        return first
    return FormField(
        name=first.name,
        label=first.label,
        kind=first.kind,
        options=tuple(widget.export for widget in group),
        option_labels=tuple(widget.field.label for widget in group),
        is_read_only=first.is_read_only,
        value=next((widget.export for widget in group if widget.field.value), ""),
    )


def _max_length(annotation: Any) -> int | None:
    number = ctypes.c_float()
    found = pdfium_c.FPDFAnnot_GetNumberValue(annotation, b"MaxLen", number)
    return int(number.value) if found and number.value > 0 else None


def _string(read: Callable[..., int]) -> str:
    """The UTF-16 string that `read(buffer, bytes)` gives; with no buffer it tells the length, its end mark included."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", errors="replace")


def _wide(text: str) -> Any:
    raw = text.encode("utf-16-le") + b"\0\0"
    return (pdfium_c.FPDF_WCHAR * (len(raw) // 2)).from_buffer_copy(raw)


def _why_not(error: pdfium.PdfiumError) -> str:
    if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
        return "The PDF needs a password"
    return "The PDF is damaged"
