"""Tables of counts with all their margins as models, for the tests of suppression and audit."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from assets.confidentiality.zellmodell import Zellmodell


def with_margins(zaehlungen: np.ndarray) -> np.ndarray:
    """Append the total along every axis."""
    for achse in range(zaehlungen.ndim):
        zaehlungen = np.concatenate([zaehlungen, zaehlungen.sum(axis=achse, keepdims=True)], axis=achse)
    return zaehlungen.astype(float)


def sums_of(form: Sequence[int]) -> sparse.csr_array:
    """Every sum of a table with margins: total minus parts, along each axis."""
    nummern = np.arange(int(np.prod(form))).reshape(form)
    zeilen = []
    for achse in range(len(form)):
        for linie in np.moveaxis(nummern, achse, -1).reshape(-1, form[achse]):
            zeile = np.zeros(nummern.size)
            zeile[linie[:-1]] = -1.0
            zeile[linie[-1]] = 1.0
            zeilen.append(zeile)
    return sparse.csr_array(np.array(zeilen))


def model_of(zaehlungen: np.ndarray, mindestzahl: int, *, nullen_schuetzen: bool) -> Zellmodell:
    """Model of one table with all margins; small inner cells cost least."""
    tafel = with_margins(zaehlungen)
    werte = tafel.ravel()
    rang = sum((np.indices(tafel.shape)[a] == tafel.shape[a] - 1).astype(int) for a in range(tafel.ndim))
    klein = (werte < mindestzahl) & (nullen_schuetzen | (werte > 0))
    return Zellmodell(
        schluessel=tuple(str(i) for i in range(werte.size)),
        werte=werte,
        kleinster=np.zeros(werte.size) if nullen_schuetzen else np.ones(werte.size),
        schutz=np.full(werte.size, float(mindestzahl)),
        primaer=klein,
        fest=np.zeros(werte.size, bool) if nullen_schuetzen else werte == 0,
        gewicht=np.log2(2 + werte) * 4.0 ** np.asarray(rang).ravel(),
        gleichungen=sums_of(tafel.shape),
        ungleichungen=sparse.csr_array((0, werte.size)),
    )
