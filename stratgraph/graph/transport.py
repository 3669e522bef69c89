"""One request to an endpoint and its answer, or one clear line why there is none.

SPARQLWrapper makes the requests of queries; how they are sent, how long and for how much we wait is ours, since it
follows redirects with credentials, waits without end and reads without limit.
"""

from __future__ import annotations

import base64
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Container, Mapping
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from typing import NamedTuple

from SPARQLWrapper import ASK, CONSTRUCT, JSON, POST, SELECT, TURTLE, SPARQLWrapper

from stratgraph import __version__
from stratgraph.graph.connections import Deadline, opener
from stratgraph.graph.endpoint import Credentials, Endpoint, ascii_url, credentials_of, without_query
from stratgraph.graph.failures import Refused, refusal, unreachable
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

AGENT = f"stratgraph/{__version__}"
#: States that pass: too many requests, and a server or a proxy that is not ready.
PASSING = (429, 502, 503, 504)
#: States of an answer, and of a request to write that was done. Part of a reply (206) is none.
ANSWERED = (200, 203)
DONE = (200, 201, 202, 203, 204, 205)
FIRST_WAIT = 0.5
#: How many seconds are waited between the attempts at one request, all in all.
LONGEST_WAIT = 30.0
LONGEST_SHOWN = 1e9
PIECE = 65_536
FORMS = {"rows": SELECT, "truth": ASK, "triples": CONSTRUCT}


class Reply(NamedTuple):
    """What came back: the media type without parameters, the body, the headers with names in lower case."""

    kind: str
    body: bytes
    headers: Mapping[str, str]


class Transport:
    """Sends requests to one endpoint; `requests` counts the queries, updates and graphs that were sent."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials | None = None) -> None:
        self.endpoint = endpoint
        self.requests = 0
        self._credentials = credentials_of(endpoint) if credentials is None else credentials
        self._deadline = Deadline()
        self._opener = opener(endpoint, self._credentials, self._deadline)

    def query(self, text: str, *, form: str, default_graph: str | None = None) -> Reply:
        """Return the answer to a query that declares its prefixes; `form` is "rows", "truth" or "triples".

        Raises EngineError where there is none.
        """
        wrapper = SPARQLWrapper(ascii_url(self.endpoint.url), agent=AGENT)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        if default_graph is not None:
            wrapper.addParameter("default-graph-uri", default_graph)
        wrapper.queryString = text
        wrapper.queryType = FORMS[form]
        wrapper.setReturnFormat(TURTLE if form == "triples" else JSON)
        return self.send(wrapper._createRequest(), states=ANSWERED)

    def send(self, request: urllib.request.Request, *, states: Container[int] = DONE) -> Reply:
        """Return the reply to a request, after further attempts where the failure may pass.

        `states` are those of a reply that are no failure. Each attempt takes no longer than the endpoint's time-out,
        and none begins when all of them have taken as long.

        Raises EngineError.
        """
        request.add_header("User-Agent", AGENT)
        self._authorise(request)
        self.requests += 1
        start = monotonic()
        wait, waited = FIRST_WAIT, 0.0
        for left in range(self.endpoint.retries, -1, -1):
            try:
                return self._attempt(request, states)
            except Refused as error:
                wanted = error.wait if error.wait is not None else wait
                waited += wanted
                late = monotonic() - start > self.endpoint.timeout + waited
                if not error.passing or not left or waited > LONGEST_WAIT or late:
                    raise EngineError(error.text) from error
            sleep(wanted)
            wait *= 2
        raise AssertionError

    def _authorise(self, request: urllib.request.Request) -> None:
        """Add the token, which goes over no line that others can read."""
        if self._credentials is not None and self._credentials.token:
            if not self.endpoint.encrypted:
                raise EngineError(NOT_ENCRYPTED.format(url=self.endpoint.shown))
            request.add_unredirected_header("Authorization", "Bearer " + self._credentials.token)

    def _attempt(self, request: urllib.request.Request, states: Container[int]) -> Reply:
        self._deadline.start(self.endpoint.timeout)
        try:
            with self._opener.open(request, timeout=self.endpoint.timeout) as response:
                return self._read(response, states)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in states:
                    return Reply("", b"", {})
                raise self._refused(error) from None
        except urllib.error.URLError as error:
            reason = error.reason if isinstance(error.reason, Exception) else error
            raise unreachable(self.endpoint, reason) from error
        # What these say may be the server's own bytes, which are not to be shown.
        except (http.client.HTTPException, ValueError) as error:
            raise unreachable(self.endpoint, error) from None
        except OSError as error:
            raise unreachable(self.endpoint, error) from error

    def _refused(self, error: urllib.error.HTTPError) -> Refused:
        """Return why the server refused, without what it repeats of our credentials."""
        target = error.headers.get("Location")
        ways = [challenge.partition(" ")[0] for challenge in error.headers.get_all("WWW-Authenticate", [])]
        return refusal(
            self.endpoint,
            error.code,
            body=self._without_secrets(_beginning(error).decode("utf-8", "replace")),
            target=self._without_secrets(_address(target)) if target else "",
            passing=error.code in PASSING,
            wait=_asked_wait(error.headers.get("Retry-After")),
            ways=[way.lower() for way in ways],
            known=self._credentials is not None,
        )

    def _without_secrets(self, text: str) -> str:
        if self._credentials is None:
            return text
        user, password, token = self._credentials.user, self._credentials.password, self._credentials.token
        for secret in filter(None, (base64.b64encode(f"{user}:{password}".encode()).decode(), password, token)):
            text = text.replace(secret, "…")
        return text

    def _read(self, response: http.client.HTTPResponse, states: Container[int]) -> Reply:
        """Return the whole answer, no longer and no later than the endpoint's limits allow."""
        if response.status not in states:
            raise EngineError(NOT_WHOLE.format(url=self.endpoint.shown, state=response.status))
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            raise EngineError(COMPRESSED.format(url=self.endpoint.shown))
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self.endpoint.bytes:
                raise EngineError(TOO_LARGE.format(url=self.endpoint.shown, most=self.endpoint.bytes))
        # read1 says nothing where the other side hung up early.
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        kind = response.headers.get_content_type()
        return Reply(kind, b"".join(pieces), {name.lower(): value for name, value in response.headers.items()})


