"""The documents that the quality is measured on."""

import io
from collections import Counter

import pypdfium2
import pytest
from PIL import Image

from scripts.quality.documents import CLEAN, DAMAGED, TEXT_LAYER, Order, make, orders, zone_orders
from scripts.quality.layouts import load_layouts
from services.document.catalogue.catalogue import load_catalogue

LAYOUTS = load_layouts()

WITHOUT_A_PRINTED_DATE = {"I797", "I140", "I290B"}
"""A notice that grants no period, and forms whose pages leave that date to be computed."""


def place_of(code: str, *, held_out: bool = False) -> int:
    return next(n for n, one in enumerate(LAYOUTS) if one.type == code and one.held_out is held_out)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


class TestCoverage:
    @pytest.mark.parametrize("held_out", [False, True])
    def test_every_type_of_the_catalogue_is_made_in_both_halves(self, held_out: bool) -> None:
        made = {layout.type for layout in LAYOUTS if layout.held_out is held_out}
        assert made == {kind.code for kind in load_catalogue().types}

    @pytest.mark.parametrize("held_out", [False, True])
    def test_all_formats_of_a_zone_are_made(self, held_out: bool) -> None:
        formats = {layout.mrz["format"] for layout in LAYOUTS if layout.mrz and layout.held_out is held_out}
        assert formats == {"TD1", "TD2", "TD3", "MRV-A", "MRV-B"}

    def test_types_with_an_expiry_date_print_it_on_a_layout(self) -> None:
        missing = {
            kind.code
            for kind in load_catalogue().types
            if kind.expiry_field and not any(kind.expiry_field in one.text for one in LAYOUTS if one.type == kind.code)
        }
        assert missing == WITHOUT_A_PRINTED_DATE


class TestOrders:
    def test_halves_share_no_layout(self) -> None:
        tuning, held_out = ({order.layout for order in orders(1, 3, held_out=half)} for half in (False, True))
        assert not tuning & held_out

    def test_as_many_of_each_type_as_asked_for(self) -> None:
        counts = Counter(order.form.type for order in orders(1, 4, held_out=False))
        assert set(counts.values()) == {4}

    def test_a_page_comes_with_a_text_layer_clean_and_damaged(self) -> None:
        media = [order.medium for order in orders(1, 3, held_out=False, only="LEASE")]
        assert sorted(media) == sorted((TEXT_LAYER, CLEAN, DAMAGED))

    def test_a_card_never_comes_with_a_text_layer(self) -> None:
        assert TEXT_LAYER not in {order.medium for order in orders(1, 6, held_out=False, only="EAD")}

    def test_names_too_long_for_a_zone_are_among_them(self) -> None:
        zones = [make(order).zone for order in zone_orders(1, 4, held_out=False) if order.facts]
        assert zones
        assert any("".join(zone).count("PAPADIMITRIOU") for zone in zones)


class TestMake:
    def test_same_order_same_bytes(self) -> None:
        order = Order(place_of("VISA"), "7-0", DAMAGED, "perspective")
        assert make(order).content == make(order).content

    def test_another_seed_is_another_person(self) -> None:
        first, second = (make(Order(place_of("LEASE"), seed, TEXT_LAYER)).fields for seed in ("1-0", "2-0"))
        assert first["tenant"] != second["tenant"]

    def test_the_text_layer_holds_what_is_printed(self) -> None:
        made = make(Order(place_of("LEASE"), "1-0", TEXT_LAYER))
        text = " ".join(text_of(made.content).split())
        for row in made.sheets[0].rows:
            assert all(piece.text in text for piece in row)
        assert made.fields["tenant"] in text

    def test_a_clean_scan_is_a_page_at_200_dpi(self) -> None:
        made = make(Order(place_of("LEASE"), "1-0", CLEAN))
        assert Image.open(io.BytesIO(made.content)).size == (1700, 2200)

    def test_the_zone_says_what_the_page_says(self) -> None:
        made = make(Order(place_of("US_PASSPORT"), "1-0", CLEAN))
        assert made.zone[1].startswith(made.fields["document_number"].ljust(9, "<"))
        assert made.zone[1][21:27] == made.fields["expiration_date"][2:].replace("-", "")
