"""Outlines of Kreise and Gemeinden from the shapefiles of the BKG, and their GeoJSON geometries.

The shapefiles are in ETRS89 / UTM zone 32N (EPSG:25832). All outlines leave this module in WGS 84
(EPSG:4326: longitude, latitude in degrees).
"""

import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyproj
import shapefile
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from assets.sources.fehler import EingabeFehler
from assets.sources.schluessel import ags_aus_ars

NACHKOMMASTELLEN = 4
_EPSG_QUELLE = 25832
_EPSG_ZIEL = 4326
_LANDFLAECHE = 4
_HERUNTERLADEN = "Verwaltungsgebiete (VG250, VG2500) beim BKG neu herunterladen; alle Teile zusammen ablegen."
_ARS_LAENGEN = {5: "kreis", 12: "gemeinde"}
_LESEFEHLER = (shapefile.ShapefileException, struct.error, OSError, ValueError, IndexError)

Umrisse = dict[str, BaseGeometry]


def recognise_geometrie(pfad: Path) -> bool:
    """Tell whether a file is a BKG shapefile (.shp with its .dbf, or a ZIP of them) with the field ARS.

    Raises:
        EingabeFehler: A shapefile that cannot be opened.
    """
    if pfad.suffix.lower() == ".zip":
        if not zipfile.is_zipfile(pfad):
            return False
        with zipfile.ZipFile(pfad) as archiv:
            if not any(name.lower().endswith(".shp") for name in archiv.namelist()):
                return False
    elif pfad.suffix.lower() != ".shp":
        return False
    with _open(pfad) as leser:
        return _has_key_field(leser, pfad)


def read_gemeinde_umrisse(pfad: Path, *, toleranz_m: float = 0.0) -> Umrisse:
    """Read outlines of Gemeinden (VG250).

    Args:
        pfad: Shapefile or ZIP with one.
        toleranz_m: Tolerance of the simplification in metres; 0: as published.

    Returns:
        Outline per AGS (8 digits), parts of a Gemeinde merged.

    Raises:
        EingabeFehler: File broken, field ARS missing, or no Gemeinde found.
    """
    return _read(pfad, 12, ags_aus_ars, toleranz_m)


def read_kreis_umrisse(pfad: Path, *, toleranz_m: float = 0.0) -> Umrisse:
    """Read outlines of Kreise (VG2500), per AGS (5 digits).

    Raises:
        EingabeFehler: File broken, field ARS missing, or no Kreis found.
    """
    return _read(pfad, 5, str, toleranz_m)


def rounded_geometry(umriss: BaseGeometry) -> dict[str, object]:
    """Return a GeoJSON geometry: snapped to the grid of four decimals, rings in one fixed order."""
    gerundet = shapely.set_precision(umriss, 10**-NACHKOMMASTELLEN)
    geometrie = mapping(shapely.orient_polygons(shapely.normalize(gerundet)))
    return {"type": geometrie["type"], "coordinates": _plain(geometrie["coordinates"])}


def _plain(werte: object) -> object:
    """Return nested coordinates as lists of rounded numbers."""
    if isinstance(werte, tuple | list):
        return [_plain(w) for w in werte]
    return round(float(str(werte)), NACHKOMMASTELLEN)


def _open(pfad: Path) -> shapefile.Reader:
    try:
        return shapefile.Reader(str(pfad))
    except (*_LESEFEHLER, zipfile.BadZipFile) as fehler:
        raise _refusal(pfad, "eine beschädigte oder unvollständige Geodatei") from fehler


def _has_key_field(leser: shapefile.Reader, pfad: Path) -> bool:
    try:
        return "ARS" in [feld.name for feld in leser.fields]
    except _LESEFEHLER as fehler:
        raise _refusal(pfad, "eine Geodatei ohne lesbare Attributtabelle (.dbf)") from fehler


def _refusal(pfad: Path, gefunden: str) -> EingabeFehler:
    return EingabeFehler(
        datei=pfad.name,
        gefunden=gefunden,
        erwartet="ein Shapefile des BKG (.shp, .dbf, .shx, .prj) in EPSG:25832 mit dem Feld ARS",
        abhilfe=_HERUNTERLADEN,
    )


def _read(pfad: Path, stellen: int, zu_ags: Callable[[str], str], toleranz_m: float) -> Umrisse:
    _refuse_other_projection(pfad)
    teile: dict[str, list[BaseGeometry]] = {}
    with _open(pfad) as leser:
        if not _has_key_field(leser, pfad):
            raise _refusal(pfad, "kein Feld ARS")
        try:
            for eintrag in leser.iterShapeRecords():
                satz = eintrag.record.as_dict()
                ars = str(satz["ARS"]).strip()
                if len(ars) == stellen and satz.get("GF", 9) >= _LANDFLAECHE:
                    teile.setdefault(zu_ags(ars), []).append(_valid(shape(eintrag.shape)))
        except _LESEFEHLER as fehler:
            raise _refusal(pfad, "eine abgeschnittene oder beschädigte Geodatei") from fehler
    if not teile:
        raise _refusal(pfad, f"keine Gebiete der Ebene {_ARS_LAENGEN[stellen]}")
    schluessel = sorted(teile)
    geometrien = [shapely.unary_union(teile[ags]) for ags in schluessel]
    if toleranz_m:
        geometrien = list(shapely.coverage_simplify(geometrien, toleranz_m))
    return {ags: _to_wgs84(_valid(g)) for ags, g in zip(schluessel, geometrien, strict=True)}


def _valid(geometrie: BaseGeometry) -> BaseGeometry:
    return geometrie if geometrie.is_valid else shapely.make_valid(geometrie, method="structure")


def _refuse_other_projection(pfad: Path) -> None:
    """Refuse coordinates that are not UTM zone 32N; without a .prj file the BKG default is taken."""
    if pfad.suffix.lower() == ".zip" and zipfile.is_zipfile(pfad):
        with zipfile.ZipFile(pfad) as archiv:
            namen = [n for n in archiv.namelist() if n.lower().endswith(".prj")]
            text = archiv.read(namen[0]).decode("utf-8", "replace") if namen else ""
    else:
        prj = pfad.with_suffix(".prj")
        text = prj.read_text(encoding="utf-8", errors="replace") if prj.is_file() else ""
    if text and not re.search(r"UTM_Zone_32N", text):
        raise _refusal(pfad, "ein anderes Koordinatensystem")


def _to_wgs84(geometrie: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometrie, _transformer().transform, interleaved=False)


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_EPSG_QUELLE, _EPSG_ZIEL, always_xy=True)
