"""What a reader's own browser does with the page of one paper."""

import importlib.util
import re
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from litmuspaper.digest import digest
from litmuspaper.parse.files import read_paper
from litmuspaper.publish.review import publish_review
from litmuspaper.review import review

pytestmark = pytest.mark.browser
PUBLISH = Path(__file__).parents[1] / "publish"
FOCUSED = "document.activeElement.closest('article')?.id"


def load(name):
    spec = importlib.util.spec_from_file_location(f"litmus_{name}", PUBLISH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


make = load("review_example")
hostile = load("test_review_page_hostile").hostile


@pytest.fixture(scope="session")
def reviews(example, tmp_path_factory):
    """The invented paper with planted errors, one with a wide table, and one with every vector in every field."""
    where = tmp_path_factory.mktemp("reviews")
    reading = read_paper(Path(str(files("litmuspaper.example") / "sources/invented.0046")))
    paper = reading.document.paper.model_copy(update={"id": "2601.00046"})
    document = reading.document.model_copy(update={"paper": paper})
    publish_review(document, review(document), digest(document), where)
    rows = [["Method", *(f"Lake {n} of the north" for n in range(17))]]
    rows += [[f"Method {n}", *(f"{n}.{m:02}" for m in range(17))] for n in range(12)]
    wide = make.a_document(rows=rows)
    found = make.a_review(make.a_document())
    finding = make.a_finding(make.a_document(), spans=(make.cell(wide, "3.16"),))
    publish_review(wide, found.model_copy(update={"findings": (finding,)}), make.a_digest(wide), where)
    vectors = []
    for bad in example.VECTORS:
        vectors.append(publish_review(*hostile(bad), where, source=bad, notes=(bad,))[2])
    return where, vectors


@pytest.fixture
def open_review(open_page, reviews):
    return lambda name, **options: open_page(f"file://{reviews[0]}/{name}/index.html", **options)


PAPER = "2601.00046"
WIDE = "2509.00001"


def test_the_page_asks_for_nothing_but_its_own_assets_and_raises_no_error(open_review, reviews):
    page = open_review(PAPER)
    assert page.wrong == []
    names = {url.removeprefix(f"file://{reviews[0]}/") for url in page.asked}
    assert names - {"data:,"} == {f"{PAPER}/index.html", "assets/litmus.css", "assets/litmus.js"}
    assert page.evaluate("getComputedStyle(document.querySelector('.finding')).display") == "grid"


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_no_vector_runs_or_asks_for_anything(open_page, reviews, bypass_csp):
    paths = reviews[1][::2] if bypass_csp else reviews[1][1::6]
    page = open_page(f"file://{paths[0]}", bypass_csp=bypass_csp)
    for path in paths:
        page.goto(f"file://{path}")
        page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
        page.mouse.move(200, 400)
        assert page.evaluate("window.ran") == []
        assert page.evaluate("document.querySelectorAll('main script, main iframe, main img').length") == 0
    assert page.wrong == []
    assert all(url.startswith(("file://", "data:")) for url in page.asked)


def test_marked_cells_are_seen_and_stand_in_the_paper_s_own_table(open_review):
    page = open_review(PAPER)
    marked = page.locator(".evidence .marked").first
    assert marked.is_visible()
    plain = page.locator(".evidence td:not(.marked)").first
    colours = [one.evaluate("node => getComputedStyle(node).backgroundColor") for one in (marked, plain)]
    assert colours[0] != colours[1]


def test_j_and_k_walk_the_findings(open_review):
    page = open_review(PAPER)
    seen = []
    for key in "jjk":
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == ["f1", "f2", "f1"]


def test_tab_reaches_the_tables_and_the_folds(open_review):
    page = open_review(PAPER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"scroll", "SUMMARY", "title"} <= reached


def test_a_wide_table_scrolls_by_itself_from_the_keyboard(open_review):
    page = open_review(WIDE, viewport={"width": 700, "height": 800})
    box = page.locator(".evidence .scroll")
    width, shown = box.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width > shown
    box.evaluate("node => { node.scrollLeft = 0; }")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert box.evaluate("node => node.scrollLeft") > 0
    left = page.locator(".evidence tbody th").first.bounding_box()["x"]
    assert left >= box.bounding_box()["x"] - 1


@pytest.mark.parametrize("name", [PAPER, WIDE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_of_320_px_never_scrolls_sideways(open_review, name, scheme):
    page = open_review(name, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hostile_pages_stay_within_a_phone(open_page, reviews):
    for path in reviews[1][::9]:
        page = open_page(f"file://{path}", viewport={"width": 320, "height": 640})
        page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_have_contrast(open_review, scheme):
    page = open_review(PAPER, color_scheme=scheme)

    def luminance(colour):
        parts = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (
        ".message",
        ".severity",
        ".verdict .badge",
        ".read",
        ".kind",
        ".clears strong",
        ".reasons dd",
        ".sum b",
    ):
        for one in page.locator(selector).all()[:8]:
            colour = one.evaluate("node => getComputedStyle(node).color")
            bright, dim = sorted((luminance(colour), luminance(back)), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (selector, colour)


def test_print_keeps_what_is_folded_and_the_whole_table(open_review):
    page = open_review(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.more article.finding").first.is_visible()
    assert page.locator(".references li").first.is_visible()


def test_without_javascript_everything_can_be_read(open_review):
    page = open_review(PAPER, java_script_enabled=False)
    assert page.locator("section > article.finding").count() == 7
    assert not page.locator(".legend .keys").is_visible()
    page.locator("details.more > summary").click()
    assert page.locator("details.more article.finding").first.is_visible()


def test_a_digest_link_opens_its_place_in_the_abstract(open_review):
    page = open_review(PAPER)
    page.locator(".digest dt a").first.click()
    page.wait_for_url("**#q-*")
    assert page.locator(":target").first.is_visible()
