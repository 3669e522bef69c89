"""One request to an endpoint and its answer, or one clear line why there is none.

SPARQLWrapper makes the requests of queries; how they are sent, how long and for how much we wait is ours, since it
follows redirects with credentials, waits without end and reads without limit.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from typing import Any, NamedTuple

from SPARQLWrapper import ASK, CONSTRUCT, JSON, POST, SELECT, TURTLE, SPARQLWrapper

from stratgraph import __version__
from stratgraph.graph.endpoint import Credentials, Endpoint, credentials_of, without_query
from stratgraph.graph.failures import Refused, refusal, unreachable
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

AGENT = f"stratgraph/{__version__}"
#: States that pass: too many requests, and a server or a proxy that is not ready.
PASSING = (429, 502, 503, 504)
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
PIECE = 65_536
FORMS = {"rows": SELECT, "truth": ASK, "triples": CONSTRUCT}


class Reply(NamedTuple):
    """What came back: the media type without parameters, the body, the headers with names in lower case."""

    kind: str
    body: bytes
    headers: Mapping[str, str]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a query and its credentials go to the address that the user gave, and nowhere else."""

    def redirect_request(self, *_given: Any) -> None:
        """Refuse."""


class Closing(urllib.request.BaseHandler):
    """Closes the reply that asked for credentials once it is answered: urllib leaves its connection open."""

    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Return the reply to the request with credentials, None where there are none for it."""
        found = fp
        try:
            found = super().http_error_401(req, fp, code, msg, headers)  # type: ignore[misc]
        finally:
            if found is not None:
                fp.close()
        return found


class Digest(Closing, urllib.request.HTTPDigestAuthHandler):
    """Answers with a digest of the password."""


class Basic(Closing, urllib.request.HTTPBasicAuthHandler):
    """Answers with the password itself."""


class Transport:
    """Sends requests to one endpoint; `requests` counts the queries, updates and graphs that were sent."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials | None = None) -> None:
        self.endpoint = endpoint
        self.requests = 0
        self._credentials = credentials_of(endpoint) if credentials is None else credentials
        self._opener = _opener(endpoint, self._credentials)

    def query(self, text: str, *, form: str, default_graph: str | None = None) -> Reply:
        """Return the answer to a query that declares its prefixes; `form` is "rows", "truth" or "triples".

        Raises EngineError where there is none.
        """
        wrapper = SPARQLWrapper(self.endpoint.url, agent=AGENT)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        if default_graph is not None:
            wrapper.addParameter("default-graph-uri", default_graph)
        wrapper.queryString = text
        wrapper.queryType = FORMS[form]
        wrapper.setReturnFormat(TURTLE if form == "triples" else JSON)
        return self.send(wrapper._createRequest())

    def send(self, request: urllib.request.Request, *, accepted: tuple[int, ...] = ()) -> Reply:
        """Return the reply to a request, after further attempts where the failure may pass.

        `accepted` are states that are no failure, besides success.

        Raises EngineError.
        """
        request.add_header("User-Agent", AGENT)
        self._authorise(request)
        self.requests += 1
        wait = FIRST_WAIT
        for left in range(self.endpoint.retries, -1, -1):
            try:
                return self._attempt(request, accepted)
            except Refused as error:
                wanted = error.wait if error.wait is not None else wait
                if not error.passing or not left or wanted > LONGEST_WAIT:
                    raise EngineError(error.text) from error
            sleep(wanted)
            wait = min(wait * 2, LONGEST_WAIT)
        raise AssertionError

    def _authorise(self, request: urllib.request.Request) -> None:
        """Add the token, which goes over no line that others can read."""
        if self._credentials is not None and self._credentials.token:
            if not self.endpoint.encrypted:
                raise EngineError(NOT_ENCRYPTED.format(url=self.endpoint.shown))
            request.add_unredirected_header("Authorization", "Bearer " + self._credentials.token)

    def _attempt(self, request: urllib.request.Request, accepted: tuple[int, ...]) -> Reply:
        end = monotonic() + self.endpoint.timeout
        try:
            with self._opener.open(request, timeout=self.endpoint.timeout) as response:
                return self._read(response, end)
        except urllib.error.HTTPError as error:
            with error:
                return self._refused(error, accepted)
        except urllib.error.URLError as error:
            reason = error.reason if isinstance(error.reason, Exception) else error
            raise unreachable(self.endpoint, reason) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise unreachable(self.endpoint, error) from error

    def _refused(self, error: urllib.error.HTTPError, accepted: tuple[int, ...]) -> Reply:
        """Return the reply where its state is accepted; raises Refused otherwise."""
        if error.code in accepted:
            return Reply("", b"", {})
        target = error.headers.get("Location")
        challenge = error.headers.get("WWW-Authenticate", "")
        raise refusal(
            self.endpoint,
            error.code,
            body=_beginning(error),
            target=without_query(target) if target else "",
            passing=error.code in PASSING,
            wait=_asked_wait(error.headers.get("Retry-After")),
            challenge=challenge.partition(" ")[0],
            known=self._credentials is not None,
        )

    def _read(self, response: http.client.HTTPResponse, end: float) -> Reply:
        """Return the whole answer, no longer and no later than the endpoint's limits allow."""
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self.endpoint.bytes:
                raise EngineError(TOO_LARGE.format(url=self.endpoint.shown, most=self.endpoint.bytes))
            if monotonic() > end:
                raise TimeoutError("the answer took too long")
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
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return None


def _opener(endpoint: Endpoint, credentials: Credentials | None) -> urllib.request.OpenerDirector:
    """Return what sends requests: with TLS verified, redirects refused, and the answers to a server's challenges.

    A password itself is sent over TLS or within this machine alone; a digest of it may go over any line.
    """
    handlers: list[urllib.request.BaseHandler] = [
        NoRedirect(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ]
    if credentials is not None and credentials.user:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for url in filter(None, (endpoint.url, endpoint.store)):
            known.add_password(None, url, credentials.user, credentials.password)
        handlers.append(Digest(known))
        if endpoint.encrypted:
            handlers.append(Basic(known))
    return urllib.request.build_opener(*handlers)


TOO_LARGE = Text(
    en="{url}: the answer is larger than {most} bytes; ask for less (LIMIT), or raise `bytes` of the endpoint in "
    "stratgraph.toml",
    sv="{url}: svaret är större än {most} byte; fråga efter mindre (LIMIT) eller höj `bytes` för endpointen i "
    "stratgraph.toml",
)
NOT_ENCRYPTED = Text(
    en="{url}: a token is sent over https only, since others could read it on the way",
    sv="{url}: ett token skickas bara över https, eftersom andra kunde läsa det på vägen",
)
