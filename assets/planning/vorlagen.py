"""Templates for everything the Landratsamt fills in itself, and workbooks of the fictional samples."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from assets.catalogue.kommunal import Thema, load_kommunale_merkmale, load_themen
from assets.catalogue.load import ORDNER, read_entries
from assets.catalogue.models import Handlungsfeld, MerkmalEintrag
from assets.planning.mappe import Blatt, write_csv, write_xlsx
from assets.planning.register import REGISTER, Feld, Register
from assets.sources.kommunal.leser import MARKE, SPALTEN
from assets.sources.kommunal.tabelle import read_tabelle

_NUR_ZAEHLWERTE: Final = (
    "Nur Zählwerte eintragen, nie Angaben zu einzelnen Menschen (§ 35 SGB I, §§ 67 ff. SGB X). Kleine Zahlen "
    "werden unverändert eingetragen; vor der Veröffentlichung werden sie gesperrt."
)
_SPEICHERN: Final = (
    "Ausgefüllt als XLSX oder CSV im Ordner data/raw/kommunal ablegen, unter dem Namen {name}. Kopfzeile und "
    "Blattname „Daten“ bitte nicht ändern."
)
_BEISPIELBLATT: Final = (
    "Das Blatt „Beispiel“ zeigt mit erfundenen Angaben, wie die Tabelle ausgefüllt wird; eingelesen wird nur "
    "das Blatt „Daten“."
)
_GANZE: Final = ("1.240", "310")
_MIT_ZAHL: Final = 2
_MUSTERZELLE: Final = {"datum": "31.12.2026", "jahr": "2026", "zahl": "12,5", "marke": "ja"}
_MUSTER: Final = f"{MARKE}: Alle Angaben in dieser Datei sind erfunden."


def write_vorlagen(ordner: Path) -> list[Path]:
    """Write all templates as CSV and XLSX; the same content gives the same bytes.

    Args:
        ordner: Target folder; made if missing.

    Returns:
        The files, sorted by name.
    """
    ordner.mkdir(parents=True, exist_ok=True)
    dateien = []
    for name, blatt in _templates().items():
        for endung, write in ((".csv", write_csv), (".xlsx", write_xlsx)):
            pfad = ordner / f"{name}{endung}"
            write(pfad, blatt)
            dateien.append(pfad)
    return sorted(dateien)


def write_beispielmappen(ordner: Path, ziel: Path | None = None) -> list[Path]:
    """Write the workbook beside each sample CSV of a register, with the same cells.

    Args:
        ordner: Folder with `BEISPIEL_*.csv`.
        ziel: Folder of the workbooks; the same one if None.

    Raises:
        EingabeFehler: a sample has the wrong columns.
    """
    dateien = []
    for name, blatt in _templates().items():
        quelle = ordner / f"{MARKE}_{name}.csv"
        if not quelle.is_file():
            continue
        felder = blatt.felder
        if "beispiel" not in [feld.spalte for feld in felder]:
            felder = (_mark_field(), *felder)
        tabelle = read_tabelle(quelle, [feld.spalte for feld in felder])
        muster = Blatt(
            f"{MARKE}: {blatt.titel}",
            (_MUSTER, *blatt.hinweise),
            felder,
            tuple(zeile.zellen for zeile in tabelle.zeilen),
            blatt.vorschlaege,
        )
        pfad = (ziel or ordner) / f"{quelle.stem}.xlsx"
        write_xlsx(pfad, muster)
        dateien.append(pfad)
    return dateien


def _templates() -> dict[str, Blatt]:
    felder = read_entries(
        ORDNER / "handlungsfelder.toml", "handlungsfelder.toml", "handlungsfeld", Handlungsfeld
    )
    themen = {thema.id: _topic_sheet(thema) for thema in load_themen().values()}
    return themen | {name: _register_sheet(register, felder) for name, register in REGISTER.items()}


def _topic_sheet(thema: Thema) -> Blatt:
    eintraege = load_kommunale_merkmale()
    namen = {m.id: eintraege[m.id].name for m in thema.merkmale}
    definitionen = tuple(f"{eintraege[m.id].name}: {eintraege[m.id].definition}" for m in thema.merkmale)
    beschreibungen: Mapping[str, tuple[str, bool]] = {
        "merkmal": ("Was gezählt wurde", True),
        "gebiet": (
            "Schlüssel des Kreises (16065), der Gemeinde (16065067) oder des Planungsbereichs (16065-P5002); "
            "der Name darf folgen. Eine Zeile für den Kreis insgesamt nicht vergessen.",
            True,
        ),
        "zeitraum": ("Jahr (2025), Stichtag (31.12.2025) oder Schuljahr (2024/2025)", True),
        "wert": (
            "Anzahl oder Zahl mit Dezimalkomma. Statt einer Zahl: - für genau null, . für unbekannt, "
            "... für „liegt später vor“, x für nicht sinnvoll, / für nicht sicher genug",
            True,
        ),
        "bemerkung": ("Für die eigene Arbeit; wird nicht eingelesen", False),
    }
    felder = tuple(
        Feld(s, *beschreibungen[s], "zahl" if s == "wert" else "text", namen if s == "merkmal" else {})
        for s in SPALTEN
    )
    name = f"{thema.id}_JJJJ-MM-TT.xlsx (Stand der Zählung, zum Beispiel {thema.id}_2026-07-31.xlsx)"
    return Blatt(
        f"{thema.name}: Zählwerte",
        (
            f"Zuständig: {thema.zustaendig}. {thema.hinweis}",
            _NUR_ZAEHLWERTE,
            _SPEICHERN.format(name=name),
            _BEISPIELBLATT,
            *definitionen,
        ),
        felder,
        tuple({"merkmal": bezeichnung} for bezeichnung in namen.values()),
        muster=tuple(_topic_samples(thema, eintraege)),
    )


def _topic_samples(thema: Thema, eintraege: Mapping[str, MerkmalEintrag]) -> Iterator[dict[str, str]]:
    """Yield invented rows of a topic: a Kreis, a Planungsbereich, figures that are not at hand."""
    zeiten = {"Jahressumme": "2025", "Schuljahr": "2024/2025", "Stichtag 01.03.": "01.03.2025"}
    for nummer, groesse in enumerate(thema.merkmale):
        eintrag = eintraege[groesse.id]
        zahlen = (
            ("14,75", "3,5") if eintrag.einheit == "VZÄ" else ("310", "85") if groesse.teil_von else _GANZE
        )
        zeile = {
            "merkmal": eintrag.name,
            "zeitraum": zeiten.get(eintrag.bezug, "31.12.2025"),
            "bemerkung": "erfunden",
        }
        yield zeile | {"gebiet": "16065 Kreis insgesamt", "wert": zahlen[0]}
        yield zeile | {"gebiet": "16065-P5002 Greußen", "wert": zahlen[1] if nummer < _MIT_ZAHL else "."}


def _register_sample(felder: Sequence[Feld], vorschlaege: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return one invented row that fits the kinds of the columns."""
    zeile = {}
    for feld in felder:
        auswahl = vorschlaege.get(feld.spalte) or tuple(feld.auswahl.values())
        zeile[feld.spalte] = _MUSTERZELLE.get(feld.art) or (auswahl[0] if auswahl else MARKE)
    return zeile


def _register_sheet(register: Register, felder: Iterable[Handlungsfeld]) -> Blatt:
    spalten = register.felder
    nummern = tuple(f"{f.nummer} {f.name}" for f in sorted(felder, key=lambda f: f.nummer))
    vorschlaege = {"handlungsfeld": nummern} if any(feld.art == "nummer" for feld in spalten) else {}
    alle = (*(feld for feld in spalten if feld.art != "marke"), _mark_field())
    return Blatt(
        register.titel,
        (register.hinweis, _SPEICHERN.format(name=f"{register.name}.xlsx"), _BEISPIELBLATT),
        alle,
        (),
        vorschlaege or None,
        (_register_sample(alle, vorschlaege),),
    )


def _mark_field() -> Feld:
    return Feld("beispiel", "leer lassen; „ja“ steht nur in erfundenen Mustern", False, "marke", {})
