"""What stands at which address, for whom: hosts, methods, other origins, and the endpoint itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from stratgraph.model.language import Text
from stratgraph.output.html import policy_for
from stratgraph.output.page_style import STYLE
from stratgraph.web.answering import Asked, Reply, sentences
from stratgraph.web.cache import Cache
from stratgraph.web.messages import Refused, Request, Response, plain, refused
from stratgraph.web.negotiating import best, content_type, language
from stratgraph.web.pool import Pool
from stratgraph.web.sparql_protocol import asked_of

#: On every response: it is taken for what it says, nothing is loaded by it, and no other page is told of it.
COMMON = (
    ("Server", "stratgraph"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", policy_for(STYLE, source="'self'") + "; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
VARY = ("Vary", "Accept, Accept-Language")
VARY_WITH_ORIGIN = ("Vary", "Accept, Accept-Language, Origin")
#: Says after how many rows an answer was cut, as Virtuoso does.
CUT = "X-SPARQL-MaxRows"
RETRY = ("Retry-After", "1")
PREFLIGHT = (
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type"),
    ("Access-Control-Max-Age", "600"),
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

NO_PAGE = Text(
    en="there is nothing at {path}; the endpoint is /sparql", sv="på {path} finns inget; endpointen är /sparql"
)
NO_METHOD = Text(en="{method} is not for this address; {allowed} are", sv="{method} går inte här; {allowed} går")
BAD_TARGET = Text(en="the address must begin with /", sv="adressen måste börja med /")
OTHER_HOST = Text(
    en="this server does not answer for {host}; --allow-host adds a name",
    sv="den här servern svarar inte för {host}; --allow-host lägger till ett namn",
)
NOT_ACCEPTABLE = Text(en="no such format; there are: {known}", sv="formatet finns inte; det finns: {known}")
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::\d*)?")
_GRAPHIC = re.compile(r"[^!-~]")


class Page(NamedTuple):
    """What an address gives of itself: a body for each media type, the usual one first, in each language."""

    bodies: Mapping[str, Mapping[str, bytes]]


class Rules(NamedTuple):
    """Whom the server answers: names of hosts besides those of this machine, origins of other pages, the language."""

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    language: str = "en"


Answer = Response | Coroutine[Any, Any, Response]
Handler = Callable[[Request, str], Answer]


class Site:
    """Answers requests: at once where it can, else with what is to be awaited."""

    def __init__(
        self, pool: Pool, rules: Rules, *, cache: Cache | None, describe: Callable[[str], Page], landing: Page
    ) -> None:
        self.pool = pool
        self.rules = rules
        self._cache = cache
        self._describe = describe
        self._landing = landing
        self._common = (*COMMON, VARY_WITH_ORIGIN if rules.origins else VARY)
        #: Every address with its methods; an explorer would be entered at `/`.
        self._places: dict[str, tuple[tuple[str, ...], Handler]] = {
            "/": (("GET", "HEAD", "OPTIONS"), self._land),
            "/sparql": (("GET", "HEAD", "POST", "OPTIONS"), self._sparql),
            "/health": (("GET", "HEAD", "OPTIONS"), self._health),
        }

    def respond(self, request: Request) -> Answer:
        """Return the response to a request, or what gives it when it is awaited."""
        try:
            found = self._found(request)
        except Refused as error:
            return self.refuse(error, request)
        return self._finish(found, request) if isinstance(found, Response) else found

    def refuse(self, error: Refused, request: Request) -> Response:
        """Return the response to a request that is refused, in the client's language."""
        return self._finish(refused(error, self._language(request)), request)

    def _language(self, request: Request) -> str:
        return language(request.header("accept-language"), self.rules.language)

    def _finish(self, response: Response, request: Request) -> Response:
        """Return the response with what every response has."""
        headers = (*response.headers, *self._common)
        if self.rules.origins:
            headers += self._shared(request)
        return response._replace(headers=headers)

    def _shared(self, request: Request) -> tuple[tuple[str, str], ...]:
        """Return what lets a page of another origin read the response, where that was asked for."""
        origin = request.header("origin")
        if not origin or not self.rules.origins & {"*", origin}:
            return ()
        allowed = "*" if "*" in self.rules.origins else origin
        return (("Access-Control-Allow-Origin", allowed), ("Access-Control-Expose-Headers", f"{CUT}, Retry-After"))

    # Where a request goes ---------------------------------------------------------------------------------------------

    def _found(self, request: Request) -> Answer:
        target = self._checked_target(request)
        if target == "*" and request.method == "OPTIONS":
            return Response(204, (("Allow", "GET, HEAD, POST, OPTIONS"),))
        path, _, search = target.partition("?")
        if not path.startswith("/") or "#" in target:
            raise Refused(400, BAD_TARGET)
        place = self._places.get(unquote(path))
        if place is None:
            raise Refused(404, NO_PAGE.format(path=_GRAPHIC.sub("?", path[:100])))
        methods, handler = place
        if request.method not in methods:
            allowed = ", ".join(methods)
            raise Refused(405, NO_METHOD.format(method=request.method, allowed=allowed), ("Allow", allowed))
        return self._options(request, methods) if request.method == "OPTIONS" else handler(request, search)

    def _checked_target(self, request: Request) -> str:
        """Return path and search; raises Refused where the host is not one that is answered for."""
        target, host = request.target, request.header("host")
        if target[:7].lower() == "http://" or target[:8].lower() == "https://":
            parts = urlsplit(target)
            host, target = parts.netloc, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if host or request.version != "1.0":
            self._check_host(host, request.local)
        return target

    def _check_host(self, host: str, local: str) -> None:
        found = _HOST.fullmatch(host)
        name = (found[1] or found[2]).lower().rstrip(".") if found else ""
        if name not in LOOPBACK and name not in self.rules.hosts and (not name or name != local):
            raise Refused(421 if found else 400, OTHER_HOST.format(host=_GRAPHIC.sub("?", host[:100]) or '""'))

    def _options(self, request: Request, methods: tuple[str, ...]) -> Response:
        allowed = ", ".join(methods)
        response = Response(204, (("Allow", allowed),))
        if self._shared(request) and request.header("access-control-request-method"):
            return response.adding(("Access-Control-Allow-Methods", allowed), *PREFLIGHT)
        return response

    # What stands there ------------------------------------------------------------------------------------------------

    def _land(self, request: Request, _: str) -> Response:
        return self._page(self._landing, request)

    def _health(self, _: Request, __: str) -> Response:
        return plain(200, "ok") if self.pool.ready else plain(503, "no worker", RETRY)

    def _page(self, page: Page, request: Request) -> Response:
        media = best(request.header("accept"), page.bodies)
        if media is None:
            raise Refused(406, NOT_ACCEPTABLE.format(known=", ".join(page.bodies)))
        chosen = self._language(request)
        return Response(
            200,
            (("Content-Type", content_type(media)), ("Content-Language", chosen)),
            page.bodies[media][chosen],
        )

    def _sparql(self, request: Request, search: str) -> Answer:
        if not search and request.method != "POST":
            return self._page(self._describe(_own_url(request)), request)
        asked = asked_of(request, search)
        kept = self._cache.get(asked) if self._cache else None
        return self._response(kept, request) if kept else self._ask(asked, request)

    async def _ask(self, asked: Asked, request: Request) -> Response:
        reply = await self.pool.answer(asked)
        if self._cache is not None:
            self._cache.put(asked, reply)
        return self._finish(self._response(reply, request), request)

    def _response(self, reply: Reply, request: Request) -> Response:
        if reply.status != 200:
            sentence = sentences(reply).into(self._language(request))
            return plain(reply.status, sentence, *((RETRY,) if reply.status == 503 else ()))
        response = Response(200, (("Content-Type", content_type(reply.media)),), reply.body)
        return response if reply.cut is None else response.adding((CUT, str(reply.cut)))


def _own_url(request: Request) -> str:
    """Return the endpoint's URL as the client knows it; a proxy that speaks TLS says so.

    >>> _own_url(Request("GET", "/sparql", {"host": "localhost:8080"}, b""))
    'http://localhost:8080/sparql'
    """
    scheme = "https" if request.header("x-forwarded-proto").strip().lower() == "https" else "http"
    return f"{scheme}://{request.header('host') or request.local}/sparql"
