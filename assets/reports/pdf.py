"""HTML to PDF that is PDF/A-3a and PDF/UA-1 at once, the same bytes for the same input.

WeasyPrint writes one conformance claim; the second one and the extension schema that PDF/A asks
for are added to the XMP metadata afterwards.
"""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ABBILDUNG_SCHEMA: Final = "abb:"
"""Scheme of figures inside the document: `abb:<id>`."""

_LOGGER: Final = logging.getLogger("weasyprint")

_EXTENSION: Final = """
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 this file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
"""


class PdfFehler(Exception):
    """The document could not be rendered; the message names what is missing in it."""


@dataclass(frozen=True)
class GerendertesPdf:
    """A finished PDF.

    Attributes:
        inhalt: The file.
        seiten: Number of pages.
    """

    inhalt: bytes
    seiten: int


class _DocumentFetcher(URLFetcher):
    """Serves figures from memory and fonts from installed packages; nothing from the network."""

    def __init__(self, abbildungen: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self._abbildungen = abbildungen

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the figure or file behind `url`.

        Raises:
            FatalURLFetchingError: the document names a figure that does not exist.
        """
        if not url.startswith(ABBILDUNG_SCHEMA):
            return super().fetch(url, headers)
        kennung = url.removeprefix(ABBILDUNG_SCHEMA)
        if kennung not in self._abbildungen:
            raise FatalURLFetchingError(f"Abbildung „{kennung}“ fehlt im Dokument")
        return URLFetcherResponse(url, self._abbildungen[kennung], {"Content-Type": "image/svg+xml"})


class _Complaints(logging.Handler):
    """Collects what WeasyPrint could not draw, so that nothing is missing without notice."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.meldungen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.meldungen.append(record.getMessage())


def render_pdf(
    html: str, *, css: tuple[str, ...] = (), abbildungen: Mapping[str, bytes] | None = None
) -> GerendertesPdf:
    """Render a document as PDF/A-3a with the PDF/UA-1 claim.

    Args:
        html: The document; `<meta name="dcterms.created">` gives its date.
        css: Style sheets, among them `@font-face` rules with file addresses.
        abbildungen: SVG files by id, for `<img src="abb:ID">`.

    Raises:
        PdfFehler: a figure, font or other resource cannot be loaded.
    """
    complaints = _Complaints()
    _LOGGER.addHandler(complaints)
    try:
        fonts = FontConfiguration()
        fetcher = _DocumentFetcher(abbildungen or {})
        sheets = [CSS(string=blatt, font_config=fonts, url_fetcher=fetcher) for blatt in css]
        document = HTML(string=html, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a", pdf_tags=True
        )
        raw = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True)
    except FatalURLFetchingError as fehler:
        raise PdfFehler(str(fehler)) from fehler
    finally:
        _LOGGER.removeHandler(complaints)
    if complaints.meldungen:
        raise PdfFehler("; ".join(complaints.meldungen[:5]))
    return GerendertesPdf(_add_ua_claim(raw), len(document.pages))


def _add_ua_claim(raw: bytes) -> bytes:
    """Return the file with the PDF/UA-1 identification and its extension schema in the XMP packet."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        stream = pdf.Root.Metadata
        packet = stream.read_bytes()
        head, tail, rest = packet.rpartition(b"</rdf:RDF>")
        if not tail:
            raise PdfFehler("Die Metadaten der PDF-Datei haben nicht die erwartete Form")
        pdf.Root.Metadata = pdf.make_indirect(
            pikepdf.Stream(
                pdf,
                head + _EXTENSION.encode() + tail + rest,
                Type=pikepdf.Name.Metadata,
                Subtype=pikepdf.Name.XML,
            )
        )
        _mark_structure(pdf)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def _mark_structure(pdf: pikepdf.Pdf) -> None:
    """Show the title in the window bar and order tabs by structure, as PDF/UA asks."""
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for page in pdf.pages:
        if "/Annots" in page:
            page.Tabs = pikepdf.Name.S
