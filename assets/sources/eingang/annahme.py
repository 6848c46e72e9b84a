"""The intake: every file of the inbox is checked, stored or refused; afterwards the inbox is empty.

The order makes it safe against a crash at any moment: a source is deleted only when its bytes lie in
the raw store, were read back, compared and forced to disk. A second start takes up where the first ended.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assets.sources.eingang.ablehnung import finish_refusals, refuse
from assets.sources.eingang.beiblatt import Befund, Herkunft
from assets.sources.eingang.eigene import ORDNER as KOMMUNAL
from assets.sources.eingang.eigene import lay_out
from assets.sources.eingang.lieferung import (
    RUHE,
    Lieferung,
    group_deliveries,
    is_plain,
    list_entries,
    remove_empty_folders,
    still_written,
)
from assets.sources.eingang.platte import KopieAbweichend, sha256_of, sync_folder
from assets.sources.eingang.protokoll import Vorgang, log_event
from assets.sources.eingang.rohspeicher import Rohspeicher
from assets.sources.eingang.sperre import only_one
from assets.sources.fehler import EingabeFehler

ORDNER: Final = "eingang"

_OHNE_RECHT: Final = "die Datei darf nicht gelesen oder nicht verschoben werden (Zugriffsrechte)"

Pruefer = Callable[[Path], Befund]
"""Recognises a file and reads it completely; raises EingabeFehler for a file that cannot be used."""


class Annahme:
    """The intake of one call: store, check, clock."""

    def __init__(self, speicher: Rohspeicher, pruefe: Pruefer, uhr: Callable[[], str]) -> None:
        """Begin an intake.

        Args:
            speicher: The raw store, locked by the caller.
            pruefe: The check.
            uhr: Time of an event (UTC, `2026-11-22T21:38:00Z`).
        """
        self.speicher, self.pruefe, self.uhr = speicher, pruefe, uhr
        self.neue_verzeichnisse = False

    def take(self, lieferung: Lieferung, herkunft: Herkunft | None = None) -> Vorgang:
        """Decide about one delivery: store or refuse it, and log what was done.

        Args:
            lieferung: Files, quiet and not open for writing.
            herkunft: How they got here; the inbox if None.
        """
        ergebnis = self.attempt(lieferung, herkunft)
        return self.refuse(lieferung, ergebnis) if isinstance(ergebnis, EingabeFehler) else ergebnis

    def attempt(self, lieferung: Lieferung, herkunft: Herkunft | None = None) -> Vorgang | EingabeFehler:
        """Check a delivery and store it; a reason against it is returned, and it stays where it is."""
        woher = herkunft or Herkunft("eingang", lieferung.ort, self.uhr())
        try:
            _refuse_special(lieferung)
            vorgang = self._store(lieferung, {p: sha256_of(p) for p in lieferung.dateien}, woher)
        except EingabeFehler as grund:
            return grund
        except (KopieAbweichend, FileNotFoundError):
            return self._wait(lieferung, "die Datei hat sich während der Annahme verändert")
        except PermissionError:
            return self._wait(lieferung, _OHNE_RECHT)
        log_event(self.speicher.rohdaten, vorgang)
        return vorgang

    def refuse(self, lieferung: Lieferung, grund: EingabeFehler) -> Vorgang:
        """Move a delivery to the refused ones, beside the reason."""
        zeit = self.uhr()
        try:
            summe = sha256_of(lieferung.haupt) if is_plain(lieferung.haupt) else None
            ziel = refuse(self.speicher.rohdaten, lieferung, grund, zeit)
        except PermissionError:
            return self._wait(lieferung, _OHNE_RECHT)
        ort = self._below(ziel)
        vorgang = Vorgang(lieferung.ort, "abgelehnt", ort, None, str(grund), summe, zeit)
        log_event(self.speicher.rohdaten, vorgang)
        return vorgang

    def _wait(self, lieferung: Lieferung, grund: str) -> Vorgang:
        return Vorgang(lieferung.ort, "wartet", None, None, grund, None, self.uhr())

    def _store(self, lieferung: Lieferung, summen: Mapping[Path, str], herkunft: Herkunft) -> Vorgang:
        vorhanden = self.speicher.find({p.name: s for p, s in summen.items()})
        sha, zeit = _first(summen), herkunft.zeit
        if vorhanden and not vorhanden.relative_to(self.speicher.rohdaten).parts[0].startswith(KOMMUNAL):
            _delete(lieferung)
            ort = self._below(vorhanden)
            text = f"Dieselben Bytes liegen schon im Rohspeicher ({ort}); sie werden nur einmal aufbewahrt."
            return Vorgang(lieferung.ort, "bereits vorhanden", ort, None, text, sha, zeit)
        befund = self.pruefe(lieferung.haupt)
        self.neue_verzeichnisse = self.neue_verzeichnisse or befund.verzeichnis
        ziel = vorhanden or self.speicher.store(summen, herkunft, befund)
        text = _say(befund)
        if befund.ablage and sha:
            zusatz = lay_out(self.speicher, ziel, sha, herkunft, befund)
            text = f"{text}. {zusatz}" if zusatz else text
        _delete(lieferung)
        return Vorgang(
            lieferung.ort,
            "bereits vorhanden" if vorhanden else "angenommen",
            self._below(ziel),
            befund.bezeichnung,
            text,
            sha,
            zeit,
            befund.hinweise,
        )

    def _below(self, pfad: Path) -> str:
        return pfad.relative_to(self.speicher.rohdaten).as_posix()


def process_eingang(
    rohdaten: Path,
    pruefe: Pruefer,
    *,
    melde: Callable[[Vorgang], None] = lambda _: None,
    ruhe: float = RUHE,
    schlafe: Callable[[float], None] = time.sleep,
    uhr: Callable[[], str] | None = None,
) -> list[Vorgang]:
    """Take in everything that lies in `data/raw/eingang/`.

    Args:
        rohdaten: Folder `data/raw`.
        pruefe: The check of one file.
        melde: Called with each event as it happens.
        ruhe: Seconds for which a file must not have changed.
        schlafe: Waits.
        uhr: Clock, for tests.

    Returns:
        What was done with each delivery, in the order of the names.

    Raises:
        EingangBelegt: another process works on the inbox.
    """
    with only_one(rohdaten):
        annahme = Annahme(open_store(rohdaten), pruefe, uhr or utc_now)
        eingang = rohdaten / ORDNER
        lieferungen = group_deliveries(eingang, list_entries(eingang)) if eingang.is_dir() else []
        wartet = still_written(lieferungen, ruhe=ruhe, schlafe=schlafe)
        vorgaenge = _take_all(annahme, lieferungen, wartet, melde)
        if eingang.is_dir():
            remove_empty_folders(eingang)
        return vorgaenge


def _take_all(
    annahme: Annahme,
    lieferungen: Sequence[Lieferung],
    wartet: Mapping[Path, str],
    melde: Callable[[Vorgang], None],
) -> list[Vorgang]:
    """Decide about all; what was refused is checked once more where registers of territories came with it."""
    vorgaenge: dict[str, Vorgang] = {}

    def note(vorgang: Vorgang) -> None:
        vorgaenge[vorgang.datei] = vorgang
        melde(vorgang)

    offen: list[tuple[Lieferung, EingabeFehler]] = []
    for lieferung in lieferungen:
        grund = wartet.get(lieferung.haupt)
        if grund:
            note(Vorgang(lieferung.ort, "wartet", None, None, grund, None, annahme.uhr()))
            continue
        ergebnis = annahme.attempt(lieferung)
        if isinstance(ergebnis, EingabeFehler):
            offen.append((lieferung, ergebnis))
        else:
            note(ergebnis)
    for lieferung, fehler in offen:
        nochmals = annahme.attempt(lieferung) if annahme.neue_verzeichnisse else fehler
        note(annahme.refuse(lieferung, nochmals) if isinstance(nochmals, EingabeFehler) else nochmals)
    return [vorgaenge[li.ort] for li in lieferungen]


def open_store(rohdaten: Path) -> Rohspeicher:
    """Open the raw store for writing; what a crash left unfinished is cleared away first."""
    speicher = Rohspeicher(rohdaten)
    speicher.clear_remains()
    finish_refusals(rohdaten)
    return speicher


def utc_now() -> str:
    """The time as the raw store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _say(befund: Befund) -> str:
    """What was accepted: kind, table, edition, amount, periods."""
    teile = [befund.bezeichnung]
    if befund.tabelle not in befund.bezeichnung:
        teile.append(befund.tabelle)
    if befund.stand:
        teile.append("Stand " + ".".join(reversed(befund.stand.split("-"))))
    if befund.angaben:
        teile.append(f"{befund.angaben:,} Angaben".replace(",", "\u202f"))
    if befund.zeitraum:
        teile.append(befund.zeitraum)
    return ", ".join(teile)


def _first(summen: Mapping[Path, str]) -> str | None:
    return next(iter(summen.values()), None)


def _delete(lieferung: Lieferung) -> None:
    for pfad in (*lieferung.weitere, lieferung.haupt):
        pfad.unlink(missing_ok=True)
        sync_folder(pfad.parent)


def _refuse_special(lieferung: Lieferung) -> None:
    """Refuse what is no ordinary file; it is never opened."""
    if is_plain(lieferung.haupt):
        return
    art = (
        "eine Verknüpfung auf eine andere Datei"
        if lieferung.haupt.is_symlink()
        else "ein Gerät oder eine Pipe"
    )
    raise EingabeFehler(
        datei=lieferung.ort,
        gefunden=art,
        erwartet="eine gewöhnliche Datei",
        abhilfe="Die Datei selbst in den Ordner kopieren, nicht eine Verknüpfung darauf.",
    )
