"""Outlines: geometries on our grid and broken shapefiles."""

from pathlib import Path

import pytest
import shapefile
from shapely.geometry import box, shape

from assets.sources.fehler import EingabeFehler
from assets.sources.geometrie.leser import (
    read_gemeinde_umrisse,
    read_kreis_umrisse,
    recognise_geometrie,
    rounded_geometry,
)

UTM = 'PROJCS["ETRS_1989_UTM_Zone_32N"]'


def test_geometry_lies_on_the_grid_in_one_order() -> None:
    flaeche = box(10.123456, 51, 10.5, 51.5)
    geometrie = rounded_geometry(flaeche)
    assert geometrie == rounded_geometry(flaeche.reverse())
    assert geometrie["type"] == "Polygon"
    assert shape(geometrie).bounds == (10.1235, 51.0, 10.5, 51.5)


def _shapefile(ort: Path, feld: str = "ARS", prj: str = UTM) -> Path:
    pfad = ort / "VG2500_KRS.shp"
    with shapefile.Writer(str(pfad)) as schreiber:
        schreiber.field(feld, "C", 12)
        for x in (0, 10_000):  # two parts of one Kreis
            schreiber.poly([[[500_000 + x, 5_650_000], [500_000 + x, 5_660_000], [510_000 + x, 5_655_000]]])
            schreiber.record("16065")
    pfad.with_suffix(".prj").write_text(prj, encoding="utf-8")
    return pfad


def test_parts_are_merged_and_projected(tmp_path: Path) -> None:
    umrisse = read_kreis_umrisse(_shapefile(tmp_path))
    assert list(umrisse) == ["16065"]
    west, sued, ost, nord = umrisse["16065"].bounds
    assert west == pytest.approx(9.0, abs=1e-6)  # 500 km east is the central meridian 9°
    assert 50.9 < sued < nord < 51.2
    assert ost < 9.4


def test_no_outline_of_this_level(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="keine Gebiete"):
        read_gemeinde_umrisse(_shapefile(tmp_path))


def test_key_field_missing(tmp_path: Path) -> None:
    pfad = _shapefile(tmp_path, feld="NAME")
    assert not recognise_geometrie(pfad)
    with pytest.raises(EingabeFehler, match="kein Feld ARS"):
        read_kreis_umrisse(pfad)


def test_other_projection(tmp_path: Path) -> None:
    with pytest.raises(EingabeFehler, match="Koordinatensystem"):
        read_kreis_umrisse(_shapefile(tmp_path, prj='GEOGCS["WGS84"]'))


@pytest.mark.filterwarnings("ignore::shapefile.PossiblyCorruptFileHeader")
def test_cut_off(tmp_path: Path) -> None:
    pfad = _shapefile(tmp_path)
    pfad.write_bytes(pfad.read_bytes()[:150])
    with pytest.raises(EingabeFehler, match="Geodatei"):
        read_kreis_umrisse(pfad)


def test_companion_missing(tmp_path: Path) -> None:
    pfad = _shapefile(tmp_path)
    pfad.with_suffix(".dbf").unlink()
    with pytest.raises(EingabeFehler):
        read_kreis_umrisse(pfad)
