"""OCR of real pages. Each takes 1 to 3 seconds, so their number is kept small."""

import difflib
import re
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

from services.document.reading.ocr import OcrEngine
from services.document.reading.page import Box, Page, ReadingMethod
...
