"""Errors that a user can mend: their German message is all that is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.bekannte_fehler import BEKANNT, NICHTS_VEROEFFENTLICHT


@contextmanager
def failures() -> Iterator[None]:
    """Turn a known error into a failed step with the German message, without retries."""
    try:
        yield
    except BEKANNT as fehler:
        raise dg.Failure(description=f"{fehler}\n{NICHTS_VEROEFFENTLICHT}", allow_retries=False) from fehler
