import json
import re
import time
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish import publish
from litmuspaper.types import Digest, Span, Statement

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"


def page(path):
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def words(node):
    return " ".join(node.text(separator=" ").split())


@pytest.fixture
def site(day, tmp_path):
    publish(day, tmp_path)
    return tmp_path


@pytest.fixture
def day_page(site):
    return page(site / "2025-09-12/index.html")


def test_every_page_has_its_landmarks_policy_and_language(site):
    for path in sorted(site.rglob("*.html")):
        html = page(path)
        assert html.css_first("html").attributes["lang"] == "en"
        policy = html.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"]
        assert policy.startswith(POLICY)
        # Only a page with thumbs may ask its own server for them.
        assert ("connect-src 'self'" in policy) == bool(html.css(".thumbs"))
        assert policy.count("-src") == 3 + bool(html.css(".thumbs")) + 1
        assert html.css_first('meta[name="referrer"]').attributes["content"] == "no-referrer"
        assert html.css_first('meta[name="viewport"]') is not None
        assert len(html.css("main")) == 1
        assert len(html.css("h1")) == 1
        assert html.css_first("a.skip").attributes["href"] == "#main"
        assert html.css_first("#main") is not None
        levels = [int(h.tag[1]) for h in html.css("h1, h2, h3, h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        ids = [node.attributes["id"] for node in html.css("[id]")]
        assert len(ids) == len(set(ids))
        assert not html.css("[style], style, script:not([src])")


def test_every_link_within_the_site_leads_somewhere(site):
    for path in sorted(site.rglob("*.html")):
        for node in page(path).css("a[href], link[href], script[src]"):
            address = node.attributes.get("href") or node.attributes.get("src")
            if address.startswith(("https://", "data:")):
                continue
            target, _, anchor = address.partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), (path, address)
            if anchor:
                assert page(file).css_first(f'[id="{anchor}"]') is not None, (path, address)


def test_the_ledger_stands_on_the_day_page(day_page):
    assert words(day_page.css_first(".sum")) == "9 announced = 3 selected + 4 rejected + 2 failed"
    widths = [float(rect.attributes["width"].rstrip("%")) for rect in day_page.css(".ledger .bar rect")]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert widths[0] / widths[2] == pytest.approx(1.5, rel=0.01)
    title = words(day_page.css_first(".histogram title"))
    assert "1: 1, 2: 0, 3: 1, 4: 0, 5: 1, 6: 1, 7: 0, 8: 1, 9: 1, 10: 0. Cutoff 6." in title


def test_a_card_shows_reason_quote_digest_and_the_marked_abstract(day_page):
    cards = day_page.css("article.paper")
    assert [words(card.css_first(".relevance b")) for card in cards] == ["9", "8", "6"]
    card = cards[0]
    assert card.css_first("h3 math") is not None
    assert "<b>in</b> Öresund" in words(card.css_first("h3"))
    assert words(card.css_first(".criterion")) == "Light under water"
    assert words(card.css_first("blockquote")) == "We propose a law"
    assert words(card.css_first(".why p")).startswith("Light under water . Its words")
    assert re.fullmatch(r"paper says abstract, characters \d+–\d+", words(card.css_first("figcaption")))
    assert [words(term) for term in card.css(".digest dt")] == ["Task paper says", "Result our inference"]
    assert words(card.css_first("details mark")) == "We propose a law"
    assert card.css_first("details math") is not None
    assert card.css_first("details em").text() == "three"
    links = [node.attributes["href"] for node in card.css("a")]
    assert "https://arxiv.org/abs/2509.00001" in links
    assert "papers/2509.00001.html" in links
    assert "https://example.org/lamps_(v2)" in links


def test_every_rejected_and_failed_paper_is_on_the_page(day, day_page):
    rows = [words(row) for row in day_page.css(".rejected tbody tr")]
    assert len(rows) == len(day.rejected)
    assert "not scored Never Holds a word that never may. litmus like 2509.00007" in rows
    assert len(day_page.css(".near li")) == 4
    assert [words(row) for row in day_page.css(".failures li")] == [
        "2509.00008 A title alone no abstract",
        "2509.00009 line 9 is not JSON",
    ]


def test_every_paper_says_how_to_teach(day, day_page, site):
    """The command stands in the file itself; the buttons come by the script alone."""
    shown = [node.attributes["data-id"] for node in day_page.css(".thumbs")]
    assert shown == [row.id for row in (*day.selected, *day.rejected, *day.rejected)]
    assert words(day_page.css_first("#p2 .teach")) == (
        "Teach Litmus: litmus like hep-th/9901001 or litmus unlike hep-th/9901001"
    )
    single = page(site / "2025-09-12/papers/2509.00001.html")
    assert words(single.css_first(".thumbs")) == "litmus like 2509.00001 or litmus unlike 2509.00001"
    assert not day_page.css("main button")


def test_what_changed_shows_removed_and_added_words(day_page):
    assert day_page.css_first(".change del math") is not None
    assert day_page.css_first(".change ins").text() == "<i>small</i>"


def test_a_criterion_that_nobody_met_is_shown_as_such(day_page):
    assert [words(row) for row in day_page.css(".tallies tr")] == ["Light under water 3", "Sleeping fish nobody"]
    assert "nobody today" in words(day_page.css(".criteria li")[1])


def test_the_foot_says_what_was_read_and_made_it(day_page):
    foot = words(day_page.css_first("footer"))
    assert "Litmus 0.1.0" in foot
    assert "Read: title and abstract" in foot
    assert "ab" * 32 in foot


def test_the_paper_page_ties_each_digest_field_to_its_place(site):
    html = page(site / "2025-09-12/papers/2509.00001.html")
    assert html.css_first("h1 math") is not None
    link = html.css_first(".digest dt a").attributes["href"]
    assert link == "#q-task"
    assert words(html.css_first(link)).startswith("We ask how light of wavelength")
    assert [words(node.css_first("dt")) for node in html.css(".facts > div")][:3] == [
        "Identifier",
        "Submitted",
        "Announced",
    ]
    assert html.css_first(".turn a[rel=next]").attributes["href"] == "hep-th_9901001.html"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("stale", "Stale feed"),
        ("truncated", "The feed was cut short"),
        ("failed", "The day could not be fetched"),
        ("example", "Invented example day"),
        ("quiet", "An empty day"),
    ],
)
def test_a_day_that_cannot_be_trusted_is_loud_in_every_output(state, says, example, tmp_path):
    publish(example.an_empty_day(state, "Word from the source."), tmp_path)
    folder = tmp_path / "2025-09-13"
    banners = [words(node) for node in page(folder / "index.html").css(".banner")]
    assert any(text.startswith(says) for text in banners)
    assert any("Word from the source." in text for text in banners)
    assert f"**{says.upper()}.**" in (folder / "day.md").read_text(encoding="utf-8")
    assert says in (tmp_path / "feed.xml").read_text(encoding="utf-8")
    assert json.loads((folder / "day.json").read_text(encoding="utf-8"))["state"] == state
    if state != "example":
        assert says in words(page(tmp_path / "index.html").css_first(".alarm"))


