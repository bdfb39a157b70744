"""From a stored file to a document that can be searched and asked: read → OCR → understand → index.

Each stage saves its progress in a short transaction of its own, so that a worker that dies is followed by one that
goes on where it was.
"""
