"""Markup, scripts and addresses in every field of a paper: they are text in every output."""

import json
import re

import pytest
from defusedxml import ElementTree
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish import publish
from litmuspaper.publish.links import safe_link

TAGS = set(
    "html head meta title link script body a header nav main section article figure figcaption blockquote p h1 h2 h3 "
    "h4 div span b strong em code q mark dl dt dd details summary ul ol li table caption thead tbody tr th td br "
    "footer kbd label input output ins del svg rect text line sup sub template "
    "math mrow mi mn mo mtext mspace msub msup mfrac msqrt mover munder mstyle mpadded".split()
)
ATTRIBUTES = set(
    "lang dir charset http-equiv content name rel href type title src defer class id tabindex aria-label aria-hidden "
    "aria-labelledby role focusable viewBox width height x y x1 x2 y1 y2 hidden for autocomplete spellcheck scope "
    "reversed data-script data-served data-id "
    "display displaystyle scriptlevel stretchy fence mathvariant lspace rspace form accent".split()
)


@pytest.fixture(scope="module")
def site(example, tmp_path_factory):
    where = tmp_path_factory.mktemp("hostile")
    day = example.a_hostile_day(example.VECTORS)
    publish(day, where)
    return where, day


def check(html, scripts):
    for node in html.css("*"):
        assert node.tag in TAGS, node.html[:200]
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES, node.html[:200]
            if name in ("href", "src"):
                assert re.match(r"https?://|mailto:|[#A-Za-z0-9./_-]+$|data:,$", value or ""), value
    assert len(html.css("script")) == scripts


def test_there_are_enough_vectors(example):
    assert len(set(example.VECTORS)) >= 60


def test_pages_hold_no_element_attribute_or_address_of_a_paper(site, example):
    where, _ = site
    pages = sorted(where.rglob("*.html"))
    assert len(pages) == len(example.VECTORS) + 2
    for path in pages:
        check(LexborHTMLParser(path.read_text(encoding="utf-8")), scripts=1)
    inside = {path.relative_to(where).parts[0] for path in where.rglob("*") if path.is_file()}
    assert inside == {"2025-09-12", "assets", "feed.xml", "index.html"}


def test_the_vectors_are_still_readable_as_text(site):
    where, _ = site
    html = LexborHTMLParser((where / "2025-09-12/index.html").read_text(encoding="utf-8"))
    text = html.css_first("main").text()
    for shown in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "javascript:alert(1)"):
        assert shown in text


def test_the_feed_is_well_formed_and_its_html_is_inert(site):
    where, _ = site
    root = ElementTree.parse(where / "feed.xml").getroot()
    entries = root.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) > 60
    for entry in entries:
        body = entry.find("{http://www.w3.org/2005/Atom}content").text
        html = LexborHTMLParser(body)
        assert {node.tag for node in html.css("body *")} <= {"p", "blockquote", "strong"}
        assert not any(node.attributes for node in html.css("body *"))
        for link in entry.findall("{http://www.w3.org/2005/Atom}link"):
            assert safe_link(link.get("href")) == link.get("href")


def test_markdown_holds_no_html_and_no_link_of_a_paper_s_making(site):
    where, _ = site
    text = (where / "2025-09-12/day.md").read_text(encoding="utf-8")
    targets = re.findall(r"(?<!\\)\]\(<([^<>\n]*)>\)", text)
    rest = re.sub(r"(?<!\\)\]\(<[^<>\n]*>\)", "", text)
    assert "<" not in rest
    assert not re.search(r"(?<!\\)\]\(", rest)
    assert all(re.match(r"https?://[^\s<>]+$", target) for target in targets)
    assert not re.search(r"^\s*(```|~~~|\[[^\]]*\]:)", text, re.MULTILINE)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
    assert "{{" not in text
    assert "{%" not in text


def test_json_gives_back_every_byte(site, example):
    where, day = site
    read = json.loads((where / "2025-09-12/day.json").read_text(encoding="utf-8"))
    assert [row["title"] for row in read["selected"]] == [row.title for row in day.selected]
    assert [row["error"] for row in read["failed"]] == example.VECTORS


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//evil.test/",
        "/relative",
        "",
        "ftp://a/b",
        "https://",
        "https://u:p@evil.test/",
        "java\nscript:alert(1)",
        "https:\\\\evil.test",
        "https://a:x/",
        "mailto:a@b.c",
    ],
)
def test_unsafe_addresses_are_not_links(url):
    assert safe_link(url) is None


def test_an_address_cannot_leave_its_attribute():
    link = safe_link("https://example.org/\"'><script>")
    assert link is None or not set(link) & set("\"'<> ")
