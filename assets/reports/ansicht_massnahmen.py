"""Views of the plan of measures: state of the work, by Handlungsfeld, by Lebensphase."""

from collections.abc import Sequence
from typing import Final

from assets.catalogue.models import Handlungsfeld
from assets.reports.ansicht import Spaltenansicht, Tabellenansicht, Teil, Textansicht, Zeilenansicht
from assets.reports.ansicht_tabellen import chunks
from assets.reports.bestand import Zeile
from assets.reports.kontext import Kontext
from assets.reports.texte import render_markdown
from assets.reports.zahlen import format_datum
from schemas.common import LEBENSPHASE_NAMEN
from schemas.planning_begriffe import AMPEL, PRIORITAET, STATUS

MASSNAHMEN_JE_TABELLE: Final = 7
UEBERSICHT_JE_TABELLE: Final = 10
"""Life phases share a table up to so many rows."""
UEBERSICHT_HOECHSTENS: Final = 26


def build_massnahmeplan(k: Kontext, nummer: str) -> list[Teil]:
    """Return the plan: how far it is, the measures by Handlungsfeld, an overview by Lebensphase."""
    massnahmen = sorted(k.bestand.planung.get("massnahme", ()), key=_order)
    if not massnahmen:
        return [Textansicht(render_markdown("Für diesen Kreis liegt noch kein Maßnahmeplan vor."))]
    return [
        _heading(nummer, 1, "Stand der Umsetzung"),
        _status_table(k, massnahmen),
        _heading(nummer, 2, "Maßnahmen nach Handlungsfeld"),
        *_by_handlungsfeld(k, massnahmen),
        _heading(nummer, 3, "Maßnahmen nach Lebensphase"),
        *_by_lebensphase(k, massnahmen),
    ]


def _order(zeile: Zeile) -> tuple[int, str, str]:
    """Return priority, deadline, key: what presses most comes first."""
    return list(PRIORITAET).index(zeile["prioritaet"]), zeile["frist"] or "9999", zeile["massnahme_id"]


def _heading(nummer: str, stelle: int, titel: str) -> Textansicht:
    kennung = f"{nummer}.{stelle}"
    return Textansicht(
        render_markdown(""), titel=titel, anker=f"abschnitt-{kennung.replace('.', '-')}", nummer=kennung
    )


def _status_table(k: Kontext, massnahmen: Sequence[Zeile]) -> Tabellenansicht:
    zeilen = []
    for status, name in STATUS.items():
        teil = [m for m in massnahmen if m["status"] == status]
        beispiele = sum(bool(m["beispiel"]) for m in teil)
        zeilen.append(Zeilenansicht((name, str(len(teil)), str(beispiele)), beispiel=beispiele > 0))
    return Tabellenansicht(
        titel="Maßnahmen nach dem Stand der Umsetzung",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Stand", "", "text"),
            Spaltenansicht("Maßnahmen"),
            Spaltenansicht("davon Beispiele"),
        ),
        zeilen=tuple(zeilen),
        beispiel=_has_samples(massnahmen),
        klasse="schmal",
        fussnoten=("Der Stand der Umsetzung sagt, was getan ist; er sagt nichts über die Wirkung.",),
    )


def _by_handlungsfeld(k: Kontext, massnahmen: Sequence[Zeile]) -> list[Tabellenansicht]:
    return [
        _field_table(k, feld, teil)
        for feld in k.katalog.handlungsfelder
        for teil in chunks(
            [m for m in massnahmen if int(m["handlungsfeld"]) == feld.nummer], MASSNAHMEN_JE_TABELLE
        )
    ]


def _field_table(k: Kontext, feld: Handlungsfeld, massnahmen: Sequence[Zeile]) -> Tabellenansicht:
    return Tabellenansicht(
        titel=f"Handlungsfeld {feld.nummer}: {feld.name}",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Maßnahme", "", "text", 42),
            Spaltenansicht("Zielgruppe", "", "text", 18),
            Spaltenansicht("Zuständig", "", "text", 18),
            Spaltenansicht("Frist", "", "text", 10),
            Spaltenansicht("Stand", "", "text", 12),
        ),
        zeilen=tuple(_row(m) for m in massnahmen),
        beispiel=_has_samples(massnahmen),
        klasse="lang",
    )


def _row(m: Zeile) -> Zeilenansicht:
    ampel = f" ({AMPEL[m['ampel']].partition(':')[0]})" if m["ampel"] else ""
    return Zeilenansicht(
        (
            f"{m['massnahme_id']}: {m['titel']}. {m['beschreibung']}",
            m["zielgruppe"],
            m["zustaendig"],
            _date(m["frist"]),
            f"{STATUS[m['status']]}{ampel}",
        ),
        beispiel=bool(m["beispiel"]),
    )


def _by_lebensphase(k: Kontext, massnahmen: Sequence[Zeile]) -> list[Tabellenansicht]:
    """Return one line per measure and life phase; a measure may stand in several phases."""
    phasen = [
        (name, [m for m in massnahmen if phase in m["lebensphasen"].split(",")])
        for phase, name in LEBENSPHASE_NAMEN.items()
    ]
    return [_phase_table(k, gruppe) for gruppe in _groups(phasen)]


def _groups(phasen: Sequence[tuple[str, Sequence[Zeile]]]) -> list[list[tuple[str, Sequence[Zeile]]]]:
    """Put neighbouring life phases into one table as long as it stays short; cut a long one."""
    gruppen: list[list[tuple[str, Sequence[Zeile]]]] = []
    for name, zeilen in phasen:
        for teil in chunks(zeilen, UEBERSICHT_HOECHSTENS):
            if gruppen and sum(len(t) for _, t in gruppen[-1]) + len(teil) <= UEBERSICHT_JE_TABELLE:
                gruppen[-1].append((name, teil))
            else:
                gruppen.append([(name, teil)])
    return gruppen


def _phase_table(k: Kontext, gruppe: Sequence[tuple[str, Sequence[Zeile]]]) -> Tabellenansicht:
    zeilen = tuple(
        Zeilenansicht(
            (
                name,
                f"{m['massnahme_id']}: {m['titel']}",
                str(m["handlungsfeld"]),
                _date(m["frist"]),
                STATUS[m["status"]],
            ),
            beispiel=bool(m["beispiel"]),
        )
        for name, massnahmen in gruppe
        for m in massnahmen
    )
    return Tabellenansicht(
        titel=f"Maßnahmen nach Lebensphase: {', '.join(dict.fromkeys(name for name, _ in gruppe))}",
        nummer=k.zaehlwerk.next_tabelle(),
        spalten=(
            Spaltenansicht("Lebensphase", "", "text", 33),
            Spaltenansicht("Maßnahme", "", "text", 36),
            Spaltenansicht("Handlungsfeld", "", "text", 11),
            Spaltenansicht("Frist", "", "text", 9),
            Spaltenansicht("Stand", "", "text", 11),
        ),
        zeilen=zeilen,
        beispiel=any(z.beispiel for z in zeilen),
        klasse="lang",
    )


def _date(datum: str | None) -> str:
    return format_datum(datum, kurz=True) if datum else "offen"


def _has_samples(zeilen: Sequence[Zeile]) -> bool:
    return any(bool(z["beispiel"]) for z in zeilen)
