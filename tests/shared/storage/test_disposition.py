import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from shared.storage import content_disposition


def shown_name(header: str) -> str:
    """The name that a client saves under: it prefers `filename*` (RFC 6266, 4.3)."""
    return parse_options_header(header)[1]["filename"]


def fallback(header: str) -> str:
    """The name for a client that doesn't know `filename*`."""
    return parse_options_header(header.partition("; filename*")[0])[1]["filename"]


class TestContentDisposition:
    def test_reads_as_in_the_rfc(self) -> None:
        # RFC 6266, section 5: the last example, with the fallback's way of writing ours.
        header = content_disposition("€ rates", inline=False)
        assert header == "attachment; filename=\"_ rates\"; filename*=UTF-8''%E2%82%AC%20rates"

    def test_shows_inline(self) -> None:
        assert content_disposition("a.pdf", inline=True) == "inline; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"

    @pytest.mark.parametrize(
        "name",
        [
            "passport.pdf",
            "Reisepaß Müller.pdf",
            "护照.pdf",
            "паспорт.jpg",
            "جواز سفر.png",
            'a "b" c.txt',
            "100%.txt",
            "👩‍👩‍👧.heic",
            "a;b=c,d'e.txt",
        ],
    )
    def test_keeps_any_proper_name(self, name: str) -> None:
        assert shown_name(content_disposition(name, inline=False)) == name

    @pytest.mark.parametrize(
        ("name", "plain"),
        [
            ("Reisepaß Müller.pdf", "Reisepa_ Muller.pdf"),
            ("护照.pdf", "__.pdf"),
            ('a "b".txt', "a _b_.txt"),
            ("50%41.txt", "50_41.txt"),
            ("a\uff0fb\uff02.txt", "a_b_.txt"),
        ],
    )
    def test_falls_back_to_ascii(self, name: str, plain: str) -> None:
        assert fallback(content_disposition(name, inline=False)) == plain

    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("a\r\nSet-Cookie: x=y", "a__Set-Cookie: x=y"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Users\\me\\a.pdf", "C:_Users_me_a.pdf"),
            (".htaccess", "htaccess"),
            (" a.pdf. ", "a.pdf"),
            ("exe.\u202egpj.com", "exe._gpj.com"),
            ("a\ud800b", "a_b"),
            ("", "download"),
            ("...", "download"),
        ],
    )
    def test_makes_names_harmless(self, name: str, safe: str) -> None:
        assert shown_name(content_disposition(name, inline=False)) == safe

    def test_cuts_a_long_name_and_keeps_its_ending(self) -> None:
        assert shown_name(content_disposition("ä" * 1000 + ".pdf", inline=False)) == "ä" * 200 + ".pdf"

    @given(name=st.text(st.characters(), max_size=400), inline=st.booleans())
    @example(name="\r\n", inline=True)
    @example(name='";', inline=False)
    def test_is_one_well_formed_header_for_every_name(self, name: str, *, inline: bool) -> None:
        header = content_disposition(name, inline=inline)
        assert header.isascii()
        assert header.isprintable()
        assert len(header) < 3000
        kind, options = parse_options_header(header)
        assert kind == ("inline" if inline else "attachment")
        assert set(options) == {"filename"}
        for shown in (shown_name(header), fallback(header)):
            assert shown
            assert not set(shown) & set("/\\\r\n\0")
            assert not shown.startswith((".", " "))
