"""Sending documents on by mail: a link for each recipient and document, which opens no more than the sender may."""
