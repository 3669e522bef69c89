"""Two languages, side by side.

Every word that the tool says is written as a `Text`: English and Swedish next to each other, so that neither can be
forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

LANGUAGES = ("sv", "en")
DEFAULT_LANGUAGE = "en"

#: The environment variables that POSIX reads for the language of messages, strongest first.
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Text(NamedTuple):
    """One sentence in English and Swedish.

    >>> Text(en="goal {number}", sv="mål {number}").format(number=4).sv
    'mål 4'
    """

    en: str
    sv: str

    def format(self, **values: object) -> Text:
        """Return the text with `values` filled in; a value that is itself a `Text` is filled in per language."""
        return Text(
            *(
                getattr(self, language).format(
                    **{
                        name: getattr(value, language) if isinstance(value, Text) else value
                        for name, value in values.items()
                    }
                )
                for language in self._fields
            )
        )

    def into(self, language: str) -> str:
        """Return the text in `language` ("sv" or "en").

        >>> Text(en="network", sv="nätverk").into("sv")
        'nätverk'
        """
        return self.sv if language == "sv" else self.en


def language_of_locale(environment: Mapping[str, str]) -> str:
    """Return "sv" where the environment's locale is Swedish, else "en".

    The first variable that is set decides, as POSIX.1-2017 §8.2 has it.

    >>> language_of_locale({"LANG": "sv_SE.UTF-8"})
    'sv'
    >>> language_of_locale({"LC_ALL": "C", "LANG": "sv_SE.UTF-8"})
    'en'
    """
    for variable in LOCALE_VARIABLES:
        value = environment.get(variable)
        if value:
            return "sv" if value.lower().startswith("sv") else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE
