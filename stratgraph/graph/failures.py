"""Why an endpoint gave no answer: each way of failing as one sentence with the way out."""

from __future__ import annotations

import http.client
import re
import socket
import ssl

from stratgraph.graph.endpoint import Endpoint, variables_of
from stratgraph.model.language import Text


class Refused(Exception):
    """An attempt failed.

    `passing` tells whether a later one may not, `wait` how many seconds the server asks to wait, `state` is that of its
    reply, None where there was none.
    """

    def __init__(
        self, text: Text, *, passing: bool = False, wait: float | None = None, state: int | None = None
    ) -> None:
        super().__init__(text.en)
        self.text = text
        self.passing = passing
        self.wait = wait
        self.state = state


def unreachable(endpoint: Endpoint, error: Exception) -> Refused:
    """Return why there was no answer at all."""
    text, passing = _why_unreachable(error)
    return Refused(text.format(url=endpoint.shown, seconds=f"{endpoint.timeout:g}"), passing=passing)


def _why_unreachable(error: Exception) -> tuple[Text, bool]:
    """Return the sentence, and whether another attempt may go better."""
    if isinstance(error, TimeoutError):
        return TIMED_OUT, False
    if isinstance(error, ssl.SSLCertVerificationError):
        return UNTRUSTED.format(why=error.verify_message, url="{url}"), False
    if isinstance(error, ssl.SSLError):
        return NO_TLS, False
    if isinstance(error, socket.gaierror):
        return NO_NAME, False
    if isinstance(error, ConnectionRefusedError):
        return DEAD, False
    if isinstance(error, http.client.HTTPException | ConnectionError | ValueError):
        return BROKEN_OFF, True
    return OTHER.format(why=_words(str(getattr(error, "strerror", None) or error)), url="{url}"), False


def refusal(
    endpoint: Endpoint,
    state: int,
    *,
    body: str,
    target: str,
    passing: bool,
    wait: float | None,
    ways: list[str],
    known: bool,
) -> Refused:
    """Return why the server refused: its state, and what it says of it.

    `target` is where it sends us, `ways` the ways of authentication that it takes, in lower case, `known` whether
    credentials were at hand.
    """
    template = _template(endpoint, state, ways, known=known)
    text = template.format(
        url=endpoint.shown,
        state=state,
        why=_quoted(body),
        target=_words(target) or "–",
        variable=variables_of(endpoint),
        wait="–" if wait is None else f"{wait:.0f}",
    )
    return Refused(text, passing=passing, wait=wait, state=state)


def _template(endpoint: Endpoint, state: int, ways: list[str], *, known: bool) -> Text:
    if state == 401 and known and ways == ["basic"] and not endpoint.encrypted:
        return PASSWORD_IN_THE_CLEAR
    if state == 401 and known and ways and not ANSWERED_WAYS.intersection(ways):
        return OTHER_WAY
    if state == 401:
        return WRONG_CREDENTIALS if known else NO_CREDENTIALS
    if state in (301, 302, 303, 307, 308):
        return MOVED
    return STATES.get(state, SERVER_FAILED if state >= 500 else NOT_ACCEPTED)


def _quoted(body: str) -> str:
    """Return the first words of an error's body, in brackets; "" where it is empty or a page of markup alone."""
    words = _words(body)
    return f" ({words})" if words else ""


def _words(text: str) -> str:
    r"""Return text on one line, without tags and control signs, no longer than two hundred signs.

    >>> _words("<h1>Virtuoso 37000 Error</h1>\n SP030")
    'Virtuoso 37000 Error SP030'
    """
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^<>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in bare).split())
    # The text goes through str.format again with the URL.
    line = line.replace("{", "(").replace("}", ")")
    return line if len(line) <= 200 else line[:199] + "…"


#: The ways of authentication that are known here.
ANSWERED_WAYS = frozenset({"basic", "digest", "bearer"})

