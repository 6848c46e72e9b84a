"""Whether the work database holds a finished state, when its steps run one by one.

The table `laufstand` names the state of a finished database. While a run works, it holds a note
`unfertig/<run>/<steps done>` instead. Only a run that did every step in order, with nothing in
between, may write the finished state; any other sequence leaves a state that the next run rebuilds.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipelines.laufstand import UNFERTIG, read_stand, write_stand


@dataclass(frozen=True)
class Schrittfolge:
    """The steps of a run in order, for one state of the inputs.

    Attributes:
        schritte: Names of all steps.
        datenstand: State that the finished database will have.
        lauf_id: Identifier of the run.
    """

    schritte: Sequence[str]
    datenstand: str
    lauf_id: str

    def finished(self, con: duckdb.DuckDBPyConnection) -> bool:
        """Whether the database already holds the finished state."""
        return read_stand(con) == self.datenstand

    @contextmanager
    def step(self, con: duckdb.DuckDBPyConnection, name: str) -> Iterator[None]:
        """Do one step; the last one of an unbroken sequence leaves the finished state.

        Raises:
            ValueError: there is no such step.
        """
        nummer = self.schritte.index(name)
        ungebrochen = nummer == 0 or read_stand(con) == self._note(nummer)
        write_stand(con, UNFERTIG)
        yield
        if ungebrochen:
            fertig = nummer + 1 == len(self.schritte)
            write_stand(con, self.datenstand if fertig else self._note(nummer + 1))

    def _note(self, getan: int) -> str:
        return f"{UNFERTIG}/{self.lauf_id}/{getan}"
