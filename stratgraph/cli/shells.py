"""What bash, zsh and fish need so that names with spaces, quotation marks, commas and equals signs come out whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    split_arg_string,
)

from stratgraph.cli.base import Session
from stratgraph.model.language import language_of_locale

VARIABLE = "_STRATGRAPH_COMPLETE"

#: Signs that bash reads as ends of words (COMP_WORDBREAKS) though they stand within one.
_GLUE = re.compile(r"[=:]+")
_PLAIN = re.compile(r"[^\w@%+=:,./-]")


class Bash(BashComplete):
    """bash inserts what it is given as it is, and cuts words at "=" and ":"; click's script drops backslashes."""

    source_template = BashComplete.source_template.replace("read type value", "read -r type value").replace(
        "COMPREPLY+=($value)", 'COMPREPLY+=("$value")'
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is typed, and that one, whole and without quotation marks."""
        words = self.words()
        plain = [" ".join(split_arg_string(word)) for word in words]
        return plain[1:-1], plain[-1]

    def words(self) -> list[str]:
        """Return the words as they were typed, what bash cut put together again."""
        import os

        given = os.environ["COMP_WORDS"].split("\n")[: int(os.environ["COMP_CWORD"]) + 1]
        given += [""] * (int(os.environ["COMP_CWORD"]) + 1 - len(given))
        return glued(given)

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return the rest of a word, quoted as the word that is typed is."""
        typed = self.words()[-1]
        value = quoted(str(item.value), typed[:1])
        if typed[:1] in ("'", '"'):
            return f"{item.type},{value}"
        # bash replaces what stands after the last sign that it cut at; of --option=value click gives the value alone.
        cut = max((end.end() for end in _GLUE.finditer(typed)), default=0)
        begins = value.casefold().startswith(typed[:cut].casefold())
        return f"{item.type},{value[cut:] if begins else value}"


class Fish(FishComplete):
    """fish quotes by itself, but click's script for it cuts names at their commas."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


CLASSES: Mapping[str, type[ShellComplete]] = {"bash": Bash, "zsh": ZshComplete, "fish": Fish}


def glued(words: list[str]) -> list[str]:
    """Return the words with those put together that bash cut at "=" and ":".

    >>> glued(["ask", "-p", "city", "=", "Ri"])
    ['ask', '-p', 'city=Ri']
    """
    found: list[str] = []
    after = False
    for word in words:
        glue = bool(_GLUE.fullmatch(word))
        if found and (after or glue) and len(found) > 1:
            found[-1] += word
        else:
            found.append(word)
        after = glue
    return found


def quoted(value: str, quote: str) -> str:
    r"""Return a value as bash reads it back: within the quotation mark that is open, else with backslashes.

    >>> print(quoted("Malmö (city's)", ""))
    Malmö\ \(city\'s\)
    >>> print(quoted('say "x"', '"'))
    say \"x\"
    """
    if quote == '"':
        return re.sub(r'(["$`\\])', r"\\\1", value)
    if quote == "'":
        return value.replace("'", "'\\''")
    return _PLAIN.sub(lambda found: "\\" + found[0], value)


def script(program: click.Command, name: str, shell: str) -> str:
    """Return the script that a shell reads once, so that it asks this program what can follow."""
    made = CLASSES[shell](program, {}, name, VARIABLE)
    return made.source_template % made.source_vars()


def complete(program: click.Command, name: str, environment: Mapping[str, str]) -> str:
    """Return the answer to a shell, or its script: "bash_complete" and "bash_source" are what is asked for."""
    shell, _, instruction = environment[VARIABLE].partition("_")
    if instruction == "source":
        return script(program, name, shell)
    asking = CLASSES[shell](program, {}, name, VARIABLE)
    words, incomplete = asking.get_completion_args()
    asking.ctx_args = {"obj": Session(language_of_locale(environment), words=tuple(words))}
    return "".join(asking.format_completion(item) + "\n" for item in asking.get_completions(words, incomplete))
