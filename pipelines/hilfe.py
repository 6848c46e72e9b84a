"""Help pages and usage errors of the command line in German; typer itself speaks English only."""

import re
from typing import Any, Final

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

_HILFE: Final = "Zeigt diese Hilfe."
_UEBERSETZUNGEN: Final = (
    (r"No such option: (\S+).*", r"den Schalter \1 gibt es nicht"),
    (r"No such command '([^']*)'.*", r"den Befehl „\1“ gibt es nicht"),
    (r"Missing (?:option|argument|parameter):? '?([^'.]*)'?.*", r"es fehlt die Angabe \1"),
    (r"Option '([^']*)' requires an argument.*", r"hinter \1 fehlt die Angabe"),
    (r"Got unexpected extra arguments? \((.*)\)", r"überzählige Angabe: \1"),
    (
        r"Invalid value for '([^']*)'[^:]*: (?:Directory|dir) '([^']*)' does not exist\.",
        r"\1: den Ordner „\2“ gibt es nicht",
    ),
    (
        r"Invalid value for '([^']*)'[^:]*: (?:Directory|dir) '([^']*)' is a file\.",
        r"\1: „\2“ ist eine Datei, kein Ordner",
    ),
    (
        r"Invalid value for '([^']*)'[^:]*: (?:[Ff]ile|[Pp]ath) '([^']*)' does not exist\.",
        r"\1: die Datei „\2“ gibt es nicht",
    ),
    (
        r"Invalid value for '([^']*)'[^:]*: (?:[Ff]ile|[Pp]ath) '([^']*)' is a directory\.",
        r"\1: „\2“ ist ein Ordner, keine Datei",
    ),
    (
        r"Invalid value for '([^']*)'[^:]*: (?:[Ff]ile|[Pp]ath) '([^']*)' is not readable\.",
        r"\1: „\2“ darf nicht gelesen werden",
    ),
    (
        r"Invalid value for '([^']*)'[^:]*: Input should be a valid integer.*",
        r"\1: erwartet wird eine ganze Zahl",
    ),
    (r"Invalid value for '([^']*)'[^:]*: (.*)", r"\1: \2"),
    (r"Invalid value: (.*)", r"\1"),
)


def translate(meldung: str) -> str:
    """Return a usage error in German; an unknown one stays as it is."""
    einzeilig = " ".join(meldung.split())
    for muster, ersatz in _UEBERSETZUNGEN:
        if re.fullmatch(muster, einzeilig):
            return re.sub(muster, ersatz, einzeilig)
    return einzeilig


def _german_usage(text: str) -> str:
    return (
        text.replace("Usage:", "Aufruf:")
        .replace("[OPTIONS]", "[SCHALTER]")
        .replace("COMMAND [ARGS]...", "BEFEHL [ANGABEN]")
    )


class Befehl(TyperCommand):
    """A command whose help page is German."""

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _german_usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option with its German text."""
        return _with_german_text(super().get_help_option(ctx))


class Befehlsgruppe(TyperGroup):
    """The group of commands whose help page is German."""

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _german_usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the help option with its German text."""
        return _with_german_text(super().get_help_option(ctx))


def _with_german_text(option: Any) -> Any:
    if option is not None:
        option.help = _HILFE
    return option


def german_headings() -> None:
    """Set the headings of the help pages and the mark of what must be given."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Angaben"
    rich_utils.OPTIONS_PANEL_TITLE = "Schalter"
    rich_utils.COMMANDS_PANEL_TITLE = "Befehle"
    rich_utils.REQUIRED_LONG_STRING = "[Pflicht]"


def new_app(text: str) -> typer.Typer:
    """Return a command line whose help is German."""
    german_headings()
    return typer.Typer(
        help=text,
        cls=Befehlsgruppe,
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["--hilfe", "--help"]},
        pretty_exceptions_enable=False,
    )
