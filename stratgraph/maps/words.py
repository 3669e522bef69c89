"""Words of the graph as a map shows them: cleaned, in both languages, a fallback marked, cut where space is small."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from stratgraph.model.language import Text

#: The room that a box of the map has, in characters.
SHORT = 28
SOFT_HYPHEN = "\u00ad"

#: Not allowed in XML 1.0 (https://www.w3.org/TR/xml/#charsets), and the controls of HTML's own C1 range.
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Marks that turn the direction of what follows, also outside the label (https://www.unicode.org/reports/tr9/).
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"[^\S\u00a0]+")

#: Words that end many Swedish compounds of this field: a break before them reads best.
_ENDINGS = """
arbete arbetet bolag bolaget entreprenör förbund förbundet företag företagande huvudstad huvudstäder industri
kapital klusternod kommun kommunen konferens kraft kraften ledning län länder marknad marknader marknadsföra
marknadsföring nätverk nätverket nämnd nämnden näring näringen ordning område områden område organisation
organisationer partner politik politiken program programmet projekt projekten relation relationer resurs
resurser roll rollen samarbete samarbetet samhälle samhället stad staden storstad storstäder städer städerna
stycke tagare teknik utbildning utveckling utvecklingen utvecklingsarbete verksamhet verksamheter
"""
_LAST_PARTS = sorted(_ENDINGS.split(), key=len, reverse=True)
_VOWELS = "aeiouyåäöAEIOUYÅÄÖ"
#: The consonants that one syllable can begin with; the last ones of a cluster go to the next line.
_CLUSTERS = "bl br dr fj fl fr gl gn gr kl kn kr kv pl pr sk skr sj sl sm sn sp spr st str sv tr tv vr ch ck th"
_ONSETS = frozenset(_CLUSTERS.split())
_LONG = 12


class Words(NamedTuple):
    """A text in both languages; `marked` is the language in which the other one's text stands in."""

    en: str
    sv: str
    marked: str | None = None

    def to_dict(self) -> dict[str, str]:
        """Return the text as JSON has it.

        >>> Words("Riga", "Riga", "en").to_dict()
        {'en': 'Riga', 'sv': 'Riga', 'marked': 'en'}
        """
        found = {"en": self.en, "sv": self.sv}
        return {**found, "marked": self.marked} if self.marked else found

    def into(self, language: str) -> str:
        """Return the text in "sv" or "en"."""
        return self.sv if language == "sv" else self.en


def of(text: Text) -> Words:
    """Return a text of ours, cleaned."""
    return Words(clean(text.en), clean(text.sv))


def either(found: Mapping[str, str], otherwise: str) -> Words:
    """Return labels by language ("" where they bear none), each language falling back on the other.

    >>> either({"sv": "Torp"}, "torp")
    Words(en='Torp', sv='Torp', marked='en')
    """
    known = {language: clean(text) for language, text in found.items()}
    en, sv = (known.get(language) or known.get("") for language in ("en", "sv"))
    if en and sv:
        return Words(en, sv)
    text = en or sv or clean(otherwise) or "–"
    return Words(text, text, ("en" if sv else "sv") if en or sv else None)


def clean(text: str) -> str:
    r"""Return a text on one line, without characters that no XML may hold or that turn the direction of reading.

    >>> clean("Ri\x00ga\n\u202enext")
    'Riga next'
    """
    return _SPACE.sub(" ", _DIRECTION.sub("", _INVALID.sub("", text))).strip()


def cut(text: str, room: int = SHORT) -> str:
    """Return a text of at most `room` characters, cut at a word where one ends late enough.

    >>> cut("Informal network of socialist-led big cities")
    'Informal network of…'
    """
    if len(text) <= room:
        return text
    head = text[: room - 1]
    word = head.rpartition(" ")[0]
    return (word if len(word) >= room // 2 else head).rstrip(" ,;:–-") + "…"


def shortened(words: Words) -> Words:
    """Return the texts cut to the room of a box, the Swedish with soft hyphens in long compounds."""
    swedish = " ".join(hyphenated(word) for word in cut(words.sv).split(" "))
    return Words(cut(words.en), swedish, words.marked)


def hyphenated(word: str) -> str:
    """Return a long Swedish word with soft hyphens where it may be broken.

    Before the second part of a compound that this field uses, else as the Swedish rule has it: the consonants that a
    syllable can begin with go to the next line.

    >>> hyphenated("Testmarknadsnätverket").replace(SOFT_HYPHEN, "|"), hyphenated("Riga")
    ('Testmarknads|nätverket', 'Riga')
    """
    if len(word) <= _LONG or SOFT_HYPHEN in word or "-" in word or "–" in word:
        return word
    for part in _LAST_PARTS:
        place = len(word) - len(part)
        if place >= 4 and word.lower().endswith(part):
            head = word[:place]
            return hyphenated(head) + SOFT_HYPHEN + word[place:]
    return SOFT_HYPHEN.join(_syllables(word))


def _syllables(word: str) -> list[str]:
    """Return the word in pieces of at least four letters.

    >>> _syllables("Kommunikation")
    ['Kommu', 'nika', 'tion']
    """
    pieces, start = [], 0
    for place in range(4, len(word) - 3):
        if place - start >= 4 and _begins_syllable(word, place):
            pieces.append(word[start:place])
            start = place
    return [*pieces, word[start:]]


def _begins_syllable(word: str, place: int) -> bool:
    """Tell whether a line may be broken before this letter."""
    vowel = next((n for n in range(place, len(word)) if word[n] in _VOWELS), None)
    if vowel is None or vowel == place or not any(letter in _VOWELS for letter in word[:place]):
        return False
    onset = word[place:vowel].lower()
    longer = word[place - 1 : vowel].lower()
    return (len(onset) == 1 or onset in _ONSETS) and longer not in _ONSETS
