"""The page of one paper: what a referee relies on."""

import hashlib
import importlib.util
import json
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.digest import digest
from litmuspaper.parse import parse
from litmuspaper.publish import publish
from litmuspaper.publish.review import publish_review
from litmuspaper.publish.review_grid import grid_of
from litmuspaper.types import Digest, Review, Span, Statement


def load(name):
    spec = importlib.util.spec_from_file_location(f"litmus_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("review_example")


def words(node):
    return " ".join(node.text(separator=" ").split())


@pytest.fixture
def document():
    return make.a_document()


@pytest.fixture
def show(tmp_path):
    """Publishes and gives the page."""

    def shown(document, review=None, said=None, **more):
        review = make.a_review(document) if review is None else review
        said = make.a_digest(document) if said is None else said
        files = publish_review(document, review, said, tmp_path, **more)
        return LexborHTMLParser(next(path for path in files if path.suffix == ".html").read_text(encoding="utf-8"))

    return shown


def with_finding(document, **more):
    return make.a_review(document).model_copy(update={"findings": (make.a_finding(document, **more),)})


# What is written.


def test_three_files_and_the_assets_are_written_and_the_same_input_gives_the_same_bytes(document, tmp_path):
    said, review = make.a_digest(document), make.a_review(document)
    one = publish_review(document, review, said, tmp_path / "a", source="lamps.tex")
    other = publish_review(document, review, said, tmp_path / "b", source="lamps.tex")
    names = [path.relative_to(tmp_path / "a").as_posix() for path in one]
    folder = "2509.00001"
    assert names == [
        "assets/litmus.css",
        "assets/litmus.js",
        *(f"{folder}/{n}" for n in ("index.html", "review.json", "review.md")),
    ]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_a_paper_without_an_id_gets_a_folder_of_its_title(document, tmp_path):
    nameless = document.model_copy(update={"paper": document.paper.model_copy(update={"id": ""})})
    page = publish_review(nameless, make.a_review(document), Digest(), tmp_path)[2]
    assert re.fullmatch(r"x-lamps-in-deep-water-a-law-for-i-z-[0-9a-f]{16}", page.parent.name)


def test_the_page_has_the_landmarks_and_the_policy_of_its_sisters(show, document, day, tmp_path):
    html = show(document)
    publish(day, tmp_path)
    # The page of a day, which asks `litmus serve` for the reader's thumbs too.
    sister = LexborHTMLParser((tmp_path / day.date.isoformat() / "index.html").read_text(encoding="utf-8"))
    for selector in ('meta[http-equiv="Content-Security-Policy"]', 'meta[name="referrer"]', 'meta[name="viewport"]'):
        assert html.css_first(selector).attributes == sister.css_first(selector).attributes
    assert html.css_first("html").attributes["lang"] == "en"
    assert len(html.css("main")) == len(html.css("h1")) == 1
    assert html.css_first("a.skip").attributes["href"] == "#main"
    levels = [int(h.tag[1]) for h in html.css("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    ids = [node.attributes["id"] for node in html.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {link.attributes["href"].lstrip("#") for link in html.css('a[href^="#"]')} <= set(ids)
    assert not html.css("[style], style, script:not([src])")
    assert not re.search(r"fraud|fabricat|misconduct|wrongdoing|cheat", html.html, re.IGNORECASE)


# What a referee reads.


def test_what_was_read_and_what_was_not_is_said_before_the_findings(show, document):
    html = show(document, notes=("figures/boat.pdf was not given",))
    read = words(html.css_first(".read"))
    assert "Read from the LaTeX source: 2 sections, 7 sentences, 1 table, 20 cells, 1 caption of figures" in read
    assert "1 equation, 3 references" in read
    assert "Not found: citations." in read
    assert "Which cells are bold or underlined is known." in read
    assert "Figures/boat.pdf was not given." in read
    assert "Not read: the pixels of figures, code, supplementary files." in read
    body = html.html
    assert body.index('class="read"') < body.index('id="findings"')


def test_where_marks_are_unknown_the_page_says_so(show, document):
    table = document.tables[0]
    rows = tuple(tuple(one.model_copy(update={"bold": None}) for one in row) for row in table.rows)
    unmarked = document.model_copy(update={"tables": (table.model_copy(update={"rows": rows}),)})
    read = words(show(unmarked).css_first(".read"))
    assert "Which cells are underlined is known, which are bold the source does not tell." in read


def test_findings_stand_gravest_first_with_name_verdict_numbers_and_what_would_clear_them(show, document):
    html = show(document)
    first, second = html.css("article.finding")
    assert [words(one.css_first("h3")) for one in (first, second)] == ["Averages", "Claims of being best"]
    assert words(first.css_first(".verdict")) == "contradiction"
    assert words(second.css_first(".verdict")) == "question"
    assert words(first.css_first(".severity")) == "error"
    assert words(first.css_first(".message")) == "The mean of Ours is 73.267, and 74.3 is printed. computed"
    assert [words(one) for one in first.css(".numbers > div")] == [
        "Printed paper says 74.3",
        "Recomputed computed (74.5 + 73.1 + 72.2) / 3 = 73.267",
        "Tolerance computed 0.1",
    ]
    assert words(first.css_first(".clears")) == "What would clear it The mean is weighted."
    assert words(html.css_first(".sum")) == "1 contradiction, 1 question, 3 checks hold, 3 not assessed"


def test_the_table_is_shown_with_the_concerned_cells_marked(show, document):
    first, second = show(document).css("article.finding")
    marked = [words(one) for one in first.css("td.marked mark")]
    assert marked == ["74.5", "73.1", "72.2", "74.3"]
    rows = [[words(one) for one in row.css("th, td")] for row in first.css("table tr")]
    assert rows == [list(row) for row in make.ROWS]
    assert [words(one) for one in first.css("thead th")] == list(make.ROWS[0])
    assert [words(one) for one in first.css("td b")] == ["74.5", "73.1", "72.2", "74.3"]
    assert words(first.css_first("figcaption")).startswith("paper says Table 1 : Score in three lakes.")
    assert [words(one) for one in second.css("td.marked")] == ["73.9", "73.1"]
    assert [words(one) for one in second.css(".cells li")] == [
        "73.9 Table 1: Two lamps, Middle lake",
        "73.1 Table 1: Ours, Middle lake",
    ]


def test_a_sentence_is_quoted_with_its_section(show, document):
    quote = show(document).css("article.finding")[1].css_first("figure.quote")
    assert words(quote.css_first("blockquote")) == "Our law is best in every lake."
    span = make.words(document, "Our law is best in every lake.")
    assert words(quote.css_first("figcaption")) == (
        f"paper says section 1 Results, characters {span.start}\u2013{span.end}"
    )


def test_a_quote_that_breaks_a_sentence_has_dots_that_are_not_the_paper_s(show, document):
    part = make.words(document, "law is best")
    quote = show(document, with_finding(document, spans=(part,))).css_first("figure.quote blockquote")
    assert words(quote) == "… law is best …"
    assert [words(one) for one in quote.css(".cut")] == ["…", "…"]
    whole = make.words(document, "Our law is best in every lake.")
    quote = show(document, with_finding(document, spans=(whole,))).css_first("figure.quote blockquote")
    assert not quote.css(".cut")


def test_seven_findings_are_open_and_the_rest_folded(show, document):
    many = tuple(make.a_finding(document, message=f"number {n}", severity="warning") for n in range(10))
    html = show(document, make.a_review(document).model_copy(update={"findings": many}))
    assert len(html.css("section > article.finding")) == 7
    assert len(html.css("details.more > article.finding")) == 3
    assert words(html.css_first("details.more summary")) == "3 more findings"
    assert "Number 0" in words(html.css_first("article.finding"))


def test_what_holds_and_what_was_not_assessed_are_listed_by_audit_and_by_reason(show, document):
    html = show(document)
    assert [words(one) for one in html.css(".holds .what")] == ["✓ Totals", "✓ Citations and the reference list 2"]
    assert words(html.css_first("#verified")) == "Verified true 3"
    assert [words(one) for one in html.css(".reasons > div")] == [
        "No table has precision and recall. F1 from precision and recall; Orders that must hold",
        "No list of retracted works was given. Retracted works",
    ]


def test_an_audit_that_the_page_does_not_know_has_its_own_name(show, document):
    html = show(document, with_finding(document, audit="odd_new-check"))
    assert words(html.css_first("article.finding h3")) == "Odd new check"


def test_the_digest_is_quoted_and_leads_to_its_place_in_the_abstract(show, document):
    html = show(document)
    assert words(html.css_first(".digest q")) == "Lamps in deep water dim."
    anchor = html.css_first(".digest a").attributes["href"]
    assert words(html.css_first(f"{anchor}")) == "Lamps in deep water dim."
    assert len(html.css(".abstract math")) == 1


def test_references_have_their_identifiers_and_the_footer_the_command(show, document):
    html = show(document, source="my lamps.tex")
    links = [one.attributes["href"] for one in html.css(".references a")]
    assert links == ["https://doi.org/10.1234/lamp.1", "https://arxiv.org/abs/2101.00001"]
    assert "A. Brook. Lamps. Water, 2020." in words(html.css_first(".references li"))
    foot = words(html.css_first("footer"))
    assert hashlib.sha256(document.text.encode()).hexdigest() in foot
    assert "litmus audit 'my lamps.tex' --json" in foot
    assert "Parser: tex" in foot


# What the paper does not say is not shown as its words.


def test_a_quote_that_does_not_match_is_left_out_and_counted(show, document, tmp_path):
    false = Span(start=3, end=30, text="We never tested this at all")
    beyond = Span(start=10**7, end=10**7 + 4, text="none")
    review = with_finding(document, spans=(false, beyond, make.cell(document, "74.3")), printed=("74.3", "99.9"))
    html = show(document, review)
    finding = html.css_first("article.finding")
    assert "We never tested" not in html.html
    assert "99.9" not in html.html
    assert words(finding.css_first(".note")) == "3 quotes left out: not found in the paper's own words."
    assert [words(one) for one in finding.css(".marked")] == ["74.3"]
    record = json.loads((tmp_path / "2509.00001/review.json").read_text(encoding="utf-8"))
    assert record["findings"][0]["left_out"] == 3
    assert [one["text"] for one in record["findings"][0]["spans"]] == ["74.3"]
    markdown = (tmp_path / "2509.00001/review.md").read_text(encoding="utf-8")
    assert "We never tested" not in markdown
    assert "3 quotes left out" in markdown


def test_a_digest_that_does_not_match_is_left_out_and_counted(show, document):
    false = Statement(
        text="We never.", kind="paper-says", spans=(Span(start=0, end=9, text="We never.", field="abstract"),)
    )
    html = show(document, said=Digest(task=false))
    assert "We never." not in html.html
    assert "1 quote left out" in words(html.css_first("main"))


def test_a_table_a_caption_and_a_reference_that_the_text_does_not_hold_are_not_shown(show, document):
    table = document.tables[0]
    row = (table.rows[0][0].model_copy(update={"text": "Invented"}), *table.rows[0][1:])
    broken = table.model_copy(update={"rows": (row, *table.rows[1:])})
    html = show(document.model_copy(update={"tables": (broken,)}), make.a_review(document))
    assert "Invented" not in html.html
    assert not html.css(".evidence")
    renamed = document.model_copy(update={"tables": (table.model_copy(update={"caption": "Another caption."}),)})
    html = show(renamed, make.a_review(document))
    assert "Another caption" not in html.html
    assert html.css(".evidence")
    listed = (document.references[0].model_copy(update={"raw": "No such work."}), *document.references[1:])
    html = show(document.model_copy(update={"references": listed}))
    assert "No such work" not in html.html
    assert "entry left out" in words(html.css_first(".references li"))


# Little was read.


def test_with_the_abstract_alone_nothing_is_counted(show, document, tmp_path):
    bare = parse(document.paper)
    held = tuple(make.held_back(name, f"no {name}") for name in ("f1", "sums", "citations"))
    review = Review(findings=(), verified=(), not_assessed=held, read=("title", "abstract"), parser="abstract")
    html = show(bare, review, digest(bare))
    text = words(html.css_first("main"))
    assert "Not assessed: only the abstract was read." in text
    assert "Read: title and abstract. Not read: everything else of the paper." in text
    assert [words(one) for one in html.css(".reasons dt")] == ["Only the abstract was read."]
    assert not html.css(".sum, .bar, #findings, #verified, #references")
    assert not re.search(r"\b0 (?!e)", text.replace("I 0", ""))
    markdown = (tmp_path / "2509.00001/review.md").read_text(encoding="utf-8")
    assert "**Not assessed: only the abstract was read.**" in markdown


def test_an_empty_paper_has_a_page(show, document):
    paper = document.paper.model_copy(update={"title": "", "abstract": "", "authors": (), "url": None})
    empty = document.model_copy(
        update={
            "paper": paper,
            "text": "",
            "sections": (),
            "sentences": (),
            "tables": (),
            "figures": (),
            "equations": (),
            "references": (),
        }
    )
    html = show(empty, Review(findings=(), verified=(), not_assessed=(), read=(), parser="text"), Digest())
    assert words(html.css_first("h1")) == "A paper without a title"


def test_without_a_finding_the_page_says_so_and_not_that_all_is_well(show, document):
    review = make.a_review(document).model_copy(update={"findings": ()})
    html = show(document, review)
    assert words(html.css_first(".nothing")).startswith("No finding. The checks that could be run found nothing to ask")


# JSON and Markdown.


def test_the_json_carries_all_and_every_span_holds(document, tmp_path):
    files = publish_review(document, make.a_review(document), make.a_digest(document), tmp_path, source="lamps.tex")
    record = json.loads(next(path for path in files if path.suffix == ".json").read_text(encoding="utf-8"))
    assert record["coverage"]["tables"] == 1
    assert record["coverage"]["not_read"] == ["the pixels of figures", "code", "supplementary files"]
    assert [one["audit"] for one in record["findings"]] == ["average_column", "claim_rank"]
    assert len(record["verified"]) == len(record["not_assessed"]) == 3
    assert record["made_by"]["command"] == "litmus audit lamps.tex --json"
    spans = [span for one in record["findings"] for span in one["spans"]]
    assert len(spans) == 7
    for span in spans:
        assert document.text[span["start"] : span["end"]] == span["text"]
    assert record["digest"]["task"]["kind"] == "paper-says"


def test_the_markdown_tells_the_same(document, tmp_path):
    files = publish_review(document, make.a_review(document), make.a_digest(document), tmp_path)
    text = files[-1].read_text(encoding="utf-8")
    assert text.startswith("# Lamps in deep water")
    assert "**1 contradiction; 1 question; 3 checks hold; 3 not assessed.**" in text
    assert (
        text.index("### 1. Averages") < text.index("### 2. Claims of being best") < text.index("## Verified true (3)")
    )
    assert "(paper says: Table 1: Ours, Mean, characters" in text
    assert "litmus audit SOURCE --json" in text


# Tables of every shape.


def test_merged_cells_keep_their_place(show):
    from litmuspaper.parse.build import Builder, CellDraft

    build = Builder()
    rows = [
        [CellDraft("Method", row_span=2), CellDraft("Lakes", col_span=2)],
        [CellDraft("Upper"), CellDraft("Lower")],
        [CellDraft("Ours"), CellDraft("1.5"), CellDraft("2.5")],
    ]
    table = build.table(rows, "Table 1", "A caption.")
    grid = grid_of(table)
    assert [(one.cell.text, one.top, one.left) for one in grid.cells] == [
        ("Method", 0, 0),
        ("Lakes", 0, 1),
        ("Upper", 1, 1),
        ("Lower", 1, 2),
        ("Ours", 2, 0),
        ("1.5", 2, 1),
        ("2.5", 2, 2),
    ]
    assert grid.place(grid.cells[-1]) == "Ours, Lakes / Lower"
    assert (grid.heads, grid.label_column) == (((0, 2),), 0)


def test_a_second_header_inside_a_table_names_the_cells_below_it():
    from litmuspaper.parse.build import Builder, CellDraft

    rows = [
        ["Data", "", "Lakes", "", "Seas", ""],
        ["Group", "Method", "A up", "B down", "A up", "B down"],
        ["(a1)", "Plain lamp", "0.5", "0.6", "0.7", "0.8"],
        ["(a2)", "Two lamps", "0.4", "0.5", "—", "0.7"],
        ["Group", "Method", "Dice", "", "Distance", ""],
        ["", "", "Small", "Large", "Small", "Large"],
        ["(b1)", "Plain lamp", "1.5", "1.6", "1.7", "1.8"],
        ["Default", "", "1.4", "1.5", "1.6", "1.7"],
    ]
    build = Builder()
    table = build.table([[CellDraft(text) for text in row] for row in rows], "Table 1", "A caption.")
    grid = grid_of(table)
    names = {one.cell.text: grid.place(one) for one in grid.cells}
    assert names["0.8"] == "Plain lamp, Seas / B down"
    assert names["0.6"] == "Plain lamp, Lakes / B down"
    assert names["1.8"] == "Plain lamp, Distance / Large"
    assert names["1.5"] == "Default, Dice / Large"
    assert names["Small"] == "row 6, column 5"
    assert names["(b1)"] == "Plain lamp, Group"


def test_tables_side_by_side_name_their_own_rows():
    from litmuspaper.parse.build import Builder, CellDraft

    rows = [["Method", "Dice", "Method", "Dice"], ["Lamp", "0.1", "Boat", "0.2"], ["Lamp*", "0.3", "Boat*", "0.4"]]
    table = Builder().table([[CellDraft(text) for text in row] for row in rows], "Table 3", "A caption.")
    grid = grid_of(table)
    names = {one.cell.text: grid.place(one) for one in grid.cells}
    assert (names["0.3"], names["0.4"]) == ("Lamp*, Dice", "Boat*, Dice")


def test_a_long_and_wide_table_is_cut_to_what_is_concerned_and_says_so(show):
    rows = [["Row", *(f"c{n}" for n in range(60))]]
    rows += [[f"r{n}", *(f"{n}.{m}" for m in range(60))] for n in range(200)]
    document = make.a_document(rows=rows)
    review = make.a_review(make.a_document()).model_copy(
        update={"findings": (make.a_finding(make.a_document(), spans=(make.cell(document, "150.40"),)),)}
    )
    html = show(document, review)
    assert [words(one) for one in html.css(".marked")] == ["150.40"]
    shown = [words(one) for one in html.css("tbody th")]
    assert {"r149", "r150", "r151"} <= set(shown)
    assert len(shown) < 30
    assert re.search(r"\d+ rows and \d+ columns of this table not shown", words(html.css_first(".evidence figcaption")))


@pytest.mark.parametrize("spans", [(10**6, 1), (1, 10**6), (10**6, 10**6)])
def test_absurd_spans_end_in_time(spans, document):
    table = document.tables[0]
    wild = table.rows[0][0].model_copy(update={"row_span": spans[0], "col_span": spans[1]})
    started = time.process_time()
    grid = grid_of(table.model_copy(update={"rows": ((wild, *table.rows[0][1:]), *table.rows[1:])}))
    assert grid.rows == 4
    assert time.process_time() - started < 10


def test_a_large_paper_ends_in_time(tmp_path):
    rows = [["Row", *(f"$c_{{{n}}}$" for n in range(14))]]
    rows += [[f"r{n}", *(rf"{n}.{m} $\pm$ 0.1" for m in range(14))] for n in range(40)]
    document = make.a_document(rows=rows)
    first = make.a_document(rows=rows, title="Another")
    cells = [make.cell(document, rf"{n}.7 $\pm$ 0.1") for n in range(24)]
    many = tuple(make.a_finding(make.a_document(), spans=tuple(cells), message=f"n. {n}") for n in range(60))
    listed = document.references * 100
    large = document.model_copy(update={"references": listed})
    review = make.a_review(make.a_document()).model_copy(update={"findings": many})
    publish_review(first, make.a_review(make.a_document()), Digest(), tmp_path)  # templates compiled, imports done
    started = time.process_time()
    publish_review(large, review, make.a_digest(document), tmp_path)
    assert (taken := time.process_time() - started) < 20, f"{taken}: about 0.2 s of CPU where it was written"