def test_an_invented_day_says_so_on_each_paper_too(day, tmp_path):
    publish(day.model_copy(update={"state": "example"}), tmp_path)
    html = page(tmp_path / "2025-09-12/papers/2509.00001.html")
    assert "does not exist" in words(html.css_first(".banner"))
    assert "papers do not exist" in words(page(tmp_path / "2025-09-12/index.html").css_first(".banner"))
    assert "[invented]" in (tmp_path / "feed.xml").read_text(encoding="utf-8")


def test_nothing_selected_is_said_plainly_with_the_nearest(day, tmp_path):
    publish(day.model_copy(update={"selected": ()}), tmp_path)
    html = page(tmp_path / "2025-09-12/index.html")
    assert words(html.css_first(".nothing")).startswith("Nothing was selected.")
    assert "Below the cutoff of 6." in words(html.css(".near li")[0])


def test_a_quote_that_is_not_in_the_paper_is_never_shown(day, tmp_path):
    row = day.selected[0]
    wrong = Span(start=0, end=5, text="Words that nobody wrote", field="abstract")
    said = Statement(text="Invented finding", kind="paper-says", spans=(wrong,))
    row = row.model_copy(update={"evidence": (wrong,), "digest": Digest(task=said)})
    publish(day.model_copy(update={"selected": (row,)}), tmp_path)
    for path in [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.md"), *tmp_path.rglob("*.xml")]:
        text = path.read_text(encoding="utf-8")
        assert "nobody wrote" not in text, path
        assert "Invented finding" not in text, path
    card = page(tmp_path / "2025-09-12/index.html").css_first("article.paper")
    assert "1 quote left out" in words(card)


def test_the_index_lists_every_day_newest_first_and_a_broken_one_too(day, example, tmp_path):
    publish(day, tmp_path)
    broken = tmp_path / "2025-09-11"
    broken.mkdir()
    (broken / "day.json").write_text('{"date": "2025-09-11"', encoding="utf-8")
    other = tmp_path / "2025-09-10"
    other.mkdir()
    (other / "day.json").write_bytes((tmp_path / "2025-09-12/day.json").read_bytes())
    (tmp_path / "9999-99-99").mkdir()
    (tmp_path / "9999-99-99/day.json").write_text("{}", encoding="utf-8")
    publish(example.an_empty_day(), tmp_path)
    items = [words(item) for item in page(tmp_path / "index.html").css(".a-day")]
    assert [item.split(" ")[1] for item in items] == ["13", "12", "11", "10"]
    assert "This day cannot be read" in items[2]
    assert "of 2025-09-12" in items[3]
    assert "9 announced = 3 selected + 4 rejected + 2 failed" in items[1]


def test_colours_keep_wcag_aa_contrast_in_both_schemes(site):
    css = (site / "assets/litmus.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", part))
        for part in css.split("prefers-color-scheme: dark")[:2]
    )
    for scheme in (light, dark):
        names = ["ink", "soft", "link", "alarm", "new", "gone", *(f"c{n}" for n in range(1, 11))]
        for name in names:
            assert contrast(scheme[name], scheme["paper"]) >= 4.5, name
        for n in range(1, 11):
            assert contrast(scheme[f"c{n}"], scheme["on-colour"]) >= 4.5
        assert contrast(scheme["ink"], scheme["wash"]) >= 4.5
        assert contrast(scheme["ink"], scheme["alarm-wash"]) >= 4.5
        assert contrast(scheme["alarm"], scheme["alarm-wash"]) >= 4.5
        assert contrast(scheme["soft"], scheme["alarm-wash"]) >= 4.5
        assert contrast(scheme["alarm"], scheme["paper"]) >= 4.5


