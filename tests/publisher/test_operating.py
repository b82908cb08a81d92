"""Health, logs and metrics: with nobody's words or name in them."""

import fcntl
import http.client
import io
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine
from waitress.buffers import ReadOnlyFileBasedBuffer
from werkzeug.routing import Map, Rule
from werkzeug.test import EnvironBuilder

from bench.nginx import free_port, is_here, nginx
from media.errors import StoreAway, VoiceFailed
from publisher.app import create_app
from publisher.jobs import Desk
from publisher.library import Library
from publisher.operating.clearing import clearing
from publisher.operating.health import Checks
from publisher.operating.logs import OWN, JsonLines, PlainLines, about, log, start_logging
from publisher.operating.stages import stage, stage_times
from publisher.operating.watching import ANSWERS, METHODS, Watched
from publisher.operating.workers import NobodyAtWork, Workers
from publisher.requests import Request
from publisher.settings import Settings
from tests.page_rules import check_headers

ROOT = Path(__file__).parents[2]
TOKEN = "any"


@pytest.fixture
def logged():
    """The lines that are logged in a test; logging is as it was afterwards."""
    loggers = [logging.getLogger(name) for name in (None, OWN, "dbos")]
    before = [(one.handlers[:], one.level, one.propagate) for one in loggers]
    stream = io.StringIO()
    start_logging("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def watched(tmp_path):
    """A site of one's own, whose metrics may be read."""
    settings = Settings(data=tmp_path / "data", metrics_token=TOKEN)
    library = Library.open(settings)
    yield create_app(settings, library).test_client(), settings, library
    library.engine.dispose()


def scraped(client, **labels):
    """The samples of /metrics that have these labels, by name."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if labels.items() <= sample.labels.items() and "le" not in sample.labels
    }


# Health


def test_a_site_that_stands_is_ready(watched):
    client, _, _ = watched
    assert client.get("/healthz").json == {"well": True}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"well": True, "parts": {"database": True, "store": True}}


def test_it_is_not_ready_without_a_worker_where_one_is_asked_for(watched):
    client, _, _ = watched
    ready = client.get("/readyz?worker")
    assert ready.status_code == 503
    assert ready.json["parts"] == {"database": True, "store": True, "worker": False}


def test_a_database_that_is_gone_is_named_and_the_process_still_answers(watched, logged):
    client, settings, library = watched
    library.engine.dispose()
    for path in settings.data.glob("plainspoken.sqlite3*"):
        path.unlink()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json["parts"] == {"database": False, "store": True}
    assert [line["part"] for line in logged() if line["event"] == "part missing"] == ["database"]
    assert scraped(client)["plainspoken_database_up"] == 0


def test_a_part_that_hangs_is_missing_and_holds_one_thread_only():
    let_go = threading.Event()
    tried = []

    def hangs():
        tried.append(1)
        let_go.wait()

    checks = Checks({"hangs": hangs, "well": lambda: None}, patience=0.2)
    try:
        for _ in range(2):
            assert checks.health().parts == {"hangs": False, "well": True}
        assert len(tried) == 1
    finally:
        let_go.set()


def test_on_sqlite_a_worker_is_seen_by_its_lock(watched):
    _, settings, library = watched
    workers = Workers(settings, library.engine)
    with pytest.raises(NobodyAtWork):
        workers.answer()
    with (settings.data / "worker.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        workers.answer()
    with pytest.raises(NobodyAtWork):
        workers.answer()


# Metrics


def test_metrics_are_for_those_who_have_the_token(watched, public):
    client, _, _ = watched
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer no"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 404
    unset = public.get("/metrics", Authorization="Bearer ")
    assert unset.status_code == 404, "without a token of the settings nobody may read them"


def test_requests_are_counted_by_route_and_status(watched):
    client, _, _ = watched
    route = {"route": "/statements/<slug>", "method": "GET", "status": "404"}
    before = scraped(client, **route).get("plainspoken_request_seconds_count", 0)
    for slug in ("ashford", "fenmarch"):
        client.get(f"/statements/{slug}")
    assert scraped(client, **route)["plainspoken_request_seconds_count"] == before + 2


@trying(deadline=None, max_examples=40)
@given(method=st.text(), path=st.text())
def test_strange_requests_make_no_new_series(method, path):
    """Else whoever asks for enough of them fills the memory."""
    app = Watched(lambda _, start: [start("200 OK", [])], Map([Rule("/only/<slug>")]))
    before = series("route")
    app({"REQUEST_METHOD": method, "PATH_INFO": path}, lambda *_: b"")
    assert series("method") <= METHODS | {"other"}
    assert series("route") - before <= {"none", "/only/<slug>"}


def series(label):
    return {s.labels[label] for family in ANSWERS.collect() for s in family.samples}


def test_what_workers_did_and_what_waits_is_told_by_any_web_process(watched):
    client, settings, library = watched
    with stage("hear", library.engine), stage("hear", library.engine):
        pass
    with pytest.raises(StoreAway), stage("encode", library.engine):
        raise StoreAway("The store", "gone")
    with closing(Desk.open(settings, library)) as desk:
        desk.submit(Request("a.txt", b"A statement.\n\nIt is short."), "ann")
    assert scraped(client, stage="hear", outcome="done")["plainspoken_stages_total"] == 2
    failed = scraped(client, stage="encode", outcome="failed")
    assert failed["plainspoken_stages_total"] == 1
    assert failed["plainspoken_stage_seconds_total"] >= 0
    assert scraped(client, queue="words") == {"plainspoken_jobs_waiting": 1}
    assert scraped(client, queue="films") == {"plainspoken_jobs_waiting": 0}


def test_work_goes_on_where_it_cannot_be_counted(logged):
    nowhere = create_engine("sqlite://")
    with stage("hear", nowhere):
        pass
    assert logged()[-1]["event"] == "stage not counted"
    nowhere.dispose()


def test_stages_are_counted_by_all_at_once(watched):
    _, _, library = watched

    def work():
        for _ in range(10):
            with stage("hear", library.engine):
                pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (counted,) = stage_times(library.engine)
    assert (counted.stage, counted.outcome, counted.times) == ("hear", "done", 40)


# Logs


def test_a_request_is_a_line_with_its_statement(watched, logged):
    client, _, _ = watched
    client.get("/accessibility?q=a-name", headers={"User-Agent": "a browser"})
    (line,) = logged()
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("at"))
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/accessibility",
        "status": 200,
    }


def test_a_line_names_the_statement_that_was_read(public, logged):
    public.publish("ashford")
    public.get("/statements/ashford")
    public.get("/statements/ashford")  # a kept page is a request as well
    public.get("/statements/john-smith")
    told = [(line.get("statement"), line["status"]) for line in logged()]
    assert told == [("ashford", 200), ("ashford", 200), (None, 404)]


def test_the_address_of_a_draft_stays_secret(public, logged):
    secret = public.draft()
    assert public.get(f"/preview/{secret}").status_code == 200
    assert public.get(f"/preview/{secret}/captions.vtt").status_code == 200
    assert secret not in json.dumps(logged())
    assert [line["route"] for line in logged()] == ["/preview/<secret>", "/preview/<secret>/<name>"]


def test_a_stage_is_a_line_at_its_begin_and_its_end_with_statement_and_job(watched, logged):
    _, _, library = watched
    with about(statement="ashford", job="7-abc"), stage("hear", library.engine):
        pass
    told = [(line["event"], line["stage"], line["statement"], line["job"]) for line in logged()]
    assert told == [
        ("stage begins", "hear", "ashford", "7-abc"),
        ("stage ends", "hear", "ashford", "7-abc"),
    ]


def quoting():
    """An error that quotes a statement, and has another behind it that does."""
    try:
        try:
            int("Siân Adébáyò")
        except ValueError as inner:
            say = VoiceFailed("heart", "Siân Adébáyò", "no")
            raise say from inner
    except VoiceFailed:
        return sys.exc_info()


@pytest.mark.parametrize("form", [JsonLines(), PlainLines()], ids=["json", "plain"])
def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_words(form):
    record = logging.LogRecord(
        "another.library", logging.ERROR, __file__, 1, "%s failed", ("Adébáyò",), quoting()
    )
    line = form.format(record)
    assert "VoiceFailed < ValueError" in line
    assert "test_operating.py" in line
    assert "Ad\\u00e9b" not in line
    assert "Adéb" not in line


def test_facts_do_not_leak_from_one_job_to_the_next(logged):
    with about(job="1"):
        log("within")
    log("after")
    assert [line.get("job") for line in logged()] == ["1", None]


# The whole service, as it is run


MARKED = ["Quellwort", "Zimtstern", "Abendrot"]
MARKED_TEXT = "A report\n\nQuellwort is what we found. It was Zimtstern."


def started(settings, *command, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", *command],
        env=os.environ
        | {
            "PLAINSPOKEN_DATA": str(settings.data),
            "PYTHONPATH": str(ROOT),
            "PLAINSPOKEN_LOG": "json",
        }
        | environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def answered(port, address, **headers):
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(line):
        line.request("GET", address, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = line.getresponse()
        return answer, answer.read()


def up(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("it did not start")


def test_no_word_of_a_statement_and_no_reader_is_in_any_line(tmp_path):
    """A statement is published and read, one fails, and strangers ask for strange things."""
    settings = Settings(data=tmp_path / "data")
    library = Library.open(settings)
    port = free_port()
    service = started(settings, "serve", "--port", str(port))
    try:
        up(port)
        with closing(Desk.open(settings, library)) as desk:
            good = Request("zimtstern.txt", MARKED_TEXT.encode(), slug="report", speaker="Abendrot")
            job = desk.submit(good, "Abendrot")
            until = time.monotonic() + 90
            while (found := desk.status(job)) and found.state not in {"done", "failed"}:
                assert time.monotonic() < until, found
                time.sleep(0.1)
        assert found.state == "done"
        assert answered(port, "/readyz?worker")[0].status == 200
        for address in (
            "/?q=Zimtstern",
            "/statements/Abendrot",
            "/statements/report",
            "/Quellwort",
        ):
            answered(port, address, User_Agent="Abendrot", Referer="http://x/Quellwort")
    finally:
        service.terminate()
        said = service.communicate()[1]
        library.engine.dispose()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"stage begins", "stage ends", "request"} <= {line["event"] for line in lines}
    ended = {line["job"] for line in lines if line["event"] == "stage ends"}
    assert {one for one in ended if not one.startswith("report.")} == {job}  # beside its forms
    assert {line.get("statement") for line in lines if line["event"] == "stage ends"} <= {
        "report",
        None,
    }
    for secret in (*MARKED, *(word.lower() for word in MARKED), "127.0.0.1:"):
        assert secret not in said.replace(f"http://127.0.0.1:{port}", "")


def test_a_part_of_a_film_is_handed_to_the_server_as_a_file(public):
    """Else a reader with a slow line holds a thread for as long as the film lasts."""
    public.publish_film()
    film = public.library.statement("ashford").files["video-720.mp4"]
    asked = EnvironBuilder(f"/files/{film.digest}/{film.name}", headers={"Range": "bytes=100-199"})
    environ = asked.get_environ() | {"wsgi.file_wrapper": ReadOnlyFileBasedBuffer}
    started = []
    body = public.app.wsgi_app(environ, lambda *facts: started.append(facts))
    assert type(body) is ReadOnlyFileBasedBuffer, "waitress would read it in a thread"
    ((status, headers),) = started
    assert status.startswith("206")
    assert dict(headers)["Content-Range"] == "bytes 100-199/7000"
    size = int(dict(headers)["Content-Length"])
    assert (body.file.tell(), body.prepare(size), body.get()) == (100, 100, b"f" * 100)
    body.close()


def refused(port, path):
    """What is answered to a stranger who says that a gigabyte is to come, and sends none of it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST", path)
    line.putheader("Content-Length", "1000000000")
    line.endheaders()
    answer = line.getresponse()
    page = answer.read()
    line.close()
    assert b"Too much was sent" in page
    check_headers(answer, "/")
    return answer.status


@pytest.mark.skipif(not is_here(), reason="nginx is not installed")
def test_behind_nginx_films_are_sent_by_nginx_and_health_is_for_this_machine(tmp_path):
    settings = Settings(data=tmp_path / "data")
    from tests.publisher.conftest import Public  # noqa: PLC0415

    library = Library.open(settings)
    site = Public(create_app(settings, library), library)
    site.publish_film()
    secret = site.draft("not-yet")
    film = library.statement("ashford").files["video-720.mp4"]
    library.engine.dispose()
    port = free_port()
    web = started(settings, "web", "--port", str(port), PLAINSPOKEN_ACCEL="/kept")
    (tmp_path / "nginx").mkdir()
    try:
        up(port)
        with nginx(tmp_path / "nginx", settings.data, port) as front:
            address = f"/files/{film.digest}/{film.name}"
            direct, _ = answered(port, address)
            assert direct.headers["X-Accel-Redirect"].startswith("/kept/")
            part, body = answered(front, address, Range="bytes=100-199")
            assert (part.status, body) == (206, b"f" * 100)
            assert part.headers["Content-Type"] == "video/mp4"
            assert part.headers["Content-Range"] == "bytes 100-199/7000"
            assert "immutable" in part.headers["Cache-Control"]
            assert "X-Accel-Redirect" not in part.headers
            check_headers(part, address)
            assert part.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            draft, _ = answered(front, f"/preview/{secret}/captions.vtt")
            assert draft.status == 200
            assert draft.headers["X-Robots-Tag"] == "noindex"
            assert draft.headers["Referrer-Policy"] == "no-referrer"
            assert draft.headers["Cache-Control"] == "no-store"
            whole, body = answered(front, address)
            assert (whole.status, len(body)) == (200, 7000)
            page, body = answered(front, "/statements/ashford")
            assert (page.status, b"Ashford" in body) == (200, True)
            style = re.search(rb'href="(/static/[^"]+\.css)"', body)[1].decode()
            assert answered(front, style)[0].status == 200
            assert answered(front, f"/kept/{film.digest[:2]}/{film.digest}")[0].status == 404
            assert answered(front, "/healthz")[0].status == 200
            assert refused(front, "/") == refused(front, "/studio/drafts/1/recording") == 413
    finally:
        web.terminate()
        web.communicate()
    accesses = (tmp_path / "nginx" / "access.log").read_text()
    assert accesses.count("\n") == 9
    assert not [said for said in ("ashford", secret, "127.0.0.1") if said in accesses]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", ["plainspoken-web.service", "plainspoken-worker.service"])
def test_systemd_takes_the_units(tmp_path, unit):
    text = (ROOT / "deploy" / unit).read_text()
    (tmp_path / unit).write_text(
        text.replace("/opt/plainspoken/.venv/bin/plainspoken", sys.executable)
    )
    run = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / unit], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_clearing_away_waits_for_a_copy(watched):
    _, _, library = watched
    order = []
    first = threading.Event()

    def copy():
        with clearing(library.engine):
            first.set()
            time.sleep(0.2)
            order.append("copied")

    copying = threading.Thread(target=copy)
    copying.start()
    first.wait()
    with clearing(library.engine):
        order.append("cleared")
    copying.join()
    assert order == ["copied", "cleared"]
