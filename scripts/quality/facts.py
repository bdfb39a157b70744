"""Invented people, numbers and days: what one document says, drawn when a layout asks for it."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

from services.document.catalogue.catalogue import parse

TODAY = date(2026, 11, 20)
"""The day of every measurement, so that the same seed means the same documents next year."""

BAR = {"À": "A", "Ø": "OE", "Ł": "L", "Æ": "AE", "Ü": "UE", "Ö": "OE", "Ä": "AE", "Å": "AA", "İ": "I", "I": "I"}

_REFERENCE = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """`truth` is the value as extraction normalises it; `spell` writes it in a style."""

    truth: str
    spell: Callable[[str], str]


class Facts:
    """The facts of one document; the same generator state and the same questions give the same facts."""

    def __init__(self, rng: random.Random, given: Mapping[str, str] | None = None) -> None:
        self._rng = rng
        self._known = {name: _plain(text) for name, text in (given or {}).items()}
        self._sex = rng.choice("FM")
        self._country = rng.choice(_data()["countries"])

    def __getitem__(self, name: str) -> Fact:
        """Raises KeyError where nothing of that name can be invented."""
        if name not in self._known:
            self._known[name] = self._invent(name)
        return self._known[name]

    def fill(self, text: str) -> str:
        """`text` with every `{name}` or `{name:style}` written out."""
        return _REFERENCE.sub(lambda match: self[match[1]].spell(match[2] or ""), text)

    def names_in(self, text: str) -> set[str]:
        """Which facts `text` asks for."""
        return {match[1] for match in _REFERENCE.finditer(text)}

    def day(self, name: str) -> date:
        """The date that the fact `name` is."""
        return date.fromisoformat(self[name].truth)

    def _invent(self, name: str) -> Fact:
        data = _data()
        if name in data["dates"]:
            return _day(self._draw_day(data["dates"][name]))
        if name in data["money"]:
            return _money(self._rng.randint(*data["money"][name]), self._rng.randint(0, 99))
        if name in data["choices"]:
            return _plain(self._rng.choice(data["choices"][name]))
        if name in data["patterns"]:
            return _number(self._draw(data["patterns"][name]))
        if name in data["phrases"]:
            return _plain(self.fill(data["phrases"][name]))
        return self._person()[name]()

    def _person(self) -> Mapping[str, Callable[[], Fact]]:
        data, choose = _data(), self._rng.choice
        own = data["given_names_f" if self._sex == "F" else "given_names_m"]
        return {
            "surname": lambda: _plain(choose(data["surnames"])),
            "other_surname": lambda: _plain(choose(data["surnames"])),
            "third_surname": lambda: _plain(choose(data["surnames"])),
            "given_names": lambda: _plain(choose(own)),
            "relative_f": lambda: _plain(choose(data["given_names_f"])),
            "relative_m": lambda: _plain(choose(data["given_names_m"])),
            "email_name": lambda: _plain(re.sub("[^a-z]", "", plain_letters(self["full_name"].truth).lower())),
            "sex": lambda: Fact(
                self._sex, {"": self._sex, "word": {"F": "Female", "M": "Male"}[self._sex]}.__getitem__
            ),
            "nationality": lambda: _country(self._country),
            "country_of_birth": lambda: _country(self._country),
            "issuing_state": lambda: _country(self._country),
        }

    def _draw_day(self, rule: Mapping[str, Any]) -> date:
        if "same" in rule:
            return self.day(rule["same"])
        start = self.day(rule["after"]) if "after" in rule else TODAY
        return start + timedelta(days=self._rng.randint(*rule["days"]))

    def _draw(self, pattern: str) -> str:
        chosen = re.sub(r"\[([^\]]*)\]", lambda match: self._rng.choice(match[1].split("|")), pattern)
        kinds = {"#": "0123456789", "%": "123456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ"}
        return "".join(self._rng.choice(kinds[mark]) if mark in kinds else mark for mark in chosen)


def stand_ins(field: str) -> Sequence[str]:
    """Facts that are printed where the catalogue's field `field` is meant."""
    stands: Mapping[str, Sequence[str]] = _data()["stand_for"]
    return stands.get(field, ())


def plain_letters(text: str) -> str:
    """`text` without marks on its letters, transliterated as ICAO 9303-3, 6.A recommends."""
    spelled = "".join(BAR.get(character.upper(), character) for character in text)
    return "".join(letter for letter in normalize("NFKD", spelled) if letter.isascii())


def _plain(text: str) -> Fact:
    return Fact(text, lambda style: text.upper() if style == "upper" else text)


def _country(country: tuple[str, str, str]) -> Fact:
    code, name, adjective = country
    styles = {
        "": name,
        "upper": name.upper(),
        "code": code,
        "adjective": adjective,
        "adjective_upper": adjective.upper(),
    }
    return Fact(code, styles.__getitem__)


def _number(text: str) -> Fact:
    digits = re.sub(r"\D", "", text)
    styles = {
        "bare": digits,
        "spaced": " ".join((digits[:3], digits[3:6], digits[6:])),
        "dashes": "-".join((digits[:3], digits[3:6], digits[6:])),
        "dashed": "-".join((text[: len(text) - 6], text[-6:-3], text[-3:])),
    }
    return Fact(text, lambda style: styles.get(style, text))


def _money(whole: int, cents: int) -> Fact:
    styles = {"": f"${whole:,}.{cents:02}", "bare": f"{whole:,}.{cents:02}", "whole": f"${whole:,}"}
    return Fact(f"{whole}.{cents:02}", styles.__getitem__)


def _day(day: date) -> Fact:
    styles = {
        "": f"{day:%m/%d/%Y}",
        "long": f"{day:%B} {day.day}, {day.year}",
        "long_upper": f"{day:%B} {day.day}, {day.year}".upper(),
        "day_month": f"{day:%d %b %Y}",
        "military": f"{day:%d %b %Y}".upper(),
        "military_joined": f"{day:%d%b%Y}".upper(),
        "european": f"{day:%d/%m/%Y}",
        "dotted": f"{day:%d.%m.%Y}",
        "iso": day.isoformat(),
        "short": f"{day:%m/%d/%y}",
        "dashed": f"{day:%m-%d-%Y}",
        "written": f"{day.day} {day:%B} {day.year}",
        "month_dashed": f"{day:%d-%b-%Y}".upper(),
        "spaced": f"{day:%d %m %Y}",
        "slashes": f"{day:%Y/%m/%d}",
        "month": f"{day:%B %Y}",
        "year": str(day.year),
    }
    return Fact(day.isoformat(), styles.__getitem__)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = parse(files(__package__) / "facts.yaml")
    return data
