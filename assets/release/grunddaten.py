"""Write the base set from a work database that holds the official files.

Carried over, of the measures for which the home Kreis has figures: the home Kreis with every period,
its Gemeinden and Planungsbereiche, superseded figures included, so that every revision and
contradiction about it can be followed; the rows of its Land and of Germany; the newest period of the
other Kreise of the Land (and the periods that the newest value of an indicator needs); for all Kreise
together only our own distribution figures and the ranks of the Kreise of the Land.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from assets.catalogue.ausdruecke import parse_ausdruck
from assets.catalogue.models import IndikatorEintrag
from assets.release.fingerabdruck import hash_file
from assets.sources import grunddaten as basis
from assets.sources.nachfolge import compress_nachfolge
from assets.store.tabellen import pandas_typen, table_of
from schemas.common import jahr_von
from schemas.indicators import Verteilung
from schemas.sources import Gebiet, Nachfolge, Quelle


def select_beobachtungen(
    con: duckdb.DuckDBPyConnection,
    heimat: str,
    indikatoren: Iterable[IndikatorEintrag],
    gesperrt: Sequence[str] = (),
) -> pd.DataFrame:
    """Select the observations of the base set.

    Args:
        con: Work database with `beobachtung` and `indikatorwert`.
        heimat: Key of the home Kreis.
        indikatoren: Catalogue; tells which periods the newest indicator values need.
        gesperrt: Publication families whose figures may not be passed on.

    Returns:
        Columns `merkmal_id`, `ags`, `zeitraum`, `wert`, `kennzeichen`, `quelle_id`, `blatt`,
        `zeile`, `spalte`, sorted.
    """
    land = heimat[:2]
    gueltig = con.execute(
        """
        SELECT merkmal_id, ags, zeitraum, wert, kennzeichen, quelle_id, blatt, zeile, spalte
        FROM beobachtung
        WHERE (gueltig OR starts_with(ags, $heimat)) AND NOT starts_with(quelle_id, 'kommunal')
          AND (ags IN ('00', $land) OR starts_with(ags, $heimat)
               OR (length(ags) = 5 AND starts_with(ags, $land)))
          AND merkmal_id IN (SELECT merkmal_id FROM beobachtung WHERE starts_with(ags, $heimat))
          AND len(list_filter($gesperrt::VARCHAR[], lambda f: starts_with(quelle_id, f || '_'))) = 0
        """,
        {"land": land, "heimat": heimat, "gesperrt": list(gesperrt)},
    ).df()
    gueltig["jahr"] = gueltig["zeitraum"].map(jahr_von)
    neueste = gueltig.groupby("merkmal_id")["jahr"].transform("max")
    anderer_kreis = (gueltig["ags"].str.len() == 5) & (gueltig["ags"] != heimat)
    gebraucht = pd.MultiIndex.from_frame(_needed_periods(con, heimat, indikatoren))
    noetig = pd.MultiIndex.from_frame(gueltig[["merkmal_id", "jahr"]]).isin(gebraucht)
    auswahl = gueltig[~anderer_kreis | (gueltig["jahr"] == neueste) | noetig]
    spalten = list(basis.SPALTEN_BEOBACHTUNG)
    return auswahl[spalten].sort_values([*spalten[:3], "quelle_id"], ignore_index=True)


def _needed_periods(
    con: duckdb.DuckDBPyConnection, heimat: str, indikatoren: Iterable[IndikatorEintrag]
) -> pd.DataFrame:
    neueste = dict(
        con.execute(
            "SELECT indikator_id, max(jahr) FROM indikatorwert WHERE ags = ? AND wert IS NOT NULL GROUP BY 1",
            [heimat],
        ).fetchall()
    )
    zeilen = [
        (merkmal_id, neueste[eintrag.id] + versatz)
        for eintrag in indikatoren
        if eintrag.id in neueste
        for ausdruck, versatz in (
            (eintrag.wert, 0),
            (eintrag.zaehler, 0),
            (eintrag.nenner, eintrag.nenner_versatz),
        )
        if ausdruck
        for merkmal_id, _ in parse_ausdruck(ausdruck)
    ]
    return pd.DataFrame(zeilen, columns=["merkmal_id", "jahr"]).drop_duplicates()


def select_gebiete(con: duckdb.DuckDBPyConnection, heimat: str, genannt: Iterable[str]) -> pd.DataFrame:
    """The territories of the base set.

    Germany, the Länder, all Kreise of today, those of the Land and the Gemeinden of the home Kreis that
    ever were, every territory that an observation names, and its Verband.
    """
    gebiete = con.execute("SELECT * FROM gebiet ORDER BY ags").df()
    heute = gebiete["ebene"].isin(["bund", "land", "kreis"]) & gebiete["gueltig_bis"].isna()
    eigene = gebiete["ags"].str.startswith(heimat)
    frueher = gebiete["ebene"].eq("kreis") & gebiete["ags"].str.startswith(heimat[:2])
    auswahl = heute | eigene | frueher | gebiete["ags"].isin(list(genannt))
    verbaende = gebiete["ags"].isin(gebiete.loc[auswahl, "planungsbereich"].dropna())
    return gebiete[auswahl | verbaende][list(Gebiet.to_schema().columns)]


def select_nachfolge(con: duckdb.DuckDBPyConnection, heimat: str) -> pd.DataFrame:
    """Successions of all Kreise and of the Gemeinden of the Land, in the tidy form of the base set."""
    nachfolge = con.execute(
        "SELECT * FROM nachfolge WHERE length(ags_alt) = 5 OR starts_with(ags_alt, $land) "
        "OR starts_with(ags_neu, $land) ORDER BY ALL",
        {"land": heimat[:2]},
    ).df()
    return compress_nachfolge(nachfolge.astype(pandas_typen(table_of(Nachfolge))))


def select_raenge(con: duckdb.DuckDBPyConnection, heimat: str) -> pd.DataFrame:
    """Ranks of the Kreise of the Land among their Land's and all Kreise; all years for the home Kreis."""
    return con.execute(
        """
        WITH rang AS (
            SELECT indikator_id, ags, jahr,
                   CASE vergleichsgruppe WHEN 'kreise_bund' THEN '00' ELSE $land END AS gruppe,
                   rang::BIGINT AS rang, anzahl::BIGINT AS anzahl
            FROM vergleich
            WHERE vergleichsgruppe IN ('kreise_bund', 'kreise_land') AND rang IS NOT NULL
              AND length(ags) = 5 AND starts_with(ags, $land)
        ),
        neueste AS (SELECT indikator_id, max(jahr) AS jahr FROM rang WHERE ags = $heimat GROUP BY 1)
        SELECT rang.* FROM rang LEFT JOIN neueste USING (indikator_id, jahr)
        WHERE rang.ags = $heimat OR neueste.jahr IS NOT NULL
        ORDER BY ALL
        """,
        {"land": heimat[:2], "heimat": heimat},
    ).df()


