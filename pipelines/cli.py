"""The command line `sozialplanung`: German help, German messages, three exit codes.

Exit codes: 0 done; 1 bad input or failed check, nothing published; 2 wrong usage.
Heavy libraries are imported inside the commands, so that help and "nothing to do" are instant.
"""

import sys
from collections.abc import Sequence

import typer

# each module adds its command to the application; the order is that of the help page
from pipelines.befehle import (  # noqa: F401
    berichte,
    beschreibung,
    eingang,
    grunddaten,
    herkunft,
    holen,
    lesen,
    pruefen,
    quellen,
    sperren,
    vorlagen,
)
from pipelines.befehle.rahmen import app, fehlerausgabe
from pipelines.hilfe import translate


def main(argumente: Sequence[str] | None = None) -> None:
    """Entry point of the command `sozialplanung`."""
    try:
        code = app(argumente, standalone_mode=False)
    except typer.TyperException as fehler:
        # Only wrong usage gets here; without a command the help page is already on the screen.
        meldung = translate(fehler.format_message() if hasattr(fehler, "format_message") else str(fehler))
        if meldung:
            fehlerausgabe.print(f"Falscher Aufruf: {meldung}", style="red", markup=False)
            fehlerausgabe.print("Hilfe: sozialplanung --hilfe")
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        fehlerausgabe.print("Abgebrochen; die letzte Ausgabe gilt weiter.")
        sys.exit(1)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
