"""Listings that are odd, broken, empty or huge: a clear error or a ledger row, and nothing lost."""

import json
import time

import pytest
from defusedxml import ElementTree
from selectolax.lexbor import LexborHTMLParser

SCRIPT = "<script>alert(1)</script>"
DAY = ("day", "--profile", "criteria.txt", "--listing", "odd.jsonl")


@pytest.fixture
def odd(litmus, here, make, day_of):
    """Runs a day over these rows; gives the run and the ledger, and sees that the library is sound."""

    def run(*rows):
        make.write_rows(here / "odd.jsonl", rows)
        done = litmus(*DAY, "--date", "2026-01-05")
        day = day_of("out")
        ids = [row["id"] for part in ("selected", "rejected", "failed") for row in day[part]]
        assert day["announced"] == len(ids) == len(set(ids)), "each row has an id of its own"
        assert litmus("doctor").code == 0
        return done, day

    return run


def test_duplicate_ids(odd, make):
    rows = [make.row("a", f"Lamps {n}", "Lamps in lakes.") for n in range(3)]
    done, day = odd(*rows)
    assert done.code == 0
    assert day["announced"] == 3
    assert [(row["id"], row["error"]) for row in day["failed"]] == [
        ("a (2)", "line 2: the id a stands a second time (first on line 1)"),
        ("a (3)", "line 3: the id a stands a second time (first on line 1)"),
    ]
    assert "  failed: a (2): line 2: the id a stands a second time" in done.out


def test_missing_fields_and_a_broken_line_in_the_middle(odd, make):
    good = [make.row(*one) for one in make.ROWS]
    done, day = odd(
        good[0],
        {"id": "b", "title": "No abstract", "announced": "2026-01-05"},
        '{"id": "c", "title": "cut',
        good[1],
        {"title": "No id", "abstract": "x"},
        '["a", "list"]',
        {"id": "d", "title": "Odd", "abstract": 7},
        good[2],
    )
    assert done.code == 0
    assert (day["announced"], len(day["failed"])) == (8, 5)
    assert {row["id"] for row in (*day["selected"], *day["rejected"])} == {one["id"] for one in good}
    assert {row["id"] for row in day["failed"]} == {"b", "line 3", "line 5", "line 6", "d"}
    assert "has no abstract" in next(row["error"] for row in day["failed"] if row["id"] == "b")


def test_control_characters_and_odd_unicode_end_in_one_clean_line(odd, make, here):
    text = "We predict\x00 the\x1b[31m alpha\u202e matte\u200b of hair\x85 é \U0001f98a."
    done, day = odd(make.row("a\u202e\x07b", text, text), {**make.row("b", "\x00", "x")})
    assert done.code == 0
    shown = [*day["selected"], *day["rejected"]]
    assert [row["id"] for row in shown] == ["a b"]
    assert shown[0]["title"] == "We predict the [31m alpha matte of hair é \U0001f98a."
    assert len(day["failed"]) == 1
    for path in (here / "out").rglob("*.*"):
        if path.is_file():
            assert not set(path.read_text(encoding="utf-8")) & set("\x00\x07\x1b\x85\u202e\u200b"), path
    assert not set(done.out) & set("\x00\x07\x1b\x85\u202e\u200b")


def test_lone_surrogates_and_invalid_bytes(litmus, here, make, day_of):
    lines = [
        json.dumps(make.row("a", "half \ud83d a pair", "Lamps in lakes. \udc00")).encode(),
        json.dumps(make.row("b", "x", "x")).encode().replace(b"x", b"\xff"),
        json.dumps(make.row("c", "Lamps", "Lamps.")).encode(),
    ]
    (here / "odd.jsonl").write_bytes(b"\n".join(lines))
    assert litmus(*DAY).code == 0
    day = day_of("out")
    assert (day["announced"], [row["id"] for row in day["failed"]]) == (3, ["line 2"])
    assert litmus("doctor").code == 0


