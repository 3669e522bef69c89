"""What every command shares: help and errors in two languages, the session, lazy loading.

Commands are made with `command`, `group`, `option` and `argument`, whose texts are `Text`. click's own words are
replaced here and nowhere else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, TypeVar, cast

import click
from click.exceptions import Abort, Exit, UsageError

from stratgraph.model.errors import InputError, StratgraphError
from stratgraph.model.language import DEFAULT_LANGUAGE, LANGUAGES, Text, language_of_locale

Callback = TypeVar("Callback", bound=Callable[..., Any])

USAGE = Text(en="Usage: ", sv="Användning: ")
OPTIONS = Text(en="Options", sv="Flaggor")
ARGUMENTS = Text(en="Arguments", sv="Argument")
COMMANDS = Text(en="Commands", sv="Kommandon")
OPTIONS_METAVAR = Text(en="[OPTIONS]", sv="[FLAGGOR]")
COMMAND_METAVAR = Text(en="COMMAND [ARGS]...", sv="KOMMANDO [ARGUMENT]...")
HELP_HELP = Text(en="Show this help.", sv="Visa den här hjälpen.")
LANG_HELP = Text(en="Language of labels and messages.", sv="Språk för namn och meddelanden.")
DEBUG_HELP = Text(en="Show where in the code an error arose.", sv="Visa var i koden ett fel uppstod.")
SEE_HELP = Text(en="see: {path} --help", sv="se: {path} --help")


class Session(NamedTuple):
    """What the global options say; `layers` is None where no layer was chosen, `endpoint` where none was.

    `words` are those of a line that is being typed: click forgets them where the last one is an option that still
    lacks its value.
    """

    language: str = DEFAULT_LANGUAGE
    debug: bool = False
    workspace: str | None = None
    layers: tuple[str, ...] | None = None
    words: tuple[str, ...] = ()
    store: str | None = None
    endpoint: str | None = None

    def say(self, text: Text | str) -> str:
        """Return the text in the session's language."""
        return text.into(self.language) if isinstance(text, Text) else text


class Lazy(NamedTuple):
    """A command that is imported when it is run: module, attribute, and the line that lists it."""

    module: str
    attribute: str
    help: Text


def session(ctx: click.Context) -> Session:
    """Return the session of this run."""
    found = ctx.find_root().obj
    return found if isinstance(found, Session) else Session(language_of_locale(os.environ))


def update_session(ctx: click.Context, **changes: Any) -> None:
    """Change the session for the rest of the run."""
    ctx.find_root().obj = session(ctx)._replace(**changes)


def write(text: str) -> None:
    """Write data to stdout, which carries nothing else."""
    sys.stdout.write(text)


def note(ctx: click.Context, text: Text | str) -> None:
    """Write a remark to stderr."""
    sys.stderr.write(session(ctx).say(text).rstrip("\n") + "\n")


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return up to `count` of the known names, the most alike first.

    >>> nearest("goul", ["goal", "city"])
    ('goal',)
    """
    from difflib import get_close_matches

    return tuple(get_close_matches(name, list(known), count))


def did_you_mean(names: Sequence[str]) -> Text:
    """Return the end of a sentence that proposes the names, or nothing where there is none."""
    if not names:
        return Text(en="", sv="")
    alternatives = ", ".join(names)
    return Text(en="; did you mean {names}?", sv="; menade du {names}?").format(names=alternatives)


# Parameters -------------------------------------------------------------------------------------------------------


class Option(click.Option):
    """An option whose help and metavar are in two languages."""

    def __init__(self, *arguments: Any, text: Text, placeholder: Text | str | None = None, **settings: Any) -> None:
        if isinstance(placeholder, str):
            settings["metavar"] = placeholder
        super().__init__(*arguments, **{**settings, "help": text.en})
        self.text = text
        self.placeholder = placeholder

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help in the session's language."""
        self.help = session(ctx).say(self.text)
        if isinstance(self.placeholder, Text):
            self.metavar = session(ctx).say(self.placeholder)
        return super().get_help_record(ctx)


