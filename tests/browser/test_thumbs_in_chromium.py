"""A reader's thumbs in the page: a command from the disk, two buttons where `litmus serve` answers."""

import threading
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from litmuspaper.cli.serve import make_server
from litmuspaper.cli.served_labels import ServedLabels
from litmuspaper.digest import digest
from litmuspaper.library.store import Library
from litmuspaper.parse.files import read_paper
from litmuspaper.publish.review import publish_review
from litmuspaper.review import review

pytestmark = pytest.mark.browser

DAY = "/2025-09-12/index.html"
PAPER = "/2025-09-12/papers/2509.00001.html"
PRESSED = "nodes => nodes.filter(node => node.getAttribute('aria-pressed') === 'true').map(node => node.value)"
STATUS = ".said-last"


@contextmanager
def serving(where, labels, port=0):
    with make_server(where, port, labels) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def root(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def served(site, root):
    with serving(site[1], ServedLabels(root)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def open_served(open_page, served):
    def opened(path, **options):
        page = open_page("/", **options)
        page.asked.clear()
        page.goto(served + path)
        page.wait_for_selector(".thumb", state="attached")
        return page

    return opened


def labels(root):
    with Library.open(root, read_only=True) as library:
        return {label.id: (label.relevant, label.origin) for label in library.labels()}


def pressed(page, id):
    return page.eval_on_selector_all(f'.thumbs[data-id="{id}"] button', PRESSED)


def said(page, words):
    page.locator(STATUS, has_text=words).wait_for()


def test_a_thumb_stays_pressed_and_is_taken_back_by_pressing_again(open_served, served, root):
    page = open_served(DAY)
    up, down = (page.locator("#p1 .thumb").nth(at) for at in (0, 1))
    assert up.get_attribute("aria-pressed") == "false"
    up.click()
    said(page, "thumb up kept")
    assert labels(root) == {"2509.00001": (True, "page")}
    page.reload()
    page.wait_for_selector("#p1 .thumb.up[aria-pressed=true]")
    down.click()
    said(page, "thumb down kept")
    assert (pressed(page, "2509.00001"), labels(root)) == (["down"], {"2509.00001": (False, "page")})
    page.goto(served + PAPER)
    page.wait_for_selector(".thumb.down[aria-pressed=true]").click()
    said(page, "taken back")
    assert (pressed(page, "2509.00001"), labels(root)) == ([], {})
    assert page.wrong == []
    assert all(url.startswith((served, "data:")) for url in page.asked)


def test_u_and_d_label_the_paper_that_one_is_at(open_served, served, root):
    page = open_served(DAY)
    assert "u thumb up, d thumb down" in page.locator(".keys").inner_text()
    page.keyboard.press("u")
    said(page, "Go to a paper first")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("u")
    said(page, "hep-th/9901001: thumb up kept")
    page.keyboard.press("j")
    page.keyboard.press("d")
    said(page, "2509.00003: thumb down kept")
    assert labels(root) == {"hep-th/9901001": (True, "page"), "2509.00003": (False, "page")}
    page.keyboard.press("/")
    page.keyboard.type("dud")
    assert len(labels(root)) == 2
    page.goto(served + PAPER)
    page.wait_for_selector(".thumb")
    page.keyboard.press("d")
    said(page, "2509.00001: thumb down kept")


def test_the_tab_key_reaches_the_buttons_and_they_name_their_paper(open_served):
    page = open_served(DAY)
    page.locator("#p2 .thumb.up").focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Thumb up: قياس")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "hep-th/9901001: thumb down kept")
    assert pressed(page, "hep-th/9901001") == ["down"]
    page.keyboard.press("Space")
    said(page, "taken back")


def test_a_paper_in_two_lists_has_one_thumb_and_the_filter_reads_no_button(open_served, root):
    page = open_served(DAY)
    page.locator(".near .thumb.up").first.click()
    said(page, "2509.00004: thumb up kept")
    page.locator(".rejected summary").click()
    assert page.locator(".rejected tbody .thumb.up").first.get_attribute("aria-pressed") == "true"
    for words, count in (("up", 0), ("like", 0), ("2509.00006", 1)):
        page.locator("#filter").fill(words)
        assert page.locator(".rejected tbody tr:visible").count() == count, words


def test_an_odd_id_reaches_the_library_as_it_is(open_page, site, served, root):
    page = open_page(DAY)
    page.goto(served + "/2025-09-11/index.html")
    page.wait_for_selector(".thumb")
    ids = page.eval_on_selector_all("article .thumbs", "nodes => nodes.map(node => node.dataset.id)")
    odd = [at for at, id in enumerate(ids) if "<" in id and len(id) < 400 and id.isprintable()][:3]
    assert odd
    for at in odd:
        page.locator("article .thumb.up").nth(at).click()
        said(page, ids[at].strip()[:20])
    assert set(labels(root)) == {ids[at] for at in odd}
    assert page.evaluate("window.ran") == []


def test_a_library_that_is_being_written_is_said_and_nothing_is_shown_as_kept(open_served, root, monkeypatch):
    monkeypatch.setattr("litmuspaper.cli.served_labels.WAIT_S", 0.1)
    page = open_served(PAPER)
    with Library.open(root):
        page.locator(".thumb.up").click()
        said(page, "Not kept")
        assert "is writing the library" in page.locator(STATUS).inner_text()
        assert pressed(page, "2509.00001") == []
    page.locator(".thumb.up").click()
    said(page, "thumb up kept")


def test_a_server_that_went_away_or_was_started_anew(open_page, site, root):
    labels_of_run = ServedLabels(root)
    with serving(site[1], labels_of_run) as port:
        page = open_page(DAY)
        page.goto(f"http://localhost:{port}{PAPER}")
        page.wait_for_selector(".thumb").click()
        said(page, "thumb up kept")
    page.locator(".thumb.down").click()
    said(page, "does not answer")
    assert pressed(page, "2509.00001") == ["up"]
    with serving(site[1], ServedLabels(root), port):
        page.locator(".thumb.down").click()
        said(page, "thumb down kept")
    assert labels(root) == {"2509.00001": (False, "page")}


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_from_the_disk_there_is_only_the_command(open_page, site, options):
    page = open_page(f"file://{site[1]}{DAY}", **options)
    assert page.locator(".thumb:visible").count() == 0
    assert page.locator("#p1 .thumbs").inner_text() == "litmus like 2509.00001 or litmus unlike 2509.00001"
    assert not page.locator("[data-served]").first.is_visible()
    assert page.wrong == []
    assert not any("label" in url for url in page.asked)


def test_without_javascript_a_served_page_shows_the_command(open_page):
    page = open_page(PAPER, java_script_enabled=False)
    assert page.locator(".thumb:visible").count() == 0
    assert page.locator(".teach code").first.inner_text() == "litmus like 2509.00001"


def test_a_click_selects_the_whole_command(open_page, site):
    page = open_page(f"file://{site[1]}{PAPER}")
    page.locator(".teach code").nth(1).click()
    assert page.evaluate("getSelection().toString()") == "litmus unlike 2509.00001"


def test_a_page_of_another_site_can_neither_read_nor_post(open_page, site, served, root):
    """A page on another port of this machine: of the same site, and yet of another origin."""
    page = open_page(DAY, bypass_csp=True)
    tried = page.evaluate(
        """async (there) => {
          const results = [];
          const attempt = async (path, options) => {
            try { const answer = await fetch(there + path, options); results.push([answer.type, answer.status]); }
            catch { results.push(["stopped", 0]); }
          };
          const body = JSON.stringify({ id: "x", relevant: true });
          await attempt("/labels.json", {});
          await attempt("/labels.json", { mode: "no-cors" });
          await attempt("/label", { method: "POST", body });
          await attempt("/label", { method: "POST", body, mode: "no-cors" });
          await attempt("/label", { method: "POST", body, headers: { "Content-Type": "application/json" } });
          await attempt("/label", { method: "POST", body, headers: { "Litmus-Token": "x" } });
          navigator.sendBeacon(there + "/label", body);
          const form = document.createElement("form");
          form.method = "POST"; form.action = there + "/label"; form.enctype = "text/plain";
          const frame = document.createElement("iframe"); frame.name = "aim"; form.target = "aim";
          const field = document.createElement("input");
          field.name = '{"id":"x","relevant":true,"a":"'; field.value = '"}';
          form.append(field); document.body.append(frame, form); form.submit();
          await new Promise((done) => setTimeout(done, 300));
          return results;
        }""",
        served,
    )
    # What is opaque, the page cannot read; that it was refused too is in tests/cli.
    assert all(kind == "stopped" or (kind, status) == ("opaque", 0) for kind, status in tried), tried
    assert not (root / "library.db").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [DAY, PAPER, "/2025-09-11/index.html"])
def test_a_phone_of_320_px_never_scrolls_sideways(open_served, path, scheme):
    page = open_served(path, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    boxes = page.eval_on_selector_all(
        ".thumb",
        "nodes => nodes.slice(0, 8).map(n => { const b = n.getBoundingClientRect(); return [b.width, b.height]; })",
    )
    assert all(min(box) >= 24 for box in boxes)


@pytest.fixture
def reviewed(tmp_path):
    """A folder with the page of one invented paper under an id as it is announced, and none of a day."""
    reading = read_paper(Path(str(files("litmuspaper.example") / "sources/invented.0046")))
    paper = reading.document.paper.model_copy(update={"id": "2601.00046"})
    document = reading.document.model_copy(update={"paper": paper})
    publish_review(document, review(document), digest(document), tmp_path / "pages")
    return tmp_path / "pages"


def test_a_paper_s_own_page_has_the_same_thumbs_wherever_one_is_in_it(open_page, reviewed, root):
    with serving(reviewed, ServedLabels(root)) as port:
        page = open_page("/")
        page.asked.clear()
        page.goto(f"http://127.0.0.1:{port}/2601.00046/")
        page.wait_for_selector(".masthead .thumb")
        assert page.locator(".thumb").count() == 2
        assert "Cairnslice" in page.locator(".thumb.up").get_attribute("aria-label")
        page.locator(".thumb.up").click()
        said(page, "thumb up kept. It counts once the paper was announced or imported.")
        assert labels(root) == {"2601.00046": (True, "page")}
        page.keyboard.press("j")
        assert "finding" in page.evaluate("document.activeElement.closest('article').className")
        page.keyboard.press("d")
        said(page, "thumb down kept")
        assert labels(root) == {"2601.00046": (False, "page")}
        assert page.wrong == []


def test_a_paper_s_own_page_from_the_disk_shows_the_commands(open_page, reviewed):
    page = open_page(f"file://{reviewed}/2601.00046/index.html")
    assert "litmus like 2601.00046 or litmus unlike 2601.00046" in page.locator(".teach").inner_text()
    assert page.locator(".thumb").count() == 0
    assert page.wrong == []
