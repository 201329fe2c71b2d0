"""The pages from a server: who is answered, what a request may name, and answers against a run that is made again."""

from __future__ import annotations

import http.client
import json
import threading

import pytest
from conftest import RECIPE

from qualityfilter import Recipe, Report, run
from qualityfilter.document_view import OpenRun, pieces_of
from qualityfilter.errors import InputError
from qualityfilter.reports.quoting import mask, quoted
from qualityfilter.reports.serving import Site, server
from qualityfilter.reports.shard_page import write_all
from qualityfilter.storage import Storage


@pytest.fixture(scope="module")
def served(finished):
    made = server(Site(finished.out))
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def asked(served, path: str, body: object = None, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=60)
    sent = None if body is None else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    own = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{served.server_port}"} if body is not None else {}
    connection.request("GET" if body is None else "POST", path, sent, {**own, **named})
    reply = connection.getresponse()
    return reply.status, reply.read().decode(), reply.headers


def test_it_listens_to_this_machine_alone(served):
    assert served.server_address[0] == "127.0.0.1"


def test_pages_of_the_run_a_shard_and_a_document(served):
    status, page, headers = asked(served, "/")
    assert status == 200
    assert "connect-src &#39;self&#39;" in page
    assert "/shard/part-00000" in page
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    status, page, _ = asked(served, "/shard/part-00001")
    assert status == 200
    assert "Against the whole run" in page
    status, page, _ = asked(served, "/document/0/3")
    assert status == 200
    assert "<script" not in page
    assert "script-src" not in page


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", ""])
def test_other_hosts_are_refused(served, host):
    assert asked(served, "/", Host=host)[0] == 421


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/reports/index.json", "/shard/../../recipe", "/shard/part-99999", "/shard/part-00000.json",
        "/document/0/../../x", "/%2e%2e/recipe.yaml", "//etc/passwd", "/shard/part-00000%00", "/document/-1/0",
    ],
)  # fmt: skip
def test_a_request_names_no_file(served, path):
    status, body, _ = asked(served, path)
    assert status == 404
    assert set(json.loads(body)) == {"error"}


def test_documents_that_there_are_not(served):
    assert asked(served, "/document/999/0")[0] == asked(served, "/document/0/999999")[0] == 400


@pytest.mark.parametrize(
    ("headers", "status"), [({"Origin": "http://evil.example"}, 403), ({"Content_Type": "text/plain"}, 415)]
)  # fmt: skip
def test_other_pages_change_nothing(served, headers, status):
    assert asked(served, "/what-if", {}, **headers)[0] == status


@pytest.mark.parametrize(
    "body", [[], {"long_enough": 5}, {"long_enough": {"min": "5"}}, {"nothing": {"off": True}}, {"long_enough": {"min": True}}]
)
def test_questions_that_make_no_sense_are_told(served, body):
    status, text, _ = asked(served, "/what-if", body)
    assert status == 400
    assert json.loads(text)["error"]


def test_what_if_is_what_the_run_would_be(served, finished, tmp_path):
    bounds = {"long_enough": {"min": 55}, "not_repetitive": {"max": 0.1}}
    decide = [{**rule, **bounds.get(rule["name"], {})} for rule in RECIPE["decide"]]
    again = run(Recipe.of({**RECIPE, "decide": decide}), out=str(tmp_path / "again"), from_scores=finished.out, until="plan")
    status, text, _ = asked(served, "/what-if", bounds)
    assert status == 200
    told = json.loads(text)
    assert {name: told[name] for name in again.plan["verdicts"]} == again.plan["verdicts"]
    assert again.plan["verdicts"] != finished.plan["verdicts"]


def test_one_rule_from_histograms_is_what_the_run_would_be(finished, tmp_path):
    found = Report.load(finished.out).what_if({"long_enough": {"min": 55}})
    decide = [{**rule, "min": found.rules["long_enough"].minimum} if rule["name"] == "long_enough" else rule for rule in RECIPE["decide"]]
    decide = [rule if "keep" not in rule else _resolved(finished, rule) for rule in decide]
    again = run(Recipe.of({**RECIPE, "decide": decide}), out=str(tmp_path / "one"), from_scores=finished.out, until="plan")
    verdicts = again.plan["verdicts"]
    assert found.passed == verdicts["kept"] + verdicts["duplicate"]
    assert found.within == 0
    assert abs(found.kept - verdicts["kept"]) <= 0.01 * again.documents
    assert found.failed == next(rule["failed"] for rule in again.plan["rules"] if rule["name"] == "long_enough")


def _resolved(finished, rule: dict) -> dict:
    """A rule with `keep` with the threshold that the run found for it."""
    planned = next(one for one in finished.plan["rules"] if one["name"] == rule["name"])
    bounds = {side: planned[side] for side in ("min", "max") if planned[side] is not None}
    return {"name": rule["name"], "column": rule["column"], **bounds}


# documents and texts ---------------------------------------------------------------------------------------------------


def test_a_document_shows_its_spans_in_its_own_text(finished):
    opened = OpenRun(finished.out)
    views = [opened.document(0, row) for row in range(12)]
    assert all("".join(piece.text for piece in view.pieces) == opened.text(0, view.row) for view in views)
    assert {rule.rule for rule in views[0].rules} == {rule["name"] for rule in RECIPE["decide"]}
    assert all(score.below is None or 0 <= score.below <= 1 for score in views[0].scores)


def test_overlapping_spans_are_cut_once():
    span = {"kind": "ad", "cleaner": "c", "action": "removed", "replacement": ""}
    found = pieces_of("0123456789", [{**span, "start": 2, "end": 5}, {**span, "start": 4, "end": 6}, {**span, "start": 8, "end": 10}])
    assert [(p.text, p.kind) for p in found] == [("01", ""), ("234", "ad"), ("567", ""), ("89", "ad")]


def test_personal_data_is_masked_where_the_recipe_asks():
    text = "Write to jo.bloggs@example.org or call +44 20 7946 0958. 请联系 13812345678。"
    assert "jo.bloggs" not in mask(text)
    assert "[email]" in mask(text)
    assert mask(text).startswith("Write to [email] or call ")
    assert quoted("full")(text) == text
    assert quoted("none")(text) == ""
    assert quoted("masked")(text) == mask(text)
    assert mask("没有任何个人信息。") == "没有任何个人信息。"


def test_a_page_per_shard_is_written_and_linked(finished, tmp_path):
    import shutil

    shutil.copytree(f"{finished.out}/reports", tmp_path / "reports")
    pages = list(write_all(Storage(str(tmp_path))))
    assert pages[-1] == "reports/index.html"
    index = (tmp_path / "reports/index.html").read_text(encoding="utf8")
    assert 'href="part-00000.html"' in index
    assert 'href="index.html"' in (tmp_path / pages[0]).read_text(encoding="utf8")


def test_no_run_is_no_site(tmp_path):
    with pytest.raises(InputError, match="not a finished run"):
        Site(str(tmp_path))
