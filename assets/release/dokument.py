"""A finished report on its way into an edition.

Plain values only: the object travels from the process that sets the report.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dokument:
    """Self-contained HTML, PDF, number of pages, and the indicators whose figures go into the annex."""

    html: str
    pdf: bytes
    seiten: int
    indikatoren: tuple[str, ...]
