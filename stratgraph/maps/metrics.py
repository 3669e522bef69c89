"""How wide text is, without a font at hand: for each character the wider of two common sans serif faces.

The table was measured in DejaVu Sans (the widest that a system is likely to have) and Liberation Sans (as wide as Arial
and Helvetica), in hundredths of the font's size. Text set in any other face stays inside what is computed here.
"""

from __future__ import annotations

import re
import unicodedata

from stratgraph.maps.words import SOFT_HYPHEN

_WIDTHS = {
    28: "'ijlìíîïı",
    30: "IÌÍÎÏ",
    32: " ,.·’",
    34: "/:;\\|¦",
    36: "f-",
    40: "()[]t!¡²³¹",
    41: "r",
    46: '"',
    50: "*J`¨°´¸ªº",
    52: "szšž“”",
    55: "cç¯",
    56: "?L_§–",
    59: "kvxyýÿ•",
    62: "FTaoàáâãäåðòóôõöøeèéêë«»¿",
    64: "hnßñuùúûü$0123456789bdgpq{}¢£¤¥µ¶þ",
    68: "EKPSYÈÉÊËÝÞŠŸAVXZÀÁÂÃÄÅŽ",
    73: "BCRÇUÙÚÛÜ",
    79: "DHNÑG&ÐOQÒÓÔÕÖØ",
    86: "w#+<=>^~¬±×÷M",
    99: "m%æW¼½¾",
    102: "@œ©®Æ—…→Œ",
}
_OF = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
_OF["\u00a0"] = _OF[" "]
#: A dash between two letters: a line may end after it, marked by a character that takes no room.
_JOINER = "\u200b"
_BREAKS = re.compile(r"(?<=\w)([–/-])(?=\w)")
_UNKNOWN = 1.1
_BOLD = 1.2


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the most pixels that a text takes at a font size in pixels.

    >>> round(text_width("Riga", 18), 1)
    40.9
    """
    return sum(_letter(letter) for letter in text) * size * (_BOLD if bold else 1)


def _letter(letter: str) -> float:
    if letter in (SOFT_HYPHEN, _JOINER) or unicodedata.combining(letter):
        return 0.0
    known = _OF.get(letter)
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", letter)[0]
    return _OF.get(base, _UNKNOWN)


def wrapped(text: str, width: float, size: float, *, lines: int = 2) -> list[str]:
    """Return a text in at most `lines` lines that fit into `width` pixels, broken at spaces and soft hyphens.

    What does not fit ends in an ellipsis.

    >>> wrapped("A rather long name of a network", 140, 18)
    ['A rather long', 'name of a…']
    """
    words = [word for word in _BREAKS.sub(rf"\1{_JOINER} ", text).split(" ") if word]
    found: list[str] = []
    while words and len(found) < lines:
        line, words = _line(words, width, size)
        found.append(line)
    if words and found:
        found[-1] = _ended(found[-1], width, size)
    return [line.replace(_JOINER, "") for line in found]


def _line(words: list[str], width: float, size: float) -> tuple[str, list[str]]:
    """Return the first line, and the words that are left."""
    line = ""
    for place, word in enumerate(words):
        longer = _joined(line, plain(word))
        if text_width(longer, size) <= width:
            line = longer
            continue
        head, rest = _broken(word, width - text_width(line + " " if line else "", size), size, forced=not line)
        return (_joined(line, head) if line and head else line or head), [rest, *words[place + 1 :]]
    return line, []


def _joined(line: str, word: str) -> str:
    """Return a line with one more word: no space stands after a dash that joins two names."""
    if not line:
        return word
    return f"{line}{word}" if line.endswith(_JOINER) else f"{line} {word}"


def _broken(word: str, room: float, size: float, *, forced: bool) -> tuple[str, str]:
    """Return as much of a word as fits, with a hyphen, and the rest; "" and the word where it may not be broken."""
    pieces = word.split(SOFT_HYPHEN)
    for count in range(len(pieces) - 1, 0, -1):
        head = "".join(pieces[:count]) + "-"
        if text_width(head, size) <= room:
            return head, SOFT_HYPHEN.join(pieces[count:])
    if not forced:
        return "", word
    letters = plain(word)
    count = next((n for n in range(len(letters), 1, -1) if text_width(letters[:n] + "-", size) <= room), 1)
    return letters[:count] + "-", letters[count:]


def _ended(line: str, width: float, size: float) -> str:
    """Return the line with an ellipsis at its end."""
    kept = line.removesuffix("-")
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;:–-…") + "…"


def plain(text: str) -> str:
    """Return the text without soft hyphens."""
    return text.replace(SOFT_HYPHEN, "")
