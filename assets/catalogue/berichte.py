"""The plans of the reports: chapters and indicator blocks, as a planner arranges them in TOML."""

from pathlib import Path
from typing import Final, Literal

from pydantic import ConfigDict, Field, ValidationError, model_validator

from assets.catalogue.fehler import KatalogFehler, field_error, read_toml
from assets.catalogue.load import Katalog, load_katalog
from assets.catalogue.models import Bericht, Katalogeintrag
from schemas.common import BERICHTE, ID_MUSTER

Darstellung = Literal["streifen", "zeitreihe", "karte", "pyramide", "balken"]
Kapitelart = Literal["text", "indikatoren", "gemeinden", "massnahmeplan"]

_MIT_BLOECKEN: Final = ("indikatoren", "gemeinden")


class Block(Katalogeintrag):
    """One indicator block.

    Attributes:
        indikator: Main indicator: finding, figures, table.
        titel: Heading; the name of the indicator if empty.
        darstellung: Kinds of figures, in order.
        mit: Further indicators in the table and the bars of the block.
        karte: Indicator of the map where it is another one than the main indicator.
    """

    indikator: str = Field(pattern=ID_MUSTER)
    titel: str = ""
    darstellung: tuple[Darstellung, ...]
    mit: tuple[str, ...] = ()
    karte: str | None = None

    @model_validator(mode="after")
    def _map_is_drawn(self) -> "Block":
        if self.karte is not None and "karte" not in self.darstellung:
            raise ValueError("„karte“ ist angegeben, fehlt aber in „darstellung“")
        return self


class Kapitel(Katalogeintrag):
    """One chapter. Its prose is `texte/<bericht>/<id>.md` or `texte/gemeinsam/<id>.md`.

    Attributes:
        art: `text` prose only; `indikatoren` blocks; `gemeinden` blocks and a table of the Gemeinden;
            `massnahmeplan` the plan of measures.
        bloecke: Indicator blocks, `[[kapitel.block]]` in the file.
        indikatoren: Columns of the table of the Gemeinden.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_alias=True, validate_by_name=True
    )

    id: str = Field(pattern=ID_MUSTER)
    titel: str
    art: Kapitelart
    bloecke: tuple[Block, ...] = Field(default=(), alias="block")
    indikatoren: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _blocks_fit_the_kind(self) -> "Kapitel":
        if self.art == "indikatoren" and not self.bloecke:
            raise ValueError("ein Kapitel der Art „indikatoren“ ohne Block")
        if self.art not in _MIT_BLOECKEN and self.bloecke:
            raise ValueError(f"Blöcke in einem Kapitel der Art „{self.art}“")
        if (self.art == "gemeinden") != bool(self.indikatoren):
            raise ValueError(
                "das Feld „indikatoren“ gehört zu Kapiteln der Art „gemeinden“ und nur zu diesen"
            )
        return self


class Berichtsplan(Katalogeintrag):
    """One report: its findings and its chapters in order.

    Attributes:
        kuerzel: Which of the three reports.
        auf_einen_blick: Indicators of the summary, each with a block in this report.
        kapitel: Chapters in order; the first one is the introduction.
    """

    kuerzel: Bericht
    untertitel: str
    auf_einen_blick: tuple[str, ...] = Field(min_length=6, max_length=10)
    kapitel: tuple[Kapitel, ...] = Field(min_length=1)


def load_berichte(ordner: Path, katalog: Katalog | None = None) -> dict[str, Berichtsplan]:
    """Read the plans of all reports.

    Args:
        ordner: Folder with one TOML file per report, named like the report.
        katalog: Catalogue to check against; the project's own if None.

    Returns:
        Report id → plan.

    Raises:
        KatalogFehler: a file, a field or a reference is wrong; the message names the place.
    """
    bestand = katalog or load_katalog()
    return {bericht: _read_plan(ordner, bericht, bestand) for bericht in BERICHTE}


def _read_plan(ordner: Path, bericht: str, katalog: Katalog) -> Berichtsplan:
    datei = f"{bericht}.toml"
    inhalt = read_toml(ordner / datei, datei)
    try:
        plan = Berichtsplan.model_validate(inhalt)
    except ValidationError as fehler:
        raise field_error(datei, bericht, fehler) from fehler
    if plan.kuerzel != bericht:
        raise KatalogFehler(
            datei,
            bericht,
            f"das Kürzel „{plan.kuerzel}“",
            f"„{bericht}“ wie im Dateinamen",
            "das Kürzel berichtigen",
        )
    _check_chapters(datei, plan)
    _check_indicators(datei, plan, katalog)
    return plan


def _check_chapters(datei: str, plan: Berichtsplan) -> None:
    ids = [kapitel.id for kapitel in plan.kapitel]
    haupt = [block.indikator for kapitel in plan.kapitel for block in kapitel.bloecke]
    for namen, was in ((ids, "das Kapitel"), (haupt, "einen Block für den Indikator")):
        for name in dict.fromkeys(n for n in namen if namen.count(n) > 1):
            raise KatalogFehler(
                datei,
                name,
                f"{was} „{name}“ zweimal",
                "jede Kennung nur einmal",
                "eine der beiden Stellen ändern",
            )


def _check_indicators(datei: str, plan: Berichtsplan, katalog: Katalog) -> None:
    for kapitel in plan.kapitel:
        for block in kapitel.bloecke:
            for indikator_id in (block.indikator, *block.mit, *((block.karte,) if block.karte else ())):
                _require_known(datei, kapitel.id, indikator_id, katalog)
        for indikator_id in kapitel.indikatoren:
            _require_known(datei, kapitel.id, indikator_id, katalog)
            if "gemeinde" not in katalog.indikatoren[indikator_id].ebenen:
                raise KatalogFehler(
                    datei,
                    kapitel.id,
                    f"den Indikator „{indikator_id}“ ohne Werte für Gemeinden",
                    "einen Indikator mit der Ebene „gemeinde“",
                    "einen anderen Indikator wählen",
                )
    bloecke = {block.indikator for kapitel in plan.kapitel for block in kapitel.bloecke}
    for indikator_id in plan.auf_einen_blick:
        _require_known(datei, "auf_einen_blick", indikator_id, katalog)
        if indikator_id not in bloecke:
            raise KatalogFehler(
                datei,
                "auf_einen_blick",
                f"den Indikator „{indikator_id}“ ohne Block in diesem Bericht",
                "nur Indikatoren, die der Bericht zeigt",
                "den Indikator streichen oder einen Block dafür anlegen",
            )


def _require_known(datei: str, ort: str, indikator_id: str, katalog: Katalog) -> None:
    if indikator_id not in katalog.indikatoren:
        raise KatalogFehler(
            datei,
            ort,
            f"den unbekannten Indikator „{indikator_id}“",
            "eine Kennung aus indikatoren.toml",
            "die Schreibweise prüfen oder den Indikator anlegen",
        )
