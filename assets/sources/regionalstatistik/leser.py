"""Reader of the table CSV of the Regionaldatenbank Deutschland and of GENESIS-Online.

One reader for the whole family: the layout (title block, stacked header, leading columns, footer) is
understood, not listed table by table. Columns that the catalogue knows get its ids; all others are read
as well and get a stable id made from the table number and the header path.

Conventions: `gebietsstand` is the Stichtag of the figure, for years 31.12. of the year, and empty for
spans of years. `stand` of the source is the date printed in the footer. The file is never changed.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from assets.catalogue.models import MerkmalEintrag
from assets.sources.fehler import EingabeFehler
from assets.sources.lesung import Lesung
from assets.sources.rahmen import beobachtungen_rahmen
from assets.sources.regionalstatistik.aufbau import (
    NEU_LADEN,
    Aufbau,
    decode_text,
    recognise_first_line,
    split_file,
)
from assets.sources.regionalstatistik.koerper import read_body
from assets.sources.regionalstatistik.kopf import Spalte, read_columns, short_path
from assets.sources.regionalstatistik.quelle import source_row
from assets.sources.regionalstatistik.striche import last_day, resolve_dashes
from schemas.sources import Beobachtungen, Quelle

FAMILIE: Final = "regionalstatistik"
_UMSCHRIFT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BEZUG: Final = ("Stichtag", "Jahressumme", "Jahresdurchschnitt", "Schuljahr")


def recognise_regionalstatistik(inhalt: bytes) -> bool:
    """Say whether the bytes are a table CSV of the family, by the first line."""
    return recognise_first_line(inhalt)


def read_regionalstatistik(
    pfad: Path,
    merkmale: Mapping[str, MerkmalEintrag],
    bekannte_kreise: Collection[str] | None = None,
) -> Lesung:
    """Read one file.

    Args:
        pfad: The file; it is only read.
        merkmale: Catalogue of base measures by id; entries of other families are ignored.
        bekannte_kreise: Keys of all Kreise; a five-digit key that is neither here nor a known dissolved
            Kreis is refused. None: keys are checked for their form only.

    Returns:
        Source, observations (`wert` in the unit of the measure), territories, warnings.

    Raises:
        EingabeFehler: the file is no intact table of the family; names row, column, found, expected.
    """
    inhalt = pfad.read_bytes()
    aufbau = split_file(decode_text(inhalt, pfad.name), pfad.name)
    vorspalten, spalten = read_columns(aufbau)
    zellen, gebiete, hinweise = read_body(aufbau, vorspalten, spalten, bekannte_kreise)
    katalog = [m for m in merkmale.values() if m.familie == FAMILIE and m.tabelle == aufbau.tabelle]
    _require_columns(aufbau, spalten, katalog)
    hinweise += _missing_characteristics(zellen, katalog)
    zellen, neue = _assign_measures(zellen, aufbau, spalten, katalog)
    zellen, warnungen = resolve_dashes(zellen)
    quelle = source_row(aufbau, hashlib.sha256(inhalt).hexdigest())
    return Lesung(
        datei=pfad.name,
        quelle=Quelle.validate(quelle),
        beobachtungen=_observations(zellen, str(quelle["quelle_id"].iloc[0])),
        gebiete=gebiete.astype("str"),
        warnungen=tuple(hinweise + warnungen),
        merkmale=neue,
    )


def generated_id(tabelle: str, pfad: tuple[str, ...], auspraegung: str) -> str:
    """Return the id of a column that the catalogue does not know, such as `rs18220_zuzuege_maennlich`."""
    stamm = re.sub(r"\D", "", tabelle)[:5]
    teile = [*pfad, *([auspraegung] if auspraegung else [])]
    text = "_".join(teile).lower().translate(_UMSCHRIFT)
    return f"rs{stamm}_{re.sub(r'[^a-z0-9]+', '_', text).strip('_')}"


def _require_columns(aufbau: Aufbau, spalten: list[Spalte], katalog: list[MerkmalEintrag]) -> None:
    vorhanden = {spalte.pfad for spalte in spalten}
    for eintrag in katalog:
        if short_path(eintrag.spalte) not in vorhanden:
            raise EingabeFehler(
                aufbau.datei, "keine solche Spalte",
                f"die Spalte für „{eintrag.name}“ wie im Katalog der Merkmale ({eintrag.id})",
                "Die Tabelle mit allen Spalten herunterladen; hat das Amt die Spalte umbenannt, den Katalog "
                "anpassen.",
                zeile=aufbau.anfang - len(aufbau.kopf), spalte=" / ".join(short_path(eintrag.spalte)),
            )  # fmt: skip


def _missing_characteristics(zellen: pd.DataFrame, katalog: list[MerkmalEintrag]) -> list[str]:
    vorhanden = set(zellen["auspraegung"])
    fehlend = sorted({m.auspraegung for m in katalog if m.auspraegung} - vorhanden)
    return [f"Ausprägungen fehlen in der Datei: {', '.join(fehlend)}."] if fehlend else []


def _assign_measures(
    zellen: pd.DataFrame, aufbau: Aufbau, spalten: list[Spalte], katalog: list[MerkmalEintrag]
) -> tuple[pd.DataFrame, tuple[MerkmalEintrag, ...]]:
    """Add `merkmal_id`; make entries for columns that the catalogue does not know."""
    bekannt = {(short_path(m.spalte), m.auspraegung or ""): m.id for m in katalog}
    paare = zellen[["spalte", "auspraegung"]].drop_duplicates()
    ids: dict[tuple[int, str], str] = {}
    neue: dict[str, MerkmalEintrag] = {}
    for nummer, auspraegung in paare.itertuples(index=False):
        spalte = spalten[nummer]
        schluessel = (spalte.pfad, auspraegung)
        if schluessel not in bekannt:
            eintrag = _new_entry(aufbau, spalte, auspraegung, str(zellen["zeitraum"].iloc[0]))
            neue.setdefault(eintrag.id, eintrag)
            bekannt[schluessel] = eintrag.id
        ids[(nummer, auspraegung)] = bekannt[schluessel]
    paare["merkmal_id"] = [ids[paar] for paar in paare.itertuples(index=False, name=None)]
    doppelt = paare["merkmal_id"].duplicated()
    if doppelt.any() and not any(spalte.zeit for spalte in spalten):
        raise EingabeFehler(
            aufbau.datei, f"zwei Spalten für „{paare.loc[doppelt, 'merkmal_id'].iloc[0]}“",
            "unterscheidbare Spalten", NEU_LADEN,
        )  # fmt: skip
    return zellen.merge(paare, on=["spalte", "auspraegung"], how="left", validate="m:1"), tuple(neue.values())


def _new_entry(aufbau: Aufbau, spalte: Spalte, auspraegung: str, zeitraum: str) -> MerkmalEintrag:
    einheit = spalte.einheit or "Anzahl"
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


def _observations(zellen: pd.DataFrame, quelle_id: str) -> pd.DataFrame:
    zeitraum = zellen["zeitraum"]
    gebietsstand = last_day(zeitraum).where(~zeitraum.str.contains("/"))
    tabelle = pd.DataFrame(
        {
            "merkmal_id": zellen["merkmal_id"].astype("str"),
            "ags": zellen["ags"].astype("str"),
            "zeitraum": zeitraum.astype("str"),
            "wert": zellen["wert"].astype(float),
            "kennzeichen": zellen["kennzeichen"].astype("str"),
            "quelle_id": pd.Series(quelle_id, index=zellen.index, dtype="str"),
            "gebietsstand": gebietsstand.astype("str"),
        }
    )
    return Beobachtungen.validate(beobachtungen_rahmen([tabelle]))