class Argument(click.Argument):
    """An argument whose help is in two languages; `metavar` is what the usage line calls it."""

    def __init__(self, *arguments: Any, text: Text, placeholder: Text | str, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.text = text
        self.placeholder = placeholder

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the argument's name as the usage line shows it."""
        name = session(ctx).say(self.placeholder)
        shown = name if self.required else f"[{name}]"
        return shown if self.nargs == 1 else shown + "..."

    def record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the argument's line of the help."""
        return session(ctx).say(self.placeholder), session(ctx).say(self.text)


class Choice(click.ParamType[str]):
    """One of a few words; another is refused with the nearest."""

    name = "choice"

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words, as usage lines show them."""
        return "[" + "|".join(self.values) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value if it is one of the words.

        Raises InputError otherwise.
        """
        if value in self.values:
            return str(value)
        raise InputError(
            Text(
                en='"{value}" is not one of {values}{hint} ({option})',
                sv='"{value}" är inte något av {values}{hint} ({option})',
            ).format(
                value=value,
                values=", ".join(self.values),
                hint=did_you_mean(nearest(str(value), self.values)),
                option=param.opts[-1] if param else self.name,
            )
        )

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the words that begin as what was typed."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(value) for value in self.values if value.startswith(incomplete)]


class Integer(click.ParamType[int]):
    """A whole number, at least `least`, at most `most`."""

    name = "integer"

    def __init__(self, *, least: int | None = None, most: int | None = None) -> None:
        self.least = least
        self.most = most

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return N, as usage lines show a number."""
        return "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number.

        Raises InputError where the value is none, too small or too large.
        """
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or (self.least is not None and number < self.least):
            option = param.opts[-1] if param else self.name
            least = (
                Text(en="", sv="")
                if self.least is None
                else Text(en=" of at least {n}", sv=" från {n}").format(n=self.least)
            )
            raise InputError(
                Text(
                    en='{option} needs a whole number{least}, not "{value}"',
                    sv='{option} behöver ett heltal{least}, inte "{value}"',
                ).format(option=option, value=value, least=least)
            )
        if self.most is not None and number > self.most:
            option = param.opts[-1] if param else self.name
            raise InputError(
                Text(en="{option} is at most {n}", sv="{option} är högst {n}").format(option=option, n=self.most)
            )
        return number


def option(
    *names: str, help: Text, metavar: Text | str | None = None, **settings: Any
) -> Callable[[Callback], Callback]:
    """Return a decorator that adds an option; the other settings are those of `click.option`."""
    return click.option(*names, cls=Option, text=help, placeholder=metavar, **settings)


def argument(name: str, *, help: Text, metavar: Text | str, **settings: Any) -> Callable[[Callback], Callback]:
    """Return a decorator that adds an argument; the other settings are those of `click.argument`."""
    return click.argument(name, cls=Argument, text=help, placeholder=metavar, **settings)


def _set_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        update_session(ctx, language=value)


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        update_session(ctx, debug=True)


def _set_workspace(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        update_session(ctx, workspace=value)


def _set_store(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        update_session(ctx, store=value)


def _set_layers(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> None:
    names = tuple(name.strip() for part in value for name in part.split(",") if name.strip())
    if names:
        from stratgraph.model.terms import LAYERS

        choice = Choice(LAYERS)
        update_session(ctx, layers=tuple(choice.convert(name, param, ctx) for name in names))


def common_options() -> list[click.Parameter]:
    """Return the options that are accepted after a subcommand too."""
    return [
        Option(["--lang"], text=LANG_HELP, type=Choice(LANGUAGES), callback=_set_language, expose_value=False),
        Option(["--debug"], text=DEBUG_HELP, is_flag=True, callback=_set_debug, expose_value=False),
    ]


def workspace_option() -> Callable[[Callback], Callback]:
    """Return a decorator that adds `--workspace`, read with `session(ctx).workspace`."""
    return option(
        "--workspace",
        "-w",
        help=Text(
            en="Folder of the workspace, or one data file (default: the nearest stratgraph.toml upward, else the "
            "packaged strategy).",
            sv="Arbetsytans mapp, eller en datafil (annars närmaste stratgraph.toml uppåt, annars den medföljande "
            "strategin).",
        ),
        metavar=Text(en="FOLDER", sv="MAPP"),
        callback=_set_workspace,
        expose_value=False,
    )


def store_option() -> Callable[[Callback], Callback]:
    """Return a decorator that adds `--store`, read with `session(ctx).store`."""
    return option(
        "--store",
        help=Text(
            en="Folder of a store that stratgraph load built, in place of the workspace's files.",
            sv="Mapp med ett datalager som stratgraph load byggt, i stället för arbetsytans filer.",
        ),
        metavar=Text(en="DIR", sv="MAPP"),
        callback=_set_store,
        expose_value=False,
    )


def layer_option() -> Callable[[Callback], Callback]:
    """Return a decorator that adds `--layer`, read with `session(ctx).layers`."""
    return option(
        "--layer",
        help=Text(
            en="Facts of this layer only; may be repeated, or several with commas: "
            "document, interpretation, plan, context.",
            sv="Bara uppgifter ur detta lager; kan upprepas eller anges med komman: "
            "document, interpretation, plan, context.",
        ),
        metavar=Text(en="LAYER", sv="LAGER"),
        multiple=True,
        callback=_set_layers,
        expose_value=False,
    )


def _set_endpoint(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        update_session(ctx, endpoint=value)


def endpoint_option() -> Callable[[Callback], Callback]:
    """Return a decorator that adds `--endpoint`, read with `session(ctx).endpoint`."""
    return option(
        "--endpoint",
        help=Text(
            en="Ask this SPARQL endpoint: its URL, or its name in stratgraph.toml. `stratgraph load` fills it.",
            sv="Fråga denna SPARQL-endpoint: dess URL eller dess namn i stratgraph.toml. `stratgraph load` fyller den.",
        ),
        metavar=Text(en="URL|NAME", sv="URL|NAMN"),
        callback=_set_endpoint,
        expose_value=False,
    )


def completed_by(name: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Return what completes a parameter: the function of that name in `cli.completion`, imported when a shell asks."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from stratgraph.cli import completion

        return list(getattr(completion, name)(ctx, param, incomplete))

    return complete


# Commands ---------------------------------------------------------------------------------------------------------


class _Localised(click.Command):
    """The part of help that commands and groups share."""

    text: Text

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return the options or subcommands that begin as what was typed."""
        from stratgraph.cli.completion import complete_command

        return complete_command(self, ctx, incomplete)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._help_option is None:
            self._help_option = Option(
                ["--help"], text=HELP_HELP, is_flag=True, is_eager=True, expose_value=False, callback=_show_help
            )
        return self._help_option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = session(ctx).say
        pieces = [say(OPTIONS_METAVAR)]
        pieces += [param.make_metavar(ctx) for param in self.get_params(ctx) if isinstance(param, Argument)]
        if isinstance(self, click.Group):
            pieces.append(say(COMMAND_METAVAR))
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=say(USAGE))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(session(ctx).say(self.text))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = session(ctx).say
        arguments = [param.record(ctx) for param in self.get_params(ctx) if isinstance(param, Argument)]
        options = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        ]
        for heading, records in ((ARGUMENTS, arguments), (OPTIONS, options)):
            if records:
                with formatter.section(say(heading)):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        return None


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        write(ctx.get_help() + "\n")
        ctx.exit()


class Command(_Localised):
    """A command; `--lang` and `--debug` are its options without being asked for."""

    def __init__(self, name: str, *, text: Text, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.text = text
        self.params.extend(common_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; a surplus one is refused in the user's language."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise InputError(
                Text(en="too many arguments: {rest} ({see})", sv="för många argument: {rest} ({see})").format(
                    rest=" ".join(rest), see=SEE_HELP.format(path=ctx.command_path)
                )
            )
        return rest


class Group(_Localised, click.Group):
    """A group of commands, each either there or to be imported when it is run."""

    def __init__(self, name: str, *, text: Text, lazy: Mapping[str, Lazy] | None = None, **settings: Any) -> None:
        settings.setdefault("no_args_is_help", False)
        settings.setdefault("invoke_without_command", True)
        super().__init__(name, **settings)
        self.text = text
        self.lazy = dict(lazy or {})
        self.params.extend(common_options())

    def command(self, name: str, *, help: Text, **settings: Any) -> Callable[[Callable[..., Any]], Command]:  # type: ignore[override]
        """Return a decorator that adds a command to this group."""

        def add(function: Callable[..., Any]) -> Command:
            made = command(name, help=help, **settings)(function)
            self.add_command(made)
            return made

        return add

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they were given."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, imported now if need be."""
        if name not in self.lazy:
            return self.commands.get(name)
        from importlib import import_module

        entry = self.lazy[name]
        return cast(click.Command, getattr(import_module(entry.module), entry.attribute))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names.

        Raises InputError where there is none.
        """
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing:
            raise InputError(
                Text(en='no command "{name}"{hint} ({see})', sv='kommandot "{name}" finns inte{hint} ({see})').format(
                    name=args[0],
                    hint=did_you_mean(nearest(args[0], self.list_commands(ctx))),
                    see=SEE_HELP.format(path=ctx.command_path),
                )
            )
        return args[0], found, args[1:]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; without one, show the help."""
        if not ctx._protected_args and not ctx.args:
            write(ctx.get_help() + "\n")
            return None
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands, without importing one."""
        super().format_options(ctx, formatter)
        say = session(ctx).say
        rows = [(name, say(entry.help)) for name, entry in self.lazy.items()]
        rows += [(name, say(entry.text)) for name, entry in self.commands.items() if isinstance(entry, _Localised)]
        with formatter.section(say(COMMANDS)):
            formatter.write_dl(rows)


def command(name: str, *, help: Text, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """Return a decorator that makes a command of a function."""

    def make(function: Callable[..., Any]) -> Command:
        return click.command(name, cls=Command, text=help, help=help.en, **settings)(function)

    return make


def group(name: str, *, help: Text, **settings: Any) -> Callable[[Callable[..., Any]], Group]:
    """Return a decorator that makes a group of a function."""

    def make(function: Callable[..., Any]) -> Group:
        return click.group(name, cls=Group, text=help, help=help.en, **settings)(function)

    return make


# The way in and out -------------------------------------------------------------------------------------------------


class Root(Group):
    """The program itself: the one place where errors become lines and exit codes."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run the program and leave with its exit code."""
        given = list(sys.argv[1:] if args is None else args)
        name = prog_name or "stratgraph"
        if os.environ.get("_STRATGRAPH_COMPLETE"):
            from stratgraph.cli.completion import answer_shell

            answer_shell(self, name)
            sys.exit(0)
        _prefer_utf8()
        start = Session(language_asked_for(given), debug="--debug" in given)
        try:
            sys.exit(self._run(given, name, start))
        except BrokenPipeError:
            silence_stdout()
            sys.exit(0)

    def _run(self, args: list[str], name: str, start: Session) -> int:
        """Run with those arguments; return the exit code, errors told."""
        try:
            with self.make_context(name, args, obj=start) as ctx:
                self.invoke(ctx)
            sys.stdout.flush()
            return 0
        except Exit as leave:
            sys.stdout.flush()
            return leave.exit_code
        except BrokenPipeError:
            raise
        except (StratgraphError, UsageError, OSError, RuntimeError, KeyboardInterrupt, Abort) as error:
            from stratgraph.cli.telling import tell

            return tell(error, start)


def language_asked_for(args: Sequence[str]) -> str:
    """Return the language that the arguments name, else the locale's.

    It is read ahead of everything else, since help and errors may come before click reaches the option.

    >>> language_asked_for(["ask", "--lang", "sv"])
    'sv'
    """
    chosen = language_of_locale(os.environ)
    for position, word in enumerate(args):
        value = (
            word[7:]
            if word.startswith("--lang=")
            else args[position + 1]
            if word == "--lang" and args[position + 1 :]
            else ""
        )
        chosen = value if value in LANGUAGES else chosen
    return chosen


def _prefer_utf8() -> None:
    """Write UTF-8 into files and pipes, and never fail on a terminal that lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8")


def silence_stdout() -> None:
    """Point stdout to nowhere, so that the interpreter's last flush does not complain (as Python's own docs advise)."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
