import re
from datetime import timedelta

from defusedxml import ElementTree

from litmuspaper.publish import publish
from litmuspaper.publish.atom import DAYS
from litmuspaper.publish.atom import write as write_atom
from litmuspaper.publish.markdown import escape
from litmuspaper.publish.markdown import write as write_markdown

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(where):
    return ElementTree.parse(where / "feed.xml").getroot()


def texts(root, path):
    return [node.text for node in root.findall(path.replace("/", "/" + ATOM).replace("^", ATOM))]


def test_the_feed_has_what_rfc_4287_requires(day, tmp_path):
    publish(day, tmp_path)
    root = feed(tmp_path)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(ATOM + name)) == 1
    assert root.find(f"{ATOM}author/{ATOM}name").text
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for entry in entries:
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(ATOM + name)) == 1
        assert entry.find(f"{ATOM}updated").text == "2025-09-12T00:00:00Z"
        assert re.fullmatch(r"tag:[a-z.]+,\d{4}:2025-09-12/[A-Za-z0-9._-]+", entry.find(f"{ATOM}id").text)
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert entry.find(f"{ATOM}link").get("rel") == "alternate"
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    assert "<blockquote><p>“We propose a law”</p></blockquote>" in entries[0].find(f"{ATOM}content").text


def test_the_feed_keeps_the_newest_days_and_stable_ids(example, day, tmp_path):
    publish(day, tmp_path)
    first = {entry.find(f"{ATOM}id").text for entry in feed(tmp_path).findall(f"{ATOM}entry")}
    for after in range(1, DAYS):
        publish(example.an_empty_day(on=day.date + timedelta(days=after)), tmp_path)
    root = feed(tmp_path)
    assert first <= {entry.find(f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")}
    assert root.find(f"{ATOM}updated").text == "2025-09-26T00:00:00Z"
    publish(example.an_empty_day(on=day.date + timedelta(days=DAYS)), tmp_path)
    ids = {entry.find(f"{ATOM}id").text for entry in feed(tmp_path).findall(f"{ATOM}entry")}
    assert not first & ids
    assert len(ids) == DAYS


def test_the_feed_alone_needs_no_day_json(day, tmp_path):
    assert write_atom(day, tmp_path) == [tmp_path / "feed.xml"]
    assert len(feed(tmp_path).findall(f"{ATOM}entry")) == 3


def test_an_unreadable_day_is_told_in_the_feed(day, tmp_path):
    (tmp_path / "2025-09-11").mkdir()
    (tmp_path / "2025-09-11/day.json").write_text("[]", encoding="utf-8")
    write_atom(day, tmp_path)
    titles = [entry.find(f"{ATOM}title").text for entry in feed(tmp_path).findall(f"{ATOM}entry")]
    assert "Thursday 11 September 2025: the day cannot be read" in titles


def test_markdown_tells_the_day_in_order(day, tmp_path):
    [path] = write_markdown(day, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Light &amp; water: Friday 12 September 2025\n")
    assert "**9 announced = 3 selected + 4 rejected + 2 failed**" in text
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Selected",
        "Near misses",
        "Failed",
        "What changed",
        "Not selected (4)",
        "Completeness",
        "Criteria",
    ]
    assert "> “We propose a law”" in text
    assert "- **Task** (paper says): “We ask how light" in text
    assert "- Sleeping fish: nobody today" in text
    assert "2509.00009:  line 9 is not JSON" not in text
    for row in (*day.rejected, *day.failed):
        assert escape(row.title or row.id) in text


def test_markdown_escape_shows_the_same_words():
    assert escape("a*b_c`d[e]<f>| ~h$i\\zz{k} {% x") == r"a\*b\_c\`d\[e\]&lt;f&gt;\| \~h\$i\\zz\{k\} \{\% x"
    assert escape("1. item") == r"1\. item"
    assert escape("# head") == r"\# head"
    assert escape("- multi-modal (x) = y!") == r"\- multi-modal (x) = y!"
    assert escape("two\nlines\r\n\u2028three") == "two lines three"
