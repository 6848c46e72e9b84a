"""Choices of the planning registers: stored code → German label."""

from typing import Final

KENNUNG_MUSTER: Final = r"^[A-ZÄÖÜa-zäöü0-9][A-ZÄÖÜa-zäöü0-9._-]*$"

STATUS: Final = {
    "geplant": "geplant",
    "beschlossen": "beschlossen",
    "in_umsetzung": "in Umsetzung",
    "abgeschlossen": "abgeschlossen",
    "verstetigt": "verstetigt",
    "zurueckgestellt": "zurückgestellt",
    "entfallen": "entfallen",
}
AMPEL: Final = {"gruen": "grün: im Plan", "gelb": "gelb: verzögert", "rot": "rot: gefährdet"}
ART: Final = {"neu": "neu", "fortfuehrung": "Fortführung", "veraenderung": "Veränderung"}
AUFGABE: Final = {"pflicht": "Pflichtaufgabe", "freiwillig": "freiwillige Aufgabe"}
PRIORITAET: Final = {"hoch": "hoch", "mittel": "mittel", "niedrig": "niedrig"}
ZIELEBENE: Final = {"leitziel": "Leitziel", "mittlerziel": "Mittlerziel", "handlungsziel": "Handlungsziel"}
PLANSTAND: Final = {
    "gueltig": "gültig",
    "in_fortschreibung": "in Fortschreibung",
    "abgelaufen": "abgelaufen",
    "in_aufstellung": "in Aufstellung",
}
JA_NEIN: Final = {"ja": "ja", "nein": "nein"}
ZUGANG: Final = {"vor_ort": "vor Ort", "aufsuchend": "aufsuchend", "mobil": "mobil", "digital": "digital"}
FORMAT: Final = {
    "befragung": "standardisierte Befragung",
    "offene_umfrage": "offene Umfrage (ohne Stichprobe)",
    "werkstatt": "Werkstatt, World-Café, Open Space",
    "akteurstreffen": "Akteurstreffen",
    "begehung": "Spaziergang, Fotostreifzug, Ideenkarten",
    "fokusgruppe": "Fokusgruppe, Interviews",
    "beirat": "Beirat, Parlament",
}
