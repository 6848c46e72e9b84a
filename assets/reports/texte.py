"""Prose files to HTML: Markdown with placeholders for territory and figures."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from assets.sources.fehler import EingabeFehler

_PLATZHALTER: Final = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")
_UEBERSCHRIFT: Final = re.compile(r"^h([1-6])$")
OBERSTE_EBENE: Final = 2
"""Level of the highest heading of a prose file; level 1 belongs to the chapter."""

OHNE_WERT: Final = ("ohne Angabe", "kein Wert")
"""Texts of a placeholder whose figure is missing; the sentence that needs it is left out."""

_SATZGRENZE: Final = re.compile(r"(?<=[^\d\s][.!?])[ ](?=\S)")

Angaben = Callable[[str], str | None]


def render_datei(pfad: Path, angaben: Angaben) -> Markup:
    """Return a prose file as HTML.

    Args:
        pfad: Markdown file, UTF-8.
        angaben: Gives the text for a placeholder name, or None where the name is unknown.

    Raises:
        EingabeFehler: the file is missing, is not UTF-8, or holds an unknown placeholder.
    """
    try:
        quelltext = pfad.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as fehler:
        raise EingabeFehler(
            datei=_short(pfad),
            gefunden="keine lesbare Textdatei",
            erwartet="eine Textdatei in UTF-8",
            abhilfe="die Datei anlegen oder in UTF-8 speichern",
        ) from fehler
    return render_markdown(fill_placeholders(quelltext, _short(pfad), angaben))


def _short(pfad: Path) -> str:
    """Return the path as a planner knows it: from `texte` on."""
    teile = pfad.parts
    return "/".join(teile[teile.index("texte") :]) if "texte" in teile else pfad.name


def fill_placeholders(quelltext: str, datei: str, angaben: Angaben) -> str:
    """Replace `[[name]]` by its text; a capital first letter makes the text begin with one.

    A sentence with a figure that this Kreis does not have is left out.

    Raises:
        EingabeFehler: with file and line of the first unknown placeholder.
    """

    def replace(treffer: re.Match[str]) -> str:
        name = treffer[1]
        gross = name[:1].isupper()
        text = angaben(name[:1].lower() + name[1:] if gross else name)
        if text is None:
            raise EingabeFehler(
                datei=datei,
                zeile=quelltext.count("\n", 0, treffer.start()) + 1,
                gefunden=f"den Platzhalter „[[{name}]]“",
                erwartet="[[gebiet]], [[im_gebiet]], [[land]] oder die Kennung eines Indikators",
                abhilfe="die Schreibweise mit der Liste in assets/catalogue/indikatoren vergleichen",
            )
        return text[:1].upper() + text[1:] if gross else text

    fehlend = {t[1] for t in _PLATZHALTER.finditer(quelltext) if angaben(t[1]) in OHNE_WERT}
    return _PLATZHALTER.sub(replace, _without_sentences(quelltext, fehlend))


def _without_sentences(quelltext: str, fehlend: set[str]) -> str:
    """Return the text without the sentences that name one of the given placeholders."""
    if not fehlend:
        return quelltext
    zeilen = []
    for zeile in quelltext.split("\n"):
        saetze = _SATZGRENZE.split(zeile)
        bleibt = [s for s in saetze if not fehlend & set(_PLATZHALTER.findall(s))]
        zeilen.append(" ".join(bleibt))
    return "\n".join(zeilen)


def render_markdown(quelltext: str) -> Markup:
    """Return Markdown as HTML: headings from level 2, table heads with scope, no raw HTML."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(quelltext)
    _shift_headings(tokens)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    # Markdown source and its values are ours; raw HTML in it is escaped by the parser.
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704


def _shift_headings(tokens: list[Token]) -> None:
    """Move the highest heading of the text to level 2 and the others along, without gaps."""
    ebenen = sorted({int(t.tag[1]) for t in tokens if _UEBERSCHRIFT.match(t.tag)})
    neu = {f"h{alt}": f"h{min(OBERSTE_EBENE + i, 6)}" for i, alt in enumerate(ebenen)}
    for token in tokens:
        token.tag = neu.get(token.tag, token.tag)
