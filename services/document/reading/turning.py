"""Boxes on a page that was turned."""

from services.document.reading.page import Box


def turned(box: Box, rotation: int) -> Box:
    """Where a box stands after its page is turned clockwise by `rotation` degrees, a multiple of 90."""
    for _ in range(rotation % 360 // 90):
        x0, y0, x1, y1 = box
        box = 1 - y1, x0, 1 - y0, x1
    return box
