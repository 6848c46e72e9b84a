"""Prose files: placeholders, headings, table heads, no raw HTML."""

from pathlib import Path

import pytest

from assets.reports.texte import fill_placeholders, render_datei, render_markdown
from assets.sources.fehler import EingabeFehler

ANGABEN = {
    "gebiet": "Kyffhäuserkreis",
    "im_gebiet": "im Kyffhäuserkreis",
    "quote": "8,3 Prozent",
    "quote.jahr": "2025",
}


def test_placeholders_and_capital_first_letter() -> None:
    text = fill_placeholders("[[Im_gebiet]] sind es [[ quote ]] ([[quote.jahr]]).", "a.md", ANGABEN.get)
    assert text == "Im Kyffhäuserkreis sind es 8,3 Prozent (2025)."


def test_unknown_placeholder_names_file_and_line(tmp_path: Path) -> None:
    datei = tmp_path / "texte" / "familienbericht" / "jugend.md"
    datei.parent.mkdir(parents=True)
    datei.write_text("Erste Zeile\n\nHier [[quotee]]\n", encoding="utf-8")
    with pytest.raises(EingabeFehler) as fehler:
        render_datei(datei, ANGABEN.get)
    assert "Datei texte/familienbericht/jugend.md, Zeile 3" in str(fehler.value)
    assert "[[quotee]]" in str(fehler.value)


def test_missing_or_wrongly_encoded_file(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="UTF-8"):
        render_datei(tmp_path / "fehlt.md", ANGABEN.get)
    (tmp_path / "alt.md").write_bytes("Übergänge".encode("latin-1"))
    with pytest.raises(EingabeFehler, match="UTF-8"):
        render_datei(tmp_path / "alt.md", ANGABEN.get)


@pytest.mark.parametrize("quelltext", ["# A\n\n### B\n", "## A\n\n### B\n", "### A\n\n#### B\n"])
def test_headings_begin_at_level_two_without_gaps(quelltext: str) -> None:
    html = render_markdown(quelltext)
    assert "<h2>A</h2>" in html
    assert "<h3>B</h3>" in html


def test_table_heads_have_a_scope_and_html_is_escaped() -> None:
    html = render_markdown("| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>x</script>\n")
    assert html.count('<th scope="col">') == 2
    assert "<script>" not in html


def test_a_sentence_without_its_figure_is_left_out() -> None:
    text = "Am 31. Dezember waren es [[quote]]. Im Jahr [[alt.jahr]] waren es [[alt]]. Das bleibt."
    angaben = ANGABEN | {"alt": "ohne Angabe", "alt.jahr": "ohne Angabe"}
    assert fill_placeholders(text, "a.md", angaben.get) == "Am 31. Dezember waren es 8,3 Prozent. Das bleibt."
