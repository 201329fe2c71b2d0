"""`qualityfilter report --serve` and `review`: the pages of a run from a server that only this machine can reach.

What keeps it safe, for texts of a crawl are hostile and any page in the same browser may send requests here:
1. It listens on 127.0.0.1 alone, and answers only requests whose Host is 127.0.0.1 or localhost with its port: a name that a stranger
   points at this machine is refused.
2. A request names no file: shards are told by a name that the run's index holds, documents by two numbers.
3. What changes something is a POST with JSON whose Origin is this server; pages say by their policy that they may connect to it alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from qualityfilter.document_view import OpenRun
from qualityfilter.errors import InputError, QualityFilterError
from qualityfilter.reports.document_page import render_document
from qualityfilter.reports.page import Place, facts_of, render
from qualityfilter.reports.planning_again import plan_again
from qualityfilter.reports.sample import sample_of
from qualityfilter.reports.shard_page import render_shard
from qualityfilter.reports.shard_report import read_index
from qualityfilter.reports.visible import visible
from qualityfilter.reports.what_if import Change

SERVED = Place(shard_link="/shard/{}", back="/", served=True)
MOST_SENT = 1 << 16  # bytes of a request's body
Answer = tuple[HTTPStatus, str, bytes]
HTML, JSON, TEXT = "text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"


class Refused(Exception):
    """A request that is not answered, with the status that says so."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        self.status, self.words = status, words
        super().__init__(words)


class Site:
    """The pages of one run."""

    def __init__(self, directory: str) -> None:
        self.run = OpenRun(directory)
        storage = self.run.storage
        self.index = read_index(storage)
        self.parts = {row["part"] for row in self.index["shards"]}
        self.place = replace(SERVED, facts=facts_of(storage))
        self.sample = sample_of(storage, self.index)

    def get(self, path: str) -> Answer:
        if path == "/":
            return HTTPStatus.OK, HTML, render(self.index, self.sample, self.place).encode()
        if found := re.fullmatch(r"/shard/(part-\d{5,9})", path):
            if found[1] not in self.parts:
                raise Refused(HTTPStatus.NOT_FOUND, f"no shard {found[1]}")
            return HTTPStatus.OK, HTML, render_shard(self.run.storage, self.index, found[1], SERVED).encode()
        if found := re.fullmatch(r"/(?:shard/)?document/(\d{1,9})/(\d{1,12})", path):
            return HTTPStatus.OK, HTML, render_document(self.run.document(int(found[1]), int(found[2]))).encode()
        raise Refused(HTTPStatus.NOT_FOUND, "no such page")

    def post(self, path: str, sent: Any) -> Answer:
        if path == "/what-if":
            return HTTPStatus.OK, JSON, orjson.dumps(plan_again(self.run.storage.root, changes_of(sent)))
        raise Refused(HTTPStatus.NOT_FOUND, "no such page")


def changes_of(sent: Any) -> dict[str, Change]:
    """{rule: {min, max} or {off: true}} as changes; InputError for anything else."""
    if not isinstance(sent, Mapping) or not all(isinstance(one, Mapping) for one in sent.values()):
        raise InputError('expected {"rule": {"min": number, "max": number}} or {"rule": {"off": true}}')
    changes = {}
    for name, one in sent.items():
        bounds = {side: one.get(side) for side in ("min", "max")}
        for side, bound in bounds.items():
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int | float)):
                raise InputError(f"{name}: {side} must be a number")
        changes[str(name)] = Change(bounds["min"], bounds["max"], one.get("off") is True)
    return changes


def server(site: Any, port: int = 0) -> ThreadingHTTPServer:
    """A server for a site with `get` and `post`, listening on 127.0.0.1; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "qualityfilter", ""

        def do_GET(self) -> None:
            self._reply(lambda: site.get(self._path()))

        def do_POST(self) -> None:
            self._reply(lambda: site.post(self._path(), self._sent()))

        def _path(self) -> str:
            own = made.server_port
            if self.headers.get_all("Host") not in ([f"127.0.0.1:{own}"], [f"localhost:{own}"]):
                raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this server answers 127.0.0.1 and localhost alone")
            return self.path.split("?", 1)[0]

        def _sent(self) -> Any:
            if self.headers.get("Origin") != f"http://{self.headers['Host']}":
                raise Refused(HTTPStatus.FORBIDDEN, "sent from another page")
            if self.headers.get_content_type() != JSON:
                raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected JSON")
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MOST_SENT:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_SENT} bytes")
            try:
                return orjson.loads(self.rfile.read(int(length)))
            except orjson.JSONDecodeError as error:
                raise Refused(HTTPStatus.BAD_REQUEST, "not JSON") from error

        def _reply(self, answer: Callable[[], Answer]) -> None:
            try:
                status, kind, body = answer()
            except Refused as refused:
                status, kind, body = refused.status, JSON, orjson.dumps({"error": refused.words})
            except QualityFilterError as error:
                status, kind, body = HTTPStatus.BAD_REQUEST, JSON, orjson.dumps({"error": visible(error, 2000)})
            self.send_response(status)
            for name, value in (
                ("Content-Type", kind), ("Content-Length", str(len(body))), ("X-Content-Type-Options", "nosniff"),
                ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
                ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Requests are not told: their paths may hold what a terminal would obey."""

    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    return made
