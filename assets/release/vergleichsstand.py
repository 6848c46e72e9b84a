"""What a new edition is compared with: the last edition that was made from other data."""

from collections.abc import Mapping
from dataclasses import asdict

from assets.catalogue.load import Katalog
from assets.release.ausgabe import Ausgabeordner
from assets.release.manifest import read_manifest
from assets.release.veroeffentlichung import DATENBANK
from assets.reports.aktualisierung_lesen import Vergleichsstand
from assets.staging.quellenlage import read_quellenlage
from assets.store.arbeitsdatenbank import open_database


def comparison_state(ordner: Ausgabeordner, datenstand: str, katalog: Katalog) -> Vergleichsstand | None:
    """Return what the edition about to be made is compared with; None for the first one.

    An edition made again from the same data (another Kreis, another layout) keeps the comparison of the
    one before, so that its report still says what the refresh brought.

    Args:
        ordner: Where editions live.
        datenstand: Fingerprint of the data of the new edition.
        katalog: Publications that the installation wants to hold.
    """
    vorige = ordner.current()
    manifest = read_manifest(vorige)
    if vorige is None or manifest is None:
        return None
    if manifest.datenstand == datenstand:
        return from_manifest(manifest.vorher)
    if not (vorige / DATENBANK).is_file():
        return Vergleichsstand(manifest.ausgabe, abgelehnt=tuple(manifest.abgelehnt))
    with open_database(vorige / DATENBANK, read_only=True) as con:
        lage = read_quellenlage(con, "beobachtung", katalog.herausgeber, katalog.bezuege)
    gehalten = lage[lage["quelle_id"].notna()]
    return Vergleichsstand(
        manifest.ausgabe,
        {str(z["bezug_id"]): (str(z["zeitraum"]), str(z["stand"])) for z in gehalten.to_dict("records")},
        tuple(manifest.abgelehnt),
    )


def for_manifest(vorher: Vergleichsstand | None) -> dict[str, object]:
    """Return the comparison as it stands in the manifest; empty for the first edition."""
    return {} if vorher is None else asdict(vorher)


def from_manifest(angaben: Mapping[str, object]) -> Vergleichsstand | None:
    """Read the comparison back from a manifest."""
    if not angaben:
        return None
    lage = angaben["lage"]
    abgelehnt = angaben["abgelehnt"]
    if not isinstance(lage, dict) or not isinstance(abgelehnt, list | tuple):
        raise TypeError("manifest.json: the comparison is no table")
    return Vergleichsstand(
        str(angaben["ausgabe"]),
        {str(k): (str(v[0]), str(v[1])) for k, v in lage.items()},
        tuple(str(a) for a in abgelehnt),
    )
