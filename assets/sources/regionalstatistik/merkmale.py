"""Which measure a column and a characteristic are: by the catalogue, else a stable id made from them."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from assets.catalogue.models import MerkmalEintrag
from assets.sources.regionalstatistik.aufbau import Aufbau
from assets.sources.regionalstatistik.kopf import Spalte, short_path, unit_of_title
from assets.sources.regionalstatistik.zellen import Zeilen, Zellen

FAMILIE: Final = "regionalstatistik"
_UMSCHRIFT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BEZUG: Final = ("Stichtag", "Jahressumme", "Jahresdurchschnitt", "Schuljahr")


def generated_id(tabelle: str, pfad: tuple[str, ...], auspraegung: str) -> str:
    """Return the id of a column that the catalogue does not know, such as `rs18220_zuzuege_maennlich`."""
    stamm = re.sub(r"\D", "", tabelle)[:5]
    teile = [*pfad, *([auspraegung] if auspraegung else [])]
    text = "_".join(teile).lower().translate(_UMSCHRIFT)
    return f"rs{stamm}_{re.sub(r'[^a-z0-9]+', '_', text).strip('_')}"


def require_columns(aufbau: Aufbau, spalten: Sequence[Spalte], katalog: Sequence[MerkmalEintrag]) -> None:
    """Refuse a table without a column that the catalogue expects.

    Raises:
        EingabeFehler: it is missing.
    """
    vorhanden = {spalte.pfad for spalte in spalten}
    for eintrag in katalog:
        if short_path(eintrag.spalte) not in vorhanden:
            raise aufbau.rohdaten.refuse(
                "keine solche Spalte",
                f"die Spalte für „{eintrag.name}“ wie im Katalog der Merkmale ({eintrag.id})",
                "Die Tabelle mit allen Spalten herunterladen; hat das Amt die Spalte umbenannt, den Katalog "
                "anpassen.",
                zeile=aufbau.anfang - len(aufbau.kopf), spalte=" / ".join(short_path(eintrag.spalte)),
            )  # fmt: skip


def missing_characteristics(zeilen: Zeilen, katalog: Sequence[MerkmalEintrag]) -> list[str]:
    """Say which characteristics of the catalogue the file does not have."""
    fehlend = sorted({m.auspraegung for m in katalog if m.auspraegung} - set(zeilen.auspraegungen))
    return [f"Ausprägungen fehlen in der Datei: {', '.join(fehlend)}."] if fehlend else []


def assign_measures(
    zellen: Zellen,
    zeilen: Zeilen,
    aufbau: Aufbau,
    spalten: Sequence[Spalte],
    katalog: Sequence[MerkmalEintrag],
) -> tuple[list[MerkmalEintrag], list[tuple[str, ...]]]:
    """Number the cells by measure instead of column and characteristic.

    Returns:
        Entries made for what the catalogue does not know; labels of every measure in `zellen.merkmale`.

    Raises:
        EingabeFehler: two columns that come out as the same measure.
    """
    bekannt = {(short_path(m.spalte), m.auspraegung or ""): m.id for m in katalog}
    neue: dict[str, MerkmalEintrag] = {}
    merkmale: dict[str, int] = {}
    gedruckt: list[tuple[str, ...]] = []
    vergeben: set[tuple[str, str | None]] = set()
    anzahl = len(spalten)
    nummern = np.full(len(zeilen.auspraegungen) * anzahl, -1, np.int32)
    vorhanden = np.zeros(len(nummern), bool)
    vorhanden[zellen.merkmal] = True
    erster = zellen.zeiten[zellen.zeit[0]] if len(zellen) else ""
    for paar in np.flatnonzero(vorhanden).tolist():
        spalte, auspraegung = spalten[paar % anzahl], zeilen.auspraegungen[paar // anzahl]
        if (spalte.pfad, auspraegung) not in bekannt:
            eintrag = _new_entry(aufbau, spalte, auspraegung, erster)
            neue.setdefault(eintrag.id, eintrag)
            bekannt[spalte.pfad, auspraegung] = eintrag.id
        merkmal = bekannt[spalte.pfad, auspraegung]
        if (merkmal, spalte.zeit) in vergeben:
            raise aufbau.rohdaten.refuse(
                f"zwei Spalten für „{merkmal}“", "unterscheidbare Spalten",
                zeile=aufbau.anfang - 1, spalte=spalte.name,
            )  # fmt: skip
        vergeben.add((merkmal, spalte.zeit))
        nummern[paar] = merkmale.setdefault(merkmal, len(merkmale))
        if len(merkmale) > len(gedruckt):
            gedruckt.append((*spalte.pfad, *([auspraegung] if auspraegung else [])))
    zellen.merkmal = nummern[zellen.merkmal]
    zellen.merkmale = list(merkmale)
    return list(neue.values()), gedruckt


def _new_entry(aufbau: Aufbau, spalte: Spalte, auspraegung: str, zeitraum: str) -> MerkmalEintrag:
    einheit = spalte.einheit or unit_of_title(aufbau.titel) or "ohne Angabe"
    name = ", ".join([*spalte.pfad, *([auspraegung] if auspraegung else [])])
    bezug = "Stichtag" if len(zeitraum) == 10 else "Jahr"
    return MerkmalEintrag(
        id=generated_id(aufbau.tabelle, spalte.pfad, auspraegung),
        name=name,
        definition=f"{aufbau.ganzer_titel}; Tabelle {aufbau.tabelle}, Spalte „{name}“",
        einheit=einheit,
        bezug=next((wort for wort in _BEZUG if wort in aufbau.ganzer_titel), bezug),
        familie=FAMILIE,
        tabelle=aufbau.tabelle,
        spalte=spalte.pfad,
        auspraegung=auspraegung or None,
        summierbar=einheit in ("Anzahl", "Personen"),
    )
