"""An endpoint: where it is, how long to wait for it, how much to take from it, and who asks.

Credentials come from the environment or from netrc, and are part of no URL, no file of ours and no message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text

VARIABLE = "STRATGRAPH_ENDPOINT"
HOST = re.compile(r"(\[[^\[\]]+\]|[^%\[\]:.]+(\.[^%\[\]:.]+)*\.?)(:\d*)?")


class Credentials(NamedTuple):
    """Who asks: a user with a password, or a bearer token. It shows itself without them."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL 1.1 endpoint.

    `store` is the URL of its Graph Store Protocol, where it has one. `timeout` is in seconds, for one attempt;
    `retries` are further attempts; an answer of more than `rows` or `bytes` is refused. `page` is how many rows are
    fetched at a time where the tool itself reads much.
    """

    url: str
    name: str = ""
    store: str | None = None
    timeout: float = 60.0
    retries: int = 3
    rows: int = 1_000_000
    bytes: int = 256_000_000
    page: int = 5_000

    @property
    def shown(self) -> str:
        """The URL as messages show it: a query part may hold a key."""
        return without_query(self.url)

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read along: TLS, or this machine."""
        from urllib.parse import urlsplit

        return urlsplit(self.url).scheme == "https" or is_loopback(self.url)


def is_loopback(url: str) -> bool:
    """Tell whether a URL is of this machine.

    >>> is_loopback("http://127.0.0.1:8080/sparql"), is_loopback("http://example.org/localhost")
    (True, False)
    """
    from ipaddress import ip_address
    from urllib.parse import urlsplit

    name = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def ascii_url(url: str) -> str:
    """Return a URL as it is sent: names of machines in IDNA, other signs outside ASCII percent-encoded.

    Raises UnicodeError where a name cannot be one of a machine.

    >>> ascii_url("http://göteborg.example/frågor?q=å")
    'http://xn--gteborg-90a.example/fr%C3%A5gor?q=%C3%A5'
    """
    from urllib.parse import quote, urlsplit, urlunsplit

    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.startswith("[") else parts.netloc.encode("idna").decode("ascii")
    rest = (quote(part, safe="%/:=&?~#+!$,;'@()*[]{}|^`\\") for part in parts[2:])
    return urlunsplit((parts.scheme, host, *rest))


def without_query(url: str) -> str:
    """Return a URL without user, query and fragment.

    >>> without_query("https://me:secret@example.org/sparql?key=1")
    'https://example.org/sparql'
    """
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def find_endpoint(wanted: str | Endpoint, known: Mapping[str, Endpoint]) -> Endpoint:
    """Return the endpoint of that URL, or of that name among those that `stratgraph.toml` names.

    Raises NotFound, with the nearest, for a name that there is not; InputError for a URL that cannot be used.
    """
    if isinstance(wanted, Endpoint):
        return replace(wanted, url=checked_url(wanted.url))
    if "://" in wanted:
        url = checked_url(wanted)
        return next((named for named in known.values() if named.url == url), Endpoint(url))
    if wanted in known:
        return known[wanted]
    raise _unknown(wanted, tuple(known))


def _unknown(name: str, known: tuple[str, ...]) -> NotFound:
    from difflib import get_close_matches

    near = tuple(get_close_matches(name, known, 3)) or known
    if near:
        hint = Text(en="; did you mean {names}?", sv="; menade du {names}?").format(names=", ".join(near))
    else:
        hint = Text(
            en="; give its URL, or name it in stratgraph.toml under [endpoints.{name}]",
            sv="; ange dess URL, eller namnge den i stratgraph.toml under [endpoints.{name}]",
        ).format(name=name if re.fullmatch(r"[\w-]+", name) else "NAME")
    text = Text(en='no endpoint is called "{name}"{hint}', sv='ingen endpoint heter "{name}"{hint}')
    return NotFound(text.format(name=name, hint=hint), nearest=near)


def checked_url(url: str) -> str:
    """Return the URL of an endpoint.

    Raises InputError, without showing what may be secret, where it is none, or holds a user or password.

    >>> checked_url("https://example.org/sparql")
    'https://example.org/sparql'
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port
        ascii_url(url)
    except ValueError:
        raise InputError(NO_URL) from None
    if parts.username is not None or parts.password is not None:
        raise InputError(SECRET_IN_URL.format(variable=VARIABLE))
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(NO_URL)
    if not url.isprintable() or re.search(r"[\s<>\"]", url) or not HOST.fullmatch(urlsplit(ascii_url(url)).netloc):
        raise InputError(NO_URL)
    return url


NO_URL = Text(
    en="an endpoint's URL begins with http:// or https:// and names a machine, as https://example.org/sparql",
    sv="en endpoints URL börjar med http:// eller https:// och namnger en maskin, som https://example.org/sparql",
)
SECRET_IN_URL = Text(
    en="a URL must hold no user or password, since others can read it; set {variable}_USER and {variable}_PASSWORD "
    "in the environment, or use ~/.netrc",
    sv="en URL får inte innehålla användare eller lösenord, eftersom andra kan läsa den; sätt {variable}_USER och "
    "{variable}_PASSWORD i miljön, eller använd ~/.netrc",
)


def variables_of(endpoint: Endpoint) -> str:
    """Return how the names of an endpoint's environment variables begin.

    >>> variables_of(Endpoint("https://example.org/sparql", name="our-store"))
    'STRATGRAPH_ENDPOINT_OUR_STORE'
    """
    return VARIABLE + ("_" + re.sub(r"\W|-", "_", endpoint.name).upper() if endpoint.name else "")


def credentials_of(endpoint: Endpoint, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """Return who asks: from the environment variables of the endpoint, else from netrc, else None.

    A named endpoint has variables of its own, so that no other machine is ever sent what was meant for it.

    Raises InputError where only half is given, or where the netrc file cannot be read.
    """
    given = os.environ if environment is None else environment
    start = variables_of(endpoint)
    if token := given.get(start + "_TOKEN"):
        return Credentials(token=_one_line(token, start + "_TOKEN"))
    user, password = given.get(start + "_USER"), given.get(start + "_PASSWORD")
    if user and password:
        return Credentials(user, password)
    if user or password:
        missing = start + ("_PASSWORD" if user else "_USER")
        raise InputError(
            Text(en="{name} is not set in the environment", sv="{name} är inte satt i miljön").format(name=missing)
        )
    return _from_netrc(endpoint, given)


def _one_line(value: str, name: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        text = Text(en="{name} holds signs that no token has", sv="{name} innehåller tecken som inget token har")
        raise InputError(text.format(name=name))
    return value


def _from_netrc(endpoint: Endpoint, environment: Mapping[str, str]) -> Credentials | None:
    from netrc import NetrcParseError, netrc
    from urllib.parse import urlsplit

    path = environment.get("NETRC") or os.path.expanduser("~/.netrc")
    if not os.path.isfile(path):
        return None
    try:
        # Without a file name the library checks that nobody else can read the usual file.
        entry = netrc(environment.get("NETRC")).authenticators(urlsplit(endpoint.url).hostname or "")
    except (NetrcParseError, OSError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line else path
        text = Text(
            en="{place}: cannot be used as a netrc file; it must parse, and only you may read it",
            sv="{place}: kan inte användas som netrc-fil; den ska gå att tolka, och bara du får kunna läsa den",
        )
        raise InputError(text.format(place=place)) from error
    return Credentials(entry[0], entry[2]) if entry else None
