"""A dense form, as a scanner at 200 dpi gives it: every line of a letter-size page has captions and answers."""

from PIL import Image, ImageDraw, ImageFont

SIZE = 1700, 2200
ROWS, COLUMNS = 20, 3
MARGIN = 80
CAPTION, ANSWER = 18, 26
INK = (30, 30, 36)
CAPTIONS = ("Family Name (Last Name)", "Given Name (First Name)", "Street Number and Name", "City or Town", "ZIP Code")
ANSWERS = ("ERIKSSON", "ANNA MARIA", "1234 ZENITH AVENUE", "UTOPIA CITY", "90210")


def draw_form() -> Image.Image:
    """120 lines of text in 60 boxes."""
    page = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(page)
    width, height = ((side - 2 * MARGIN) // count for side, count in zip(SIZE, (COLUMNS, ROWS), strict=True))
    for number in range(ROWS * COLUMNS):
        row, column = divmod(number, COLUMNS)
        x, y = MARGIN + column * width, MARGIN + row * height
        draw.rectangle((x, y, x + width, y + height), outline=INK)
        caption, answer = CAPTIONS[number % len(CAPTIONS)], ANSWERS[number % len(ANSWERS)]
        draw.text((x + 8, y + 4), f"{number + 1}. {caption}", INK, ImageFont.load_default(CAPTION))
        draw.text((x + 16, y + 32), answer, INK, ImageFont.load_default(ANSWER))
    return page
