"""What single cells of records of persons look like: names, birthdays, addresses, numbers."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from assets.sources.kopftext import slug
from assets.sources.vornamen import VORNAMEN

ANTEIL: Final = 0.6
"""Share of the filled cells that must look alike."""

_DEUTLICH: Final = re.compile(
    r"vor_?namen?|nach_?namen?|familien_?namen?|geburts_?namen?|ruf_?namen?|mutter_?name|kindes?_?name"
    r"|name_(des_)?kind(es)?|(name_)?(der_)?sorgeberechtigten?|eltern_?name"
    r"|geb(urts)?_?(datum|tag|dat)|geb_am|geboren(_am)?|geburtsort|date_of_birth|birth_?date|dob"
    r"|first_?name|last_?name|surname"
    r"|(sozial|renten|kranken)?_?versicherten?(ungs)?_?(nummer|nr|no)|(sozial|renten)versicherungs_?(nummer|nr)"
    r"|sv_?(nummer|nr)|rv_?nr|kvnr|steuer_?(id|identifikationsnummer)|iban|konto_?(nummer|nr)"
    r"|aktenzeichen|az|fall_?(nummer|nr)|bg_?(nummer|nr)|kunden_?(nummer|nr)|person(en)?_?id|kind(er)?_?id"
    r"|(klienten|mandanten|patienten|schueler)_?(nummer|nr|id|name)|hilfeempfaenger(in)?"
    r"|leistungsberechtigter|antragsteller(in)?"
)
_SCHWACH: Final = re.compile(
    r"name|namen|(wohn)?anschrift|(wohn)?adresse|strasse(_?(und_)?_?(haus)?(nummer|nr))?|haus_?(nummer|nr)"
    r"|telefon(_?(nummer|nr))?|tel|handy|mobil(nummer)?|e_?mail(_?adresse)?|wohnort|ansprechpartner(in)?"
    r"|staatsangehoerigkeit|familienstand"
)
_ALTER: Final = re.compile(r"alter|lebensalter|alter_in_jahren|geburtsjahr|jahrgang|geb_?jahr")
_ZAEHLKOPF: Final = re.compile(
    r".*(anzahl|wert|insgesamt|summe|zahl|bevoelkerung|value|faelle|quote|anteil).*"
)
_DATUM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?|(\d{1,2})/(\d{1,2})/(\d{4})"
)
_WORT: Final = re.compile(r"[^\W\d_]{2}")
_ZIFFER: Final = re.compile(r"\d")
_ANSCHRIFT: Final = re.compile(
    r".*\w(str\.?|straße|strasse|weg|platz|allee|gasse|ring|berg|hof|damm|ufer|steig|siedlung|chaussee)\s*"
    r"\d{1,4}\s?[a-z]?\b.*|(?:am|an der|im|in der|zum|zur|auf dem) .{2,40} \d{1,4}\s?[a-z]?",
    re.IGNORECASE,
)
_POST: Final = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_NUMMERN: Final = re.compile(
    r"\d{2}[ ]?\d{6}[ ]?[A-Z][ ]?\d{3}"  # pension insurance: area, birthday, initial, serial number
    r"|[A-Z]\d{9}"  # health insurance
    r"|DE\d{2}[ ]?(\d{4}[ ]?){4}\d{2}"  # account
    r"|\d{5}(//|BG)\d{7}"  # Bedarfsgemeinschaft
    r"|\d{3}[A-Z]\d{6}"  # customer of the Bundesagentur
)
_SCHLUESSEL: Final = re.compile(r"(DG|00|(0[1-9]|1[0-6])(\d{3}(\d{3,7})?)?)(-P\d{2,4})?", re.ASCII)
_GESCHLECHT: Final = frozenset(
    {"m", "w", "d", "männlich", "weiblich", "divers", "mann", "frau", "junge", "mädchen"}
)
_JAHRZEHNTE: Final = 10
_FRUEHESTENS: Final = 1900


def kopf_deutlich(zelle: str) -> bool:
    """Tell whether a head alone says that single people are described."""
    return len(zelle) <= 60 and bool(_DEUTLICH.fullmatch(slug(zelle)))


def kopf_schwach(zelle: str) -> bool:
    """Tell whether a head points to people when another one does, too."""
    return len(zelle) <= 60 and bool(_SCHWACH.fullmatch(slug(zelle)))


def kopf_vollstaendig(zelle: str) -> bool:
    """Tell whether a head is that of an age or a year of birth."""
    return len(zelle) <= 60 and bool(_ALTER.fullmatch(slug(zelle)))


def ist_zaehlkopf(zelle: str) -> bool:
    """Tell whether a head announces counts or shares."""
    return len(zelle) <= 120 and bool(_ZAEHLKOPF.fullmatch(slug(zelle)))


def ist_schluessel(zelle: str) -> bool:
    """Tell whether a cell is a territory key."""
    return bool(_SCHLUESSEL.fullmatch(zelle.split(" ", 1)[0]))


def ist_kennnummer(zelle: str) -> bool:
    """Tell whether a cell is a number that belongs to one person or case."""
    return 10 <= len(zelle) <= 30 and bool(_NUMMERN.fullmatch(zelle))


def ist_anschrift(zelle: str) -> bool:
    """Tell whether a cell is a street with its number or an e-mail address."""
    if not 6 <= len(zelle) <= 90 or not ((_WORT.search(zelle) and _ZIFFER.search(zelle)) or "@" in zelle):
        return False
    return bool(_ANSCHRIFT.fullmatch(zelle) or _POST.fullmatch(zelle))


def ist_vorname(zelle: str) -> bool:
    """Tell whether a cell is a first name, or a full name with one: up to four words, one of them known."""
    if len(zelle) > 60 or _ZIFFER.search(zelle) or not _WORT.search(zelle):
        return False
    worte = [slug(w) for w in re.split(r"[\s,\-]+", zelle) if w]
    return 1 <= len(worte) <= 4 and any(w in VORNAMEN for w in worte)


def ist_geschlecht(spalte: Sequence[str]) -> bool:
    """Tell whether a column states one sex per row, at least ten times."""
    zellen = [z.casefold() for z in spalte if z]
    treffer = sum(z in _GESCHLECHT for z in zellen)
    return treffer >= 10 and treffer >= 0.9 * len(zellen)


def ist_tag(zelle: str) -> bool:
    """Tell whether a cell is a day."""
    return _tag(zelle) is not None


def ist_geburtstage(zellen: Sequence[str]) -> bool:
    """Tell whether dates look like birthdays: many, nearly all different, irregular, over a decade or more.

    Series of reference days (ends of months, equal steps) do not.
    """
    tage = [t for z in zellen if (t := _tag(z))]
    if len(tage) < max(8, ANTEIL * len(zellen)) or len(set(tage)) < 0.7 * len(tage):
        return False
    if max(tage).year - min(tage).year < _JAHRZEHNTE or min(tage).year < _FRUEHESTENS:
        return False
    randtage = sum(t.day == 1 or (t.month, t.day) == (12, 31) for t in tage)
    sortiert = sorted(set(tage))
    schritte = [(b - a).days for a, b in pairwise(sortiert)]
    haeufigster = max(schritte.count(s) for s in set(schritte))
    return randtage < 0.4 * len(tage) and haeufigster < 0.5 * len(schritte)


def _tag(zelle: str) -> date | None:
    if not zelle[:1].isdigit() or len(zelle) < 6:
        return None
    treffer = _DATUM.fullmatch(zelle)
    if treffer is None:
        return None
    t, m, j, j2, m2, t2, t3, m3, j3 = treffer.groups()
    jahr = int(j or j2 or j3)
    jahr += (2000 if jahr <= 26 else 1900) if jahr < 100 else 0
    try:
        return date(jahr, int(m or m2 or m3), int(t or t2 or t3))
    except ValueError:
        return None