def test_markup_and_scripts_are_text_in_every_output(odd, make, here):
    evil = f"Alpha matte of hair {SCRIPT} <img src=x onerror=alert(2)> [x](javascript:alert(3)) & \"'"
    abstract = f"We predict the alpha matte of hair. {evil}. Image matting works. {evil}."
    extra = {"comment": SCRIPT, "authors": [SCRIPT], "categories": [SCRIPT], "url": "javascript:alert(4)"}
    _, day = odd(
        make.row("a", evil, abstract, **extra),
        make.row(SCRIPT, evil, abstract, **extra),
        make.row("r", f"Rings {SCRIPT}", "Every such ring is commutative."),
        {"id": f"f {SCRIPT}", "title": evil},
    )
    assert len(day["failed"]) == 1
    assert day["selected"], "the page of a paper is looked at too"
    pages = sorted((here / "out").rglob("*.html"))
    assert len(pages) == 2 + len(day["selected"])
    for path in pages:
        html = LexborHTMLParser(path.read_text(encoding="utf-8"))
        assert [node.attributes.get("src", "").endswith("assets/litmus.js") for node in html.css("script")] == [True]
        assert not html.css("img, iframe, object, form[action]")
        for node in html.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")]
            assert not (node.attributes.get("href") or "").startswith("javascript:")
    text = LexborHTMLParser((here / "out/2026-01-05/index.html").read_text(encoding="utf-8")).css_first("main").text()
    assert SCRIPT in text
    assert "<script" not in (here / "out/2026-01-05/day.md").read_text(encoding="utf-8")
    assert "<script" not in (here / "out/feed.xml").read_text(encoding="utf-8")
    for content in ElementTree.parse(here / "out/feed.xml").iter("{http://www.w3.org/2005/Atom}content"):
        assert not LexborHTMLParser(content.text or "").css("script, img")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_listing_is_loud(litmus, here, content, day_of):
    (here / "odd.jsonl").write_bytes(content)
    monday = litmus(*DAY, "--date", "2026-01-05")
    assert monday.code == 3
    assert monday.out.startswith("ATTENTION: FAILED. odd.jsonl: the file has no rows")
    assert day_of("out")["announced"] == 0
    sunday = litmus(*DAY, "--date", "2026-01-04")
    assert sunday.code == 0
    assert sunday.out.startswith("ATTENTION: QUIET. ")


def test_a_listing_without_one_good_row_cannot_be_trusted(odd):
    done, day = odd(*({"id": f"x{n}", "title": "No abstract", "announced": "2026-01-05"} for n in range(9)))
    assert done.code == 3
    assert done.out.startswith("ATTENTION: ")
    assert len(day["failed"]) == 9
    assert done.out.count("  failed: ") == 5
    assert "Nothing new met your criteria" not in done.out


@pytest.mark.parametrize("content", [b"\x1f\x8bnot gzip", "{}\n".encode("utf-16")])
def test_a_listing_that_is_no_listing(litmus, here, content):
    (here / "odd.jsonl").write_bytes(content)
    done = litmus(*DAY, "--date", "2026-01-05")
    assert done.code == 3
    assert done.out.startswith("ATTENTION: FAILED. odd.jsonl: the listing ")


def test_fifty_thousand_lines_with_a_broken_one_among_them(litmus, here, make, day_of):
    rows = [make.row(f"s.{n}", f"Lamp {n}", f"We light lamp {n}.") for n in range(50_000)]
    rows[25_000] = "broken"
    make.write_rows(here / "odd.jsonl", rows)
    begun = time.process_time()
    done = litmus(*DAY)
    spent_s = time.process_time() - begun
    assert done.code == 0
    assert "50000 announced = " in done.out
    assert [row["id"] for row in day_of("out")["failed"]] == ["line 25001"]
    assert spent_s < 200, "about 7 s of CPU where it was written"
