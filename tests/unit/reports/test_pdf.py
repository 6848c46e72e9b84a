"""PDF/A-3a and PDF/UA-1 claims, repeatable bytes, nothing missing without notice."""

import io

import pikepdf
import pytest

from assets.reports.pdf import PdfFehler, render_pdf

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm"><rect width="9" height="9"/></svg>'
HTML = """<!DOCTYPE html><html lang="de"><head><title>Probe</title>
<meta name="dcterms.created" content="2026-04-22T00:00:00Z">
<meta name="dcterms.modified" content="2026-04-22T00:00:00Z"></head>
<body><h1 id="a">Kopf</h1><p><a href="#a">Verweis</a></p>
<img src="abb:eins" alt="Ein Quadrat"></body></html>"""


def test_both_claims_are_in_the_metadata() -> None:
    ergebnis = render_pdf(HTML, abbildungen={"eins": SVG})
    assert ergebnis.seiten == 1
    with pikepdf.open(io.BytesIO(ergebnis.inhalt)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert 'pdfuaid:part="1"' in xmp
        assert "pdfaExtension:schemas" in xmp
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.Lang == "de"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260422")


def test_same_input_same_bytes() -> None:
    erstes, zweites = (render_pdf(HTML, abbildungen={"eins": SVG}).inhalt for _ in range(2))
    assert erstes == zweites


@pytest.mark.parametrize(
    ("alt", "neu", "meldung"),
    [
        ('src="abb:eins"', 'src="abb:zwei"', "zwei"),
        ('href="#a"', 'href="#fehlt"', "fehlt"),
        ('src="abb:eins"', 'src="https://example.org/x.svg"', "example.org"),
    ],
)
def test_what_cannot_be_loaded_stops_the_document(alt: str, neu: str, meldung: str) -> None:
    with pytest.raises(PdfFehler, match=meldung):
        render_pdf(HTML.replace(alt, neu), abbildungen={"eins": SVG})
