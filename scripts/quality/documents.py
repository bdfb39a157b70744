"""Makes documents with their truth: from a layout, a seed and a medium to the bytes of a file."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from zlib import crc32

from PIL import Image

from scripts.quality.damage import DAMAGES
from scripts.quality.drawing import draw_page
from scripts.quality.facts import Facts, stand_ins
from scripts.quality.layouts import Layout, load_layouts
from scripts.quality.printing import print_pdf
from scripts.quality.typesetting import Sheet, typeset
from scripts.quality.zones import draw_zone
from services.document.catalogue.catalogue import load_catalogue

TEXT_LAYER, CLEAN, DAMAGED = "text layer", "clean scan", "damaged"
PAGE_MEDIA = (TEXT_LAYER, CLEAN, DAMAGED)
CARD_MEDIA = (CLEAN, DAMAGED, DAMAGED)

LONG_NAMES = {"surname": "Papadimitriou-Konstantinopoulou", "given_names": "Alexandra Maria Theodora Wilhelmina"}
"""More than any format has room for."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which document to make: layout number `layout` with the facts of `seed`. `facts` are set, not drawn."""

    layout: int
    seed: str
    medium: str
    damage: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    zone_only: bool = False

    @property
    def form(self) -> Layout:
        return load_layouts()[self.layout]

    @property
    def name(self) -> str:
        """For people and file names: type, layout, seed and medium."""
        return f"{self.form.type} {self.form.name} {self.seed} {self.damage or self.medium}".replace("/", "-")


@dataclass(frozen=True, slots=True)
class Made:
    """A document with its truth: `fields` by the catalogue's names, normalised."""

    content: bytes
    content_type: str
    sheets: Sequence[Sheet]
    fields: Mapping[str, str]
    zone: tuple[str, ...]


def make(order: Order) -> Made:
    """The document of `order`: the same bytes every time."""
    layout = order.form
    rng = random.Random(f"{order.seed}/{layout.type}/{layout.name}")
    facts = Facts(rng, dict(order.facts))
    worded = layout.worded(rng)
    zone = _zone(layout, facts, rng)
    family = rng.choice(layout.fonts)
    sheets = typeset(facts.fill(worded), layout.paper, family, zone, photo=layout.photo)
    content, content_type = _file(order, sheets, rng)
    return Made(content, content_type, sheets, _truth(layout, facts, worded), zone)


def text_orders(seed: int, per_type: int, *, held_out: bool, only: str | None = None) -> Iterator[Order]:
    """The same documents, all with a text layer: what classification and extraction do where nothing is misread."""
    for order in orders(seed, per_type, held_out=held_out, only=only):
        yield replace(order, medium=TEXT_LAYER, damage=None)


def orders(seed: int, per_type: int, *, held_out: bool, only: str | None = None) -> Iterator[Order]:
    """`per_type` documents of each type, over its layouts and over the media in turn."""
    by_type: dict[str, list[int]] = {}
    for number, layout in enumerate(load_layouts()):
        if layout.held_out is held_out and only in {None, layout.type}:
            by_type.setdefault(layout.type, []).append(number)
    for code, layouts in by_type.items():
        start = crc32(f"{code}/{seed}".encode())
        for number in range(per_type):
            place = layouts[number % len(layouts)]
            media = CARD_MEDIA if load_layouts()[place].is_card else PAGE_MEDIA
            medium = media[(start + number) % len(media)]
            damage = list(DAMAGES)[(start // 7 + number) % len(DAMAGES)] if medium == DAMAGED else None
            yield Order(place, f"{seed}-{number}", medium, damage)


def zone_orders(seed: int, rounds: int, *, held_out: bool) -> Iterator[Order]:
    """Documents with a machine readable zone: every layout that has one, clean and with each damage in turn."""
    places = [number for number, layout in enumerate(load_layouts()) if layout.mrz and layout.held_out is held_out]
    damages = list(DAMAGES)
    for turn in range(rounds):
        for offset, place in enumerate(places):
            names = tuple(LONG_NAMES.items()) if (turn + offset) % 4 == 3 else ()
            medium = CLEAN if turn % 3 == 0 else DAMAGED
            damage = damages[(turn * 5 + offset) % len(damages)] if medium == DAMAGED else None
            yield Order(place, f"{seed}-mrz-{turn}", medium, damage, names, zone_only=True)


def _zone(layout: Layout, facts: Facts, rng: random.Random) -> tuple[str, ...]:
    if not layout.mrz:
        return ()
    rule = layout.mrz
    number = facts[rule["number"]].truth
    return draw_zone(facts, rng, rule["format"], rule["code"], state=rule.get("state"), number=number)


def _truth(layout: Layout, facts: Facts, worded: str) -> dict[str, str]:
    names = facts.names_in(worded)
    truth = {}
    for field in load_catalogue().by_code(layout.type).fields:
        sources = (layout.truth.get(field.name, field.name), *stand_ins(field.name))
        source = next((source for source in sources if source in names), None)
        if source is not None:
            truth[field.name] = facts[source].truth
    return truth


def _file(order: Order, sheets: Sequence[Sheet], rng: random.Random) -> tuple[bytes, str]:
    if order.medium == TEXT_LAYER:
        return print_pdf(sheets), "application/pdf"
    pages = [draw_page(sheet, rng, is_card=order.form.is_card) for sheet in sheets]
    if order.damage:
        pages = [DAMAGES[order.damage](page, rng) for page in pages]
    return (_png(pages[0]), "image/png") if len(pages) == 1 else (_tiff(pages), "image/tiff")


def _png(page: Image.Image) -> bytes:
    buffer = BytesIO()
    page.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _tiff(pages: Sequence[Image.Image]) -> bytes:
    buffer = BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()