def select_verteilung(con: duckdb.DuckDBPyConnection, heimat: str) -> pd.DataFrame:
    """Distribution figures of all Kreise and of the Kreise of the Land."""
    spalten = ", ".join(Verteilung.to_schema().columns)
    return con.execute(
        f"SELECT {spalten} FROM verteilung WHERE gruppe IN ('00', ?) ORDER BY indikator_id, jahr, gruppe",
        [heimat[:2]],
    ).df()


def select_merkmale(con: duckdb.DuckDBPyConnection, genannt: Iterable[str]) -> pd.DataFrame:
    """Descriptions of the selected measures that the catalogue does not describe."""
    merkmale = con.execute("SELECT * FROM merkmal_roh ORDER BY merkmal_id").df()
    return merkmale[merkmale["merkmal_id"].isin(list(genannt))]


def select_quellen(con: duckdb.DuckDBPyConnection, genannt: Iterable[str]) -> pd.DataFrame:
    """The sources that the selected rows name."""
    quellen = con.execute("SELECT * FROM quelle ORDER BY quelle_id").df()
    return quellen[quellen["quelle_id"].isin(list(genannt))][list(Quelle.to_schema().columns)]


def select_gebietsstand(con: duckdb.DuckDBPyConnection, beobachtungen: pd.DataFrame) -> pd.DataFrame:
    """Gebietsstand per measure, period and source, for the selected observations."""
    alle = con.execute(
        "SELECT merkmal_id, zeitraum, quelle_id, max(gebietsstand) AS gebietsstand "
        "FROM beobachtung WHERE gebietsstand IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).df()
    schluessel = ["merkmal_id", "zeitraum", "quelle_id"]
    return alle.merge(beobachtungen[schluessel].drop_duplicates(), on=schluessel)


def select_umrisse(con: duckdb.DuckDBPyConnection, heimat: str) -> dict[str, list[tuple[str, str, str]]]:
    """Outlines of the Kreise of the Land and of the home Gemeinden: file → (ags, name, geometry)."""
    muster = {"kreise_thueringen.geojson": (heimat[:2], 5), "gemeinden_16065.geojson": (heimat, 8)}
    return {
        name: con.execute(
            "SELECT ags, name, geometrie FROM umriss JOIN gebiet USING (ags) "
            "WHERE starts_with(ags, ?) AND length(ags) = ? ORDER BY ags",
            [anfang, laenge],
        ).fetchall()
        for name, (anfang, laenge) in muster.items()
    }


def write_geojson(umrisse: list[tuple[str, str, str]], vermerk: str, pfad: Path) -> None:
    """Write outlines as compact GeoJSON with the attribution of the BKG."""
    features = [
        {"type": "Feature", "properties": {"ags": a, "name": n}, "geometry": json.loads(g)}
        for a, n, g in umrisse
    ]
    inhalt = {"type": "FeatureCollection", "quellenvermerk": vermerk, "features": features}
    pfad.write_text(json.dumps(inhalt, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def write_csv(daten: pd.DataFrame, pfad: Path) -> None:
    """Write a frame as UTF-8 CSV with semicolons: shortest exact numbers, empty cell for NULL."""
    text = daten.copy()
    for name in text.select_dtypes("float"):
        text[name] = [_number(w) for w in text[name]]
    pfad.parent.mkdir(parents=True, exist_ok=True)
    text.to_csv(pfad, sep=";", index=False, lineterminator="\n", encoding="utf-8")


def _number(wert: float) -> str:
    return "" if pd.isna(wert) else repr(float(wert)).removesuffix(".0")


def write_pruefsummen(ordner: Path) -> None:
    """Write the checksums of all files of the base set, by which a cut-off file is found."""
    dateien = sorted(p for p in ordner.iterdir() if p.is_file() and p.name != basis.PRUEFSUMMEN)
    zeilen = [(p.name, hash_file(p)) for p in dateien]
    write_csv(pd.DataFrame(zeilen, columns=["datei", "sha256"]), ordner / basis.PRUEFSUMMEN)


def write_grunddaten(
    con: duckdb.DuckDBPyConnection,
    heimat: str,
    indikatoren: Collection[IndikatorEintrag],
    ziel: Path,
    gesperrt: Sequence[str] = (),
) -> dict[str, int]:
    """Write all tables of the base set; return the number of rows per file.

    Args:
        con: Work database.
        heimat: Key of the home Kreis.
        indikatoren: Catalogue.
        ziel: Folder.
        gesperrt: Publication families whose figures may not be passed on.
    """
    beobachtungen = select_beobachtungen(con, heimat, indikatoren, gesperrt)
    verteilung = select_verteilung(con, heimat)
    getragen = {e.id for e in indikatoren} | set(beobachtungen["merkmal_id"])
    verteilung = verteilung[verteilung["indikator_id"].isin(getragen)]
    nachfolge = select_nachfolge(con, heimat)
    genannt = {*beobachtungen["quelle_id"], *verteilung["quelle_id"], *nachfolge["quelle_id"]}
    genannt |= {"bkg_vg250", "bkg_vg2500"}
    rahmen = {
        basis.BEOBACHTUNGEN: beobachtungen,
        basis.QUELLEN: select_quellen(con, genannt),
        basis.GEBIETE: select_gebiete(con, heimat, beobachtungen["ags"]),
        basis.VERTEILUNG: verteilung,
        basis.RAENGE: select_raenge(con, heimat),
        basis.MERKMALE: select_merkmale(con, beobachtungen["merkmal_id"]),
        basis.GEBIETSSTAND: select_gebietsstand(con, beobachtungen),
        basis.NACHFOLGE: nachfolge,
    }
    for name, daten in rahmen.items():
        write_csv(daten, ziel / name)
    umrisse = select_umrisse(con, heimat)
    vermerk = dict(con.execute("SELECT quelle_id, quellenvermerk FROM quelle").fetchall())
    for name, zeilen in umrisse.items():
        write_geojson(zeilen, vermerk[basis.UMRISSE[name]], ziel / name)
    write_pruefsummen(ziel)
    return {name: len(daten) for name, daten in rahmen.items()} | {n: len(z) for n, z in umrisse.items()}
