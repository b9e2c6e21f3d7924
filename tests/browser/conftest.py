"""Debian's Chromium on the published site, read from the disk and from `litmus serve`."""

import importlib.util
import shutil
import threading
from pathlib import Path

import pytest

from litmuspaper.cli.serve import make_server
from litmuspaper.cli.served_labels import ServedLabels
from litmuspaper.publish import publish

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def load_example():
    path = Path(__file__).parents[1] / "publish/day_example.py"
    spec = importlib.util.spec_from_file_location("litmus_day_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example():
    return load_example()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Debian's chromium is not installed (tests/browser/chromium.sh installs it)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(example, tmp_path_factory):
    """The example day and a hostile one, served; gives the address and the folder."""
    where = tmp_path_factory.mktemp("site")
    hostile = example.a_hostile_day(example.VECTORS).model_copy(update={"date": example.date(2025, 9, 11)})
    publish(hostile, where)
    publish(example.a_day(), where)
    with make_server(where, 0, ServedLabels(tmp_path_factory.mktemp("library"))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", where
        server.shutdown()
        thread.join()


@pytest.fixture
def open_page(chromium, site):
    """A function that opens a page in a fresh context and keeps what it asked for and what went wrong in it."""
    contexts = []

    def opened(path, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        context.add_init_script(
            "window.ran = []; for (const n of ['alert', 'msgbox', 'open']) window[n] = () => window.ran.push(n);"
        )
        page = context.new_page()
        page.asked, page.wrong = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
        page.goto(path if path.startswith("file:") else site[0] + path)
        return page

    yield opened
    for context in contexts:
        context.close()