TIMED_OUT = Text(
    en="{url} gave no whole answer within {seconds} s; ask for less, or raise `timeout` of the endpoint in "
    "stratgraph.toml",
    sv="{url} gav inget helt svar inom {seconds} s; fråga efter mindre eller höj `timeout` för endpointen i "
    "stratgraph.toml",
)
UNTRUSTED = Text(
    en="{url}: the server's certificate cannot be trusted ({why}); a private authority's goes into the file that "
    "SSL_CERT_FILE names",
    sv="{url}: serverns certifikat går inte att lita på ({why}); en egen utfärdares läggs i filen som "
    "SSL_CERT_FILE anger",
)
NO_TLS = Text(
    en="{url}: no TLS connection; is it an http:// address, or the wrong port?",
    sv="{url}: ingen TLS-anslutning; är det en http://-adress, eller fel port?",
)
NO_NAME = Text(
    en="{url}: no machine of that name is found; check the address and the network",
    sv="{url}: ingen maskin med det namnet hittas; kontrollera adressen och nätverket",
)
DEAD = Text(
    en="{url}: nothing answers there; is the server started, and the port right?",
    sv="{url}: ingen svarar där; är servern igång, och porten rätt?",
)
BROKEN_OFF = Text(
    en="{url}: the answer broke off; try again, and look into the server's log if it stays so",
    sv="{url}: svaret bröts; försök igen, och se i serverns logg om det består",
)
OTHER = Text(
    en="{url} cannot be reached: {why}; check the address and the network",
    sv="{url} kan inte nås: {why}; kontrollera adressen och nätverket",
)
NO_CREDENTIALS = Text(
    en="{url} asks who you are (401): set {variable}_USER and {variable}_PASSWORD, or {variable}_TOKEN, or use "
    "~/.netrc",
    sv="{url} frågar vem du är (401): sätt {variable}_USER och {variable}_PASSWORD, eller {variable}_TOKEN, eller "
    "använd ~/.netrc",
)
WRONG_CREDENTIALS = Text(
    en="{url} does not accept the user and password or the token (401); check {variable}_… in the environment, or "
    "~/.netrc",
    sv="{url} godtar inte användaren och lösenordet eller tokenet (401); kontrollera {variable}_… i miljön, eller "
    "~/.netrc",
)
OTHER_WAY = Text(
    en="{url} asks who you are in a way that is not known here (401); it has to accept Basic, Digest or a bearer token",
    sv="{url} frågar vem du är på ett sätt som inte är känt här (401); den ska godta Basic, Digest eller ett "
    "bearer-token",
)
PASSWORD_IN_THE_CLEAR = Text(
    en="{url} asks for a password in clear text (401), which is sent over https only; use its https address",
    sv="{url} frågar efter ett lösenord i klartext (401), som bara skickas över https; använd dess https-adress",
)
MOVED = Text(
    en="{url} points elsewhere ({state}), which is not followed; if you trust it, give that address: {target}",
    sv="{url} hänvisar vidare ({state}), vilket inte följs; om du litar på den, ange den adressen: {target}",
)
SERVER_FAILED = Text(
    en="{url}: the server failed ({state}){why}; try again, and look into its log",
    sv="{url}: servern misslyckades ({state}){why}; försök igen, och se i dess logg",
)
NOT_ACCEPTED = Text(
    en="{url} did not accept the request ({state}){why}; is it a SPARQL 1.1 endpoint?",
    sv="{url} godtog inte begäran ({state}){why}; är det en endpoint för SPARQL 1.1?",
)
STATES = {
    400: Text(
        en="{url} did not accept the query (400), though it is valid SPARQL 1.1{why}; ask it more simply, or use "
        "another store",
        sv="{url} godtog inte frågan (400), fast den är giltig SPARQL 1.1{why}; ställ den enklare eller använd ett "
        "annat lager",
    ),
    403: Text(
        en="{url} does not allow this (403); ask its keeper for the right, or use another user",
        sv="{url} tillåter inte detta (403); be den som förvaltar den om rätten, eller använd en annan användare",
    ),
    404: Text(
        en="{url}: there is nothing (404); a SPARQL endpoint often ends in /sparql or /query",
        sv="{url}: där finns inget (404); en SPARQL-endpoint slutar ofta på /sparql eller /query",
    ),
    413: Text(
        en="{url}: the request is too large for it (413); ask for less, or raise the server's limit",
        sv="{url}: begäran är för stor (413); fråga efter mindre eller höj serverns gräns",
    ),
    429: Text(
        en="{url} refuses so many requests (429; it asks to wait {wait} s); try again later",
        sv="{url} avvisar så många förfrågningar (429; den ber om {wait} s väntan); försök igen senare",
    ),
}
