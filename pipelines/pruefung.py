"""Conditions that stop a run before anything is published."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import duckdb

from assets.catalogue.models import MerkmalEintrag
from assets.sources.eingang.namen import NICHT_GELESEN
from assets.sources.fehler import EingabeFehler
from assets.sources.stufe import Leseprotokoll

_TABELLENNUMMER: Final = re.compile(r"\d{3}-\d{2}-\d|\d{5}-\d{2}-\d{2}-\d|\d{5}-\d{4}")


class KreisOhneDaten(Exception):
    """A Kreis was asked for that the present data do not serve."""


class EingabenAbgelehnt(Exception):
    """One or more files were refused; nothing is published."""

    def __init__(self, fehler: Sequence[EingabeFehler]) -> None:
        """Keep the single errors; the message lists them all."""
        self.fehler = tuple(fehler)
        super().__init__("\n".join(str(f) for f in fehler))


def require_readable(
    protokoll: Leseprotokoll, merkmale: Mapping[str, MerkmalEintrag], rohdaten: Path
) -> None:
    """Stop when a file was refused that the run might have needed.

    A refused file stops the run, with one exception: its name is the number of a table that the
    catalogue does not use, it does not lie in the installation's own raw folder, and every measure of the
    catalogue was read from intact files. Such a stray file (an old table saved as an error page in a large
    collection, say) is reported and passed over.

    Raises:
        EingabenAbgelehnt: with every refused file.
    """
    if not protokoll.abgelehnt:
        return
    amtlich = [m for m in merkmale.values() if m.familie != "kommunal"]
    alles_da = {m.id for m in amtlich} <= protokoll.merkmale
    tabellen = {m.tabelle for m in amtlich if m.familie == "regionalstatistik"}
    eigene = {p.name for p in rohdaten.rglob("*") if p.relative_to(rohdaten).parts[0] not in NICHT_GELESEN}
    schlimm = [
        f
        for f in protokoll.abgelehnt
        if not alles_da or Path(f.datei).name in eigene or not _is_other_table(f.datei, tabellen)
    ]
    if schlimm:
        raise EingabenAbgelehnt(schlimm)


def _is_other_table(datei: str, tabellen: AbstractSet[str]) -> bool:
    treffer = _TABELLENNUMMER.match(Path(datei).name)
    return treffer is not None and treffer.group() not in tabellen


def require_kreise(con: duckdb.DuckDBPyConnection, kreise: Sequence[str]) -> None:
    """Stop when a Kreis is unknown or has hardly any data.

    Raises:
        KreisOhneDaten: with the way to get the data.
    """
    for kreis in kreise:
        name = con.execute("SELECT name FROM gebiet WHERE ags = ? AND ebene = 'kreis'", [kreis]).fetchone()
        if name is None:
            raise KreisOhneDaten(
                f"Den Kreis {kreis} gibt es nicht. Erwartet wird der fünfstellige amtliche "
                "Gemeindeschlüssel, zum Beispiel 16065 für den Kyffhäuserkreis."
            )
        anzahl = con.execute(
            "SELECT count(DISTINCT indikator_id) FROM indikatorwert "
            "WHERE ags = ? AND wert IS NOT NULL AND herkunft <> 'beispiel'",
            [kreis],
        ).fetchone()
        gemeinden = con.execute(
            "SELECT count(DISTINCT ags) FROM indikatorwert JOIN gebiet USING (ags) "
            "WHERE uebergeordnet = ? AND ebene = 'gemeinde' AND wert IS NOT NULL",
            [kreis],
        ).fetchone()
        if not anzahl or not gemeinden or anzahl[0] < 40 or gemeinden[0] == 0:
            raise KreisOhneDaten(
                f"Für {name[0]} ({kreis}) liegen keine vollständigen Daten vor. Die mitgelieferten "
                "Grunddaten enthalten einen Kreis ganz. Was tun: die Originaldateien (Deutschlandatlas, "
                "INKAR, Regionaldatenbank, Gemeindeverzeichnis, Geometrie) in data/raw/ ablegen oder ihren "
                "Ordner nennen:  bin/berichte --quellen ORDNER --kreis " + kreis
            )
