"""The inbox `data/raw/eingang/`: how a file is checked, what the user is told, and the asset of the UI."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import dagster as dg
import pandas as pd

from assets.sources.eingang.annahme import process_eingang
from assets.sources.eingang.lieferung import RUHE
from assets.sources.eingang.protokoll import Vorgang
from assets.sources.eingang.pruefstand import Grenzen, Pruefstand
from assets.sources.eingang.sperre import EingangBelegt
from assets.store.dagster_assets import markdown_table
from pipelines.dateipruefung import Dateipruefung
from pipelines.stand import configured_order

ASSET: Final = "eingang"
JOB: Final = "eingang_annehmen"


def take_in(
    rohdaten: Path,
    *,
    melde: Callable[[Vorgang], None] = lambda _: None,
    grenzen: Grenzen | None = None,
    ruhe: float = RUHE,
) -> list[Vorgang]:
    """Take in the inbox, each file checked in a process with bounded memory and time.

    Args:
        rohdaten: Folder `data/raw`.
        melde: Called with each event as it happens.
        grenzen: Bounds of the check.
        ruhe: Seconds for which a file must not have changed.

    Raises:
        EingangBelegt: another process works on the inbox.
    """
    with Pruefstand(Dateipruefung(rohdaten), grenzen) as pruefe:
        return process_eingang(rohdaten, pruefe, melde=melde, ruhe=ruhe)


def summarise(vorgaenge: Sequence[Vorgang]) -> str:
    """Say in one German sentence what the intake did."""
    if not vorgaenge:
        return "Der Eingang (data/raw/eingang) ist leer."
    zahl = {e: sum(v.ergebnis == e for v in vorgaenge) for e in dict.fromkeys(v.ergebnis for v in vorgaenge)}
    dateien = "1 Datei" if len(vorgaenge) == 1 else f"{len(vorgaenge)} Dateien"
    return f"{dateien}: " + ", ".join(f"{n} {e}" for e, n in zahl.items()) + "."


def next_step(vorgaenge: Sequence[Vorgang]) -> str:
    """Say what the planner does next; empty where there is nothing to do."""
    saetze = []
    if any(v.ergebnis == "angenommen" for v in vorgaenge):
        saetze.append(
            "Neue Daten liegen bereit. In die Berichte kommen sie mit dem nächsten Lauf: bin/berichte oder "
            "der Job „quartalslauf“."
        )
    if any(v.ergebnis == "abgelehnt" for v in vorgaenge):
        saetze.append("Abgelehnte Dateien liegen mit Begründung in data/raw/abgelehnt.")
    if any(v.ergebnis == "wartet" for v in vorgaenge):
        saetze.append("Was wartet, bleibt im Eingang und kommt beim nächsten Mal dran.")
    return " ".join(saetze)


class EingangResource(dg.ConfigurableResource):
    """The inbox of an installation.

    Attributes:
        wurzel: Root of the installation.
    """

    wurzel: str

    def take_in(self) -> list[Vorgang]:
        """Take in everything that lies there.

        Raises:
            dagster.Failure: another process works on the inbox.
        """
        try:
            return take_in(configured_order(Path(self.wurzel)).rohdaten)
        except EingangBelegt as fehler:
            raise dg.Failure(str(fehler), allow_retries=False) from fehler


@dg.asset(
    name=ASSET,
    group_name="quellen",
    kinds={"file"},
    description="Dateien aus data/raw/eingang: erkannt, geprüft und in den Rohspeicher übernommen oder mit "
    "Begründung abgelehnt. Danach ist der Eingang leer.",
)
def eingang_asset(
    context: dg.AssetExecutionContext, eingang: dg.ResourceParam[EingangResource]
) -> dg.MaterializeResult:
    """Jede neue Datei wird erkannt, geprüft und aufbewahrt oder mit Begründung abgelehnt."""
    vorgaenge = eingang.take_in()
    for vorgang in vorgaenge:
        context.log.info(f"{vorgang.datei}: {vorgang.ergebnis}. {vorgang.meldung}")
    return dg.MaterializeResult(metadata=describe_intake(vorgaenge))


def describe_intake(vorgaenge: Sequence[Vorgang]) -> dict[str, dg.MetadataValue]:
    """Counts, a table of all files, and what to do next, as the user interface shows them."""
    tabelle = pd.DataFrame(
        [(v.datei, v.ergebnis, v.bezeichnung, v.ziel) for v in vorgaenge],
        columns=["Datei", "Ergebnis", "Erkannt als", "liegt jetzt in data/raw/"],
    )
    abgelehnt = [f"- {v.meldung}" for v in vorgaenge if v.ergebnis in ("abgelehnt", "wartet")]
    return {
        "Ergebnis": dg.MetadataValue.text(summarise(vorgaenge)),
        "dagster/row_count": dg.MetadataValue.int(len(vorgaenge)),
        "Dateien": dg.MetadataValue.md(markdown_table(tabelle) if len(tabelle) else "keine"),
        "Nicht angenommen": dg.MetadataValue.md("\n".join(abgelehnt) or "keine"),
        "Nächster Schritt": dg.MetadataValue.text(next_step(vorgaenge) or "nichts zu tun"),
    }
