"""What can go wrong with filling a form."""

from shared.errors import NotFound, TooLarge, Unprocessable


class FormNotKnown(NotFound):
    detail = "Form not known"


class FormDocumentNotFound(NotFound):
    detail = "Document not found"


class PersonNotFound(NotFound):
    detail = "Person not found"


class FormUnreadable(Unprocessable):
    detail = "The PDF is damaged"


class NotAPdf(Unprocessable):
    detail = "The document is not a PDF; a form to fill in has to be one"


class FormTooLarge(TooLarge):
    detail = "The form is too large; it may have 20 MB"


class NoPdfToFill(Unprocessable):
    detail = "A PDF can only be filled where `document_id` names one; upload the blank form and name it"
