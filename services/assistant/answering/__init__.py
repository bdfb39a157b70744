"""Answers composed from evidence alone: no model, no I/O, no clock of its own.

`question.understand` reads what is asked, `extractive.answer` composes the reply, `citations.checked` lets nothing
through whose source does not stand on the page it names.
"""
