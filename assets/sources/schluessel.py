"""Official territory keys as publishers write them, and the keys of this project.

Publishers write the Gemeindeverband in two ways. The Regionalschlüssel has nine digits: five for the
Kreis and four for the Verband (`160655052`). Older BBSR tables use eight: three digits for the
Verband, whose leading 9 stands for a Verband of several Gemeinden (`16065952`) and any other digit for
a Gemeinde without one (`16065003`). Both become a Planungsbereich `16065-P5052`.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

_LAND = re.compile(r"^(0[1-9]|1[0-6])\d*$")

VERBANDSPRAEFIX: Mapping[str, str] = {"03": "54", "07": "50", "08": "50", "15": "50", "16": "50"}
"""First two digits of the four-digit Verband key, for the Länder that use only one (Gemeindeverzeichnis)."""


def ziffern(wert: object, stellen: int) -> str | None:
    """Return a key as text of fixed length, with the leading zeros that a number format lost.

    Args:
        wert: Key as a number (`16065000.0`) or as text (`"01001000"`).
        stellen: Number of digits of the full key.

    Returns:
        The key, or None when `wert` is no whole number, too long, or of no Land (01 to 16).
    """
    if isinstance(wert, bool):
        return None
    if isinstance(wert, int | float):
        if wert != wert or wert != int(wert) or wert < 0:
            return None
        text = str(int(wert))
    else:
        text = str(wert).strip()
    text = text.zfill(stellen)
    return text if len(text) == stellen and text.isdigit() and _LAND.match(text) else None


def planungsbereich(schluessel9: str) -> str:
    """Turn a nine-digit Verband key into a Planungsbereich: `160655052` → `16065-P5052`."""
    return f"{schluessel9[:5]}-P{schluessel9[5:]}"


def planungsbereich_bbsr(schluessel8: str, bekannte: Mapping[str, AbstractSet[str]]) -> str | None:
    """Turn an eight-digit BBSR key into a Planungsbereich.

    Args:
        schluessel8: Kreis (5) and Verband (3), such as `16065952`.
        bekannte: Four-digit Verband keys per Kreis, from tables with nine-digit keys.

    Returns:
        `16065-P5052`, or None where several Verbände end alike or none is known: the eight-digit key
        alone does not tell them apart, and a guess would put figures on the wrong map.
    """
    kreis, teil = schluessel8[:5], schluessel8[5:]
    if not teil.startswith("9"):
        gebietsfrei = f"9{teil}"
        return f"{kreis}-P{gebietsfrei if gebietsfrei in bekannte.get(kreis, ()) else '0' + teil}"
    praefix = VERBANDSPRAEFIX.get(kreis[:2])
    if praefix:
        return f"{kreis}-P{praefix}{teil[1:]}"
    passend = [v for v in bekannte.get(kreis, ()) if v.startswith("5") and v.endswith(teil[1:])]
    return f"{kreis}-P{passend[0]}" if len(passend) == 1 else None


def ags_aus_ars(ars: str) -> str:
    """Shorten a twelve-digit Regionalschlüssel to the AGS: the Verband in the middle falls out."""
    return ars[:5] + ars[9:]
