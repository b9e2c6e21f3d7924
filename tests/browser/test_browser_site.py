"""What a reader's own browser does with the published pages."""

import pytest

pytestmark = pytest.mark.browser

DAY = "/2025-09-12/index.html"
HOSTILE = "/2025-09-11/index.html"
PAPER = "/2025-09-12/papers/2509.00001.html"
FOCUSED = "document.activeElement.closest('article')?.id"


@pytest.mark.parametrize("path", ["/", DAY, PAPER])
def test_a_page_asks_only_its_own_host_and_raises_no_error(open_page, site, path):
    page = open_page(path)
    assert page.wrong == []
    assert all(url.startswith((site[0], "data:")) for url in page.asked)
    assert {url.removeprefix(site[0]) for url in page.asked} >= {path, "/assets/litmus.css", "/assets/litmus.js"}


def test_a_page_works_from_the_disk_too(open_page, site):
    page = open_page(f"file://{site[1]}{DAY}")
    assert page.wrong == []
    assert page.locator(".keys").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.paper')).display") == "grid"


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_no_vector_runs_or_asks_for_anything(open_page, site, bypass_csp):
    # With the policy off, the escaping alone has to hold.
    page = open_page(HOSTILE, bypass_csp=bypass_csp)
    paths = page.eval_on_selector_all("h3 a.title", "links => links.map(link => link.href)")
    assert len(paths) > 60
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    page.mouse.move(200, 200)
    page.keyboard.press("Tab")
    assert page.evaluate("window.ran") == []
    assert page.evaluate("document.querySelectorAll('main [onclick], main script, main iframe, main img').length") == 0
    for path in paths[::12]:
        page.goto(path)
        assert page.evaluate("window.ran") == []
    page.goto(site[0] + "/")
    assert page.evaluate("window.ran") == []
    assert page.wrong == []
    assert all(url.startswith((site[0], "data:")) for url in page.asked)


def test_the_probe_would_see_a_script_that_runs(open_page):
    page = open_page(DAY, bypass_csp=True)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_function("window.ran.length === 1")
    assert page.evaluate("window.ran") == ["alert"]


def test_the_policy_stops_a_script_and_an_outside_image(open_page):
    page = open_page(DAY)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=http://127.0.0.9/x>')")
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") == []
    assert any("Content Security Policy" in text for text in page.wrong)


def test_j_and_k_walk_the_papers_and_enter_opens_one(open_page):
    page = open_page(DAY)
    seen = []
    for key in "jjjjk":
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == ["p1", "p2", "p3", "p3", "p2"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/hep-th_9901001.html")


def test_tab_reaches_everything_and_starts_with_the_skip_link(open_page):
    page = open_page(DAY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    reached = set()
    for _ in range(60):
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 12)"))
        page.keyboard.press("Tab")
    assert {"All on this", "Abstract, th", "All 4, each"} <= {text.strip() for text in reached}


def test_the_filter_hides_rows_and_says_how_many_are_left(open_page):
    page = open_page(DAY)
    page.keyboard.press("/")
    page.keyboard.type("fish LUX")
    assert page.locator(".rejected tbody tr:visible").count() == 1
    assert page.locator("#filtered").inner_text() == "1 of 4"
    page.keyboard.press("j")
    assert page.locator("#filter").input_value() == "fish LUXj"
    page.locator("#filter").fill("")
    assert page.locator(".rejected tbody tr:visible").count() == 4


@pytest.mark.parametrize("path", ["/", DAY, PAPER, HOSTILE, "/2025-09-12/papers/2509.00003.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_of_320_px_never_scrolls_sideways(open_page, path, scheme):
    page = open_page(path, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_dark_mode_differs_and_print_keeps_the_words(open_page):
    colour = "getComputedStyle(document.body).backgroundColor"
    light = open_page(DAY, color_scheme="light").evaluate(colour)
    dark = open_page(DAY, color_scheme="dark").evaluate(colour)
    assert (light, dark) == ("rgb(251, 249, 244)", "rgb(21, 22, 25)")
    page = open_page(DAY, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_without_javascript_everything_can_be_read(open_page):
    page = open_page(DAY, java_script_enabled=False)
    assert page.locator("article.paper").count() == 3
    assert not page.locator(".keys").is_visible()
    page.locator(".rejected summary").click()
    assert page.locator(".rejected tbody tr:visible").count() == 4
    assert not page.locator("#filter").is_visible()
    page.locator("article.paper details summary").first.click()
    assert page.locator("article.paper mark").first.is_visible()


def test_maths_is_drawn_by_the_browser(open_page):
    page = open_page(PAPER)
    box = page.locator(".abstract-text math").first.bounding_box()
    assert box["width"] > 20
    assert page.evaluate("document.querySelector('math').namespaceURI") == "http://www.w3.org/1998/Math/MathML"


def test_a_digest_link_shows_its_place_in_the_abstract(open_page):
    page = open_page(DAY)
    page.locator(".digest dt a").first.click()
    page.wait_for_url("**/papers/2509.00001.html#q-task")
    assert page.evaluate("document.querySelector(':target').textContent").startswith("We ask how light")
    target = page.evaluate("getComputedStyle(document.querySelector(':target')).backgroundColor")
    assert target != "rgba(0, 0, 0, 0)"
