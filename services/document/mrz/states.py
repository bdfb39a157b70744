"""Codes of states and organizations (ICAO 9303-3, section 5: ISO 3166-1 alpha-3 and the codes added to it)."""

from shared.states import ISO_3166

_ADDED = """
D<< EUE GBD GBN GBO GBP GBS RKS UNA UNK UNO UTO XBA XCC XCE XCO XDC XEC XIM XMP XOM XPO XXA XXB XXC XXX
"""

STATES = ISO_3166 | frozenset(_ADDED.split())
"""As written in the zone, filled to three characters: Germany is `D<<`, rarely `DEU`."""
