"""Make the base set: the whole way from the originals to figures, in a work database of its own."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.catalogue.load import load_katalog
from assets.release.grunddaten import write_grunddaten
from assets.sources.stufe import Eingabe, read_quellen
from assets.store.arbeitsdatenbank import open_database
from pipelines.fortschritt import Fortschritt
from pipelines.lauf import data_steps
from pipelines.pruefung import require_readable
from pipelines.stand import Auftrag


def make_grunddaten(auftrag: Auftrag, quellen: Path, ziel: Path) -> dict[str, int]:
    """Read the originals below a folder and write the base set.

    Returns:
        Number of rows per file.

    Raises:
        EingabenAbgelehnt: a file that the catalogue needs cannot be used.
    """
    katalog = load_katalog()
    fortschritt = Fortschritt()
    with TemporaryDirectory() as ordner, open_database(Path(ordner) / "grunddaten.duckdb") as con:
        eingabe = Eingabe(auftrag.rohdaten, quellen, beispiele=False, nur_quellen=True)
        with fortschritt.stufe("Quellen lesen") as anzeige:
            pruefe = partial(require_readable, merkmale=katalog.merkmale, rohdaten=auftrag.rohdaten)
            read_quellen(con, eingabe, katalog.merkmale, anzeige.weiter, pruefe)
        for name, schritt in data_steps(auftrag, katalog, planung=False).items():
            with fortschritt.stufe(name):
                schritt(con)
        gesperrt = [h.familie for h in katalog.herausgeber.values() if not h.weitergabe]
        return write_grunddaten(
            con, auftrag.konfiguration.kreis, katalog.indikatoren.values(), ziel, gesperrt
        )
