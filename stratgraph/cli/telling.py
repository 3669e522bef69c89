"""What a failure is told as: one line on stderr, in the user's language, and an exit code."""

from __future__ import annotations

import sys

import click
from click.exceptions import Abort, BadOptionUsage, MissingParameter, NoSuchOption, UsageError

from stratgraph.cli.base import SEE_HELP, Argument, Session, did_you_mean, silence_stdout
from stratgraph.model.errors import EngineError, StratgraphError
from stratgraph.model.language import Text
from stratgraph.output.words import printable

USAGE = 2
INTERRUPTED = 130
CORRUPTION = "Corruption"


def tell(error: Exception | KeyboardInterrupt, start: Session) -> int:
    """Write what went wrong as one line to stderr, after the traceback where that was asked for; return the exit code.

    What is an error of the program's own is raised again.
    """
    if isinstance(error, StratgraphError):
        text, code = error.text, error.exit_code
    elif isinstance(error, UsageError):
        text, code = words_of(error), USAGE
    elif isinstance(error, OSError):
        silence_stdout()
        text, code = _words_of_system(error), USAGE
    elif isinstance(error, KeyboardInterrupt | Abort):
        text, code, start = Text(en="interrupted", sv="avbruten"), INTERRUPTED, start._replace(debug=False)
    elif str(error).startswith(CORRUPTION):
        # The engine met bytes of a store that have changed.
        from stratgraph.graph.memory import store_error

        silence_stdout()
        text, code = store_error(error).text, EngineError.exit_code
    else:
        raise error
    _write(text, start)
    return code


def _write(text: Text, start: Session) -> None:
    """Write one line to stderr, with the traceback before it where it was asked for."""
    if start.debug:
        import traceback

        sys.stderr.write(printable(traceback.format_exc()))
    line = printable(" ".join(start.say(text).split("\n")))
    sys.stderr.write(f"stratgraph: {line}\n")


def words_of(error: UsageError) -> Text:
    """Return what a usage error of click's says, in both languages."""
    see = SEE_HELP.format(path=error.ctx.command_path if error.ctx else "stratgraph")
    if isinstance(error, NoSuchOption):
        hint = did_you_mean(tuple(error.possibilities or ()))
        return Text(en="no option {name}{hint} ({see})", sv="flaggan {name} finns inte{hint} ({see})").format(
            name=error.option_name, hint=hint, see=see
        )
    if isinstance(error, BadOptionUsage):
        return _words_of_bad_option(error, see)
    if isinstance(error, MissingParameter) and error.param is not None:
        what = (
            error.param.make_metavar(error.ctx)
            if isinstance(error.param, Argument) and error.ctx
            else error.param.opts[-1]
        )
        return Text(en="{what} is missing ({see})", sv="{what} saknas ({see})").format(what=what, see=see)
    message = error.format_message()
    return Text(en="{message} ({see})", sv="{message} ({see})").format(message=message, see=see)


def _words_of_bad_option(error: BadOptionUsage, see: Text) -> Text:
    """Return what is wrong with an option: a flag takes no value, any other needs one."""
    params = error.ctx.command.params if error.ctx else []
    flag = any(error.option_name in param.opts and param.is_flag for param in params if isinstance(param, click.Option))
    sentence = (
        Text(en="{name} takes no value ({see})", sv="{name} tar inget värde ({see})")
        if flag
        else Text(en="{name} needs a value ({see})", sv="{name} behöver ett värde ({see})")
    )
    return sentence.format(name=error.option_name, see=see)


def _words_of_system(error: OSError) -> Text:
    """Return what the operating system refused: for a file, or, where it names none, for the output."""
    text = Text(en="{where}: {why}", sv="{where}: {why}")
    where = error.filename or Text(en="output", sv="utdata")
    return text.format(where=where, why=error.strerror or str(error))
