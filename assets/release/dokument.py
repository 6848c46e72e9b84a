"""A finished report on its way into an edition.

Plain values only: the object travels from the process that sets the report.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dokument:
    """Self-contained HTML, PDF, and the indicators whose figures go into the annex."""

    html: str
    pdf: bytes
    indikatoren: tuple[str, ...]
