"""Which territories changed their extent when, as far as the successions know."""

import duckdb
import pandas as pd


def changes_of_territory(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """List the territories that took in or gave away others, from the table `nachfolge`.

    Returns:
        Columns `ags`, `stand_alt` (last known day before), `stand_neu` (first day after).
    """
    return (
        con.execute(
            """
            SELECT DISTINCT unnest([ags_alt, ags_neu]) AS ags, stand_alt, stand_neu
            FROM nachfolge WHERE ags_alt <> ags_neu ORDER BY ALL
            """
        )
        .df()
        .astype("str")
    )