def _beginning(error: urllib.error.HTTPError) -> bytes:
    """Return the first bytes of what an error's body says."""
    try:
        return error.read(2_000)
    except (OSError, http.client.HTTPException):
        return b""


def _asked_wait(value: str | None) -> float | None:
    """Return the seconds that Retry-After asks for: a number, or a date (RFC 9110, 10.2.3); None where it says none.

    >>> _asked_wait("2"), _asked_wait("soon")
    (2.0, None)
    """
    if value is None:
        return None
    if re.fullmatch(r"[0-9]+", value.strip()):
        return min(float(value), LONGEST_SHOWN)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (ValueError, OverflowError, OSError):
        return None


def _address(target: str) -> str:
    """Return where a redirect points, without what may be secret in it."""
    try:
        return without_query(target)
    except ValueError:
        return ""


TOO_LARGE = Text(
    en="{url}: the answer is larger than {most} bytes; ask for less (LIMIT), or raise `bytes` of the endpoint in "
    "stratgraph.toml",
    sv="{url}: svaret är större än {most} byte; fråga efter mindre (LIMIT) eller höj `bytes` för endpointen i "
    "stratgraph.toml",
)
NOT_WHOLE = Text(
    en="{url} gave no whole answer ({state}); is it a SPARQL 1.1 endpoint?",
    sv="{url} gav inget helt svar ({state}); är det en endpoint för SPARQL 1.1?",
)
COMPRESSED = Text(
    en="{url} answered compressed, which was not asked for; let its server, or the proxy before it, not compress",
    sv="{url} svarade komprimerat, vilket ingen bad om; låt servern, eller proxyn framför den, inte komprimera",
)
NOT_ENCRYPTED = Text(
    en="{url}: a token is sent over https only, since others could read it on the way",
    sv="{url}: ett token skickas bara över https, eftersom andra kunde läsa det på vägen",
)