def contrast(one, other):
    """WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_full_arxiv_day_is_published_without_delay(example, tmp_path):
    day = example.a_large_day()
    before = time.process_time()
    publish(day, tmp_path)
    assert time.process_time() - before < 30, "about 0.5 s of CPU where it was written"
    assert len(page(tmp_path / "2025-09-12/index.html").css(".rejected tbody tr")) == 1470


def test_a_reason_that_names_its_criterion_is_not_told_twice(day, tmp_path):
    row = day.selected[0].model_copy(update={"reason": "meets “Light under water”: it speaks of lamps"})
    publish(day.model_copy(update={"selected": (row,)}), tmp_path)
    why = page(tmp_path / "2025-09-12/index.html").css_first(".why p")
    assert why.text() == "Meets “Light under water”: it speaks of lamps."
    assert why.css_first(".criterion").text() == "Light under water"


def test_of_a_day_that_could_not_be_fetched_nothing_is_said(example, tmp_path):
    publish(example.an_empty_day("failed", "no answer"), tmp_path)
    for name in ("index.html", "day.md"):
        text = (tmp_path / "2025-09-13" / name).read_text(encoding="utf-8")
        assert "nothing is known of this day" in text
        assert "not known" in text
        for untrue in ("No paper was announced", "nobody today", "An empty day", "No announced paper met"):
            assert untrue not in text


def test_a_sentence_that_tells_several_fields_stands_once_on_a_card(day, tmp_path):
    row = day.selected[0]
    text = row.paper.abstract[:40]
    quote = Statement(text=text, kind="paper-says", spans=(Span(start=0, end=40, text=text, field="abstract"),))
    told = row.model_copy(update={"digest": Digest(results=(quote,), data=(quote,))})
    publish(day.model_copy(update={"selected": (told,)}), tmp_path)
    (group,) = page(tmp_path / "2025-09-12/index.html").css(".digest > div")
    assert words(group.css_first("dt")) == "Results paper says"
    assert words(group.css_first("dd .where")) == "tells data too"
    assert "**Results, data** (paper says)" in (tmp_path / "2025-09-12/day.md").read_text(encoding="utf-8")
