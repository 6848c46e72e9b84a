"""Words and numbers in messages and ids."""

import re
from typing import Final

_UMSCHRIFT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "%": "prozent"})


def ganze_zahl(zahl: int) -> str:
    """Write a count with narrow spaces: 27132 → `27 132`."""
    return f"{zahl:,}".replace(",", "\u202f")


def slug(text: str) -> str:
    """Return the text as part of an id: lower case, digits and single underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower().translate(_UMSCHRIFT)).strip("_")
