"""Reading a made document, and the real ones."""

from pathlib import Path

import pytest

from scripts.quality.documents import TEXT_LAYER, Order, make
from scripts.quality.layouts import load_layouts
from scripts.quality.reading import read
from scripts.quality.report import Report, Split
from scripts.quality.specimens import Finding, read_specimens

LEASE = next(n for n, one in enumerate(load_layouts()) if one.type == "LEASE")


def test_a_lease_with_a_text_layer(tmp_path: Path) -> None:
    order = Order(LEASE, "1-0", TEXT_LAYER)
    made = make(order)
    path = tmp_path / "lease.pdf"
    path.write_bytes(made.content)
    outcome = read(order, made, path)
    assert outcome.code == "LEASE"
    assert outcome.fields["lease_end"] == made.fields["lease_end"]
    assert outcome.zone == ()
    assert made.fields["tenant"] in outcome.text
    assert outcome.characters == 0  # only scans are measured


def test_without_real_documents_the_table_says_so(tmp_path: Path) -> None:
    (finding,) = read_specimens(tmp_path / "nowhere")
    assert finding.holds
    assert finding.read.startswith("skipped")


def test_the_page_gets_the_tables_between_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "docs" / "quality.md"
    page.parent.mkdir()
    page.write_text("before\n<!-- measured -->\nold\n<!-- end of measured -->\nafter\n")
    missed = Finding("scan.png", "readable", "nothing", holds=False)
    report = Report([Split("tuning", []), Split("held out", [])], [missed])
    report.publish()
    text = page.read_text()
    assert text.startswith("before\n<!-- measured -->\n")
    assert text.endswith("<!-- end of measured -->\nafter\n")
    assert "old" not in text
    assert "| scan.png | readable | nothing | **missed** |" in text
    assert "| PASSPORT |" in text
    assert not report.holds
