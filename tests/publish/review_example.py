"""A paper and a review of our own making. Every name, number and sentence here is written by us; none exists."""

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Author, Digest, Document, Finding, Paper, Review, Section, Span, Statement

TITLE = r"Lamps in deep water: a law for $I(z)$"
ABSTRACT = (
    r"Lamps in deep water dim. We propose a law, $I(z) = I_0 e^{-z/\ell}$, and test it in three lakes. "
    "It is best in every lake."
)
ROWS = (
    ("Method", "Upper lake", "Middle lake", "Lower lake", "Mean"),
    ("Plain fit", "71.2", "70.4", "69.9", "70.5"),
    ("Two lamps", "72.0", "73.9", "70.1", "72.0"),
    ("Ours", "74.5", "73.1", "72.2", "74.3"),
)


def a_document(
    title: str = TITLE, abstract: str = ABSTRACT, rows=ROWS, caption: str = "Score in three lakes.", raw: str = ""
) -> Document:
    """Three sections, a table whose last mean is wrong, a figure, an equation and three references."""
    build = Builder()
    places = [build.paragraph(title), build.paragraph(abstract)]
    build.open_section("Results", 1, "1")
    build.paragraph("Table 1 shows the scores. Our law is best in every lake.")
    drafts = [
        [CellDraft(text, bold=(i == 3 and j > 0), underline=False) for j, text in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    build.table(drafts, "Table 1", caption)
    build.figure("Figure 1", "The boat.")
    start, end = build.paragraph(r"$I = I_0 e^{-z}$")
    build.equation("I = I_0 e^{-z}", "1", display=True, start=start, end=end)
    build.open_section("References", 1)
    build.reference("brook2020", raw or "A. Brook. Lamps. Water, 2020.", doi="10.1234/lamp.1", year=2020)
    build.reference("stone2021", "B. Stone. Lakes. 2021.", arxiv="2101.00001")
    build.reference("reed2022", "C. Reed. Boats. 2022.")
    document = build.document(
        Paper(
            id="2509.00001",
            title=title,
            abstract=abstract,
            authors=(Author(name="Ada Brook"), Author(name="O'Neill Ó Murchú")),
            version=2,
            url="https://arxiv.org/abs/2509.00001",
        ),
        "tex",
    )
    front = tuple(
        Section(title=name, start=a, end=b) for name, (a, b) in zip(("title", "abstract"), places, strict=True)
    )
    return document.model_copy(update={"sections": front + document.sections})


def cell(document: Document, text: str, table: int = 0) -> Span:
    """The span of the last cell that prints that text."""
    found = [one for row in document.tables[table].rows for one in row if one.text == text][-1]
    return Span(start=found.start, end=found.end, text=found.text)


def words(document: Document, quote: str) -> Span:
    """The span of the last occurrence of a quote in the text."""
    start = document.text.rindex(quote)
    return Span(start=start, end=start + len(quote), text=quote)


def a_finding(document: Document, **more) -> Finding:
    """The wrong mean of the last row."""
    given = {
        "audit": "average_column",
        "verdict": "contradicted",
        "severity": "error",
        "message": "the mean of Ours is 73.267, and 74.3 is printed",
        "spans": (cell(document, "74.3"), cell(document, "74.5"), cell(document, "73.1"), cell(document, "72.2")),
        "printed": ("74.3",),
        "recomputed": "(74.5 + 73.1 + 72.2) / 3 = 73.267",
        "tolerance": "0.1",
        "clears_if": "the mean is weighted",
    }
    return Finding(**{**given, **more})


def a_claim(document: Document) -> Finding:
    """A sentence and two cells against one another."""
    return Finding(
        audit="claim_rank",
        verdict="question",
        severity="question",
        message="“best in every lake” does not hold for the middle lake",
        spans=(words(document, "Our law is best in every lake."), cell(document, "73.9"), cell(document, "73.1")),
        printed=("73.9", "73.1"),
    )


def holds(audit: str, message: str) -> Finding:
    return Finding(audit=audit, verdict="verified", severity="info", message=message)


def held_back(audit: str, message: str) -> Finding:
    return Finding(audit=audit, verdict="not-assessed", severity="info", message=message)


def a_review(document: Document) -> Review:
    """Two findings, given the less grave first; three things that hold; three audits held back by two reasons."""
    return Review(
        findings=(a_claim(document), a_finding(document)),
        verified=(
            holds("sums", "all 3 totals are right"),
            holds("citations", "every one of 3 citations is listed"),
            holds("citations", "every one of 3 entries is cited"),
        ),
        not_assessed=(
            held_back("f1", "no table has precision and recall"),
            held_back("retractions", "no list of retracted works was given"),
            held_back("order_relations", "no table has precision and recall"),
        ),
        read=("title", "abstract", "1 table"),
        parser=document.parser,
    )


def a_digest(document: Document) -> Digest:
    abstract = document.paper.abstract
    quote = abstract.split(". ")[0] + "."
    span = Span(start=0, end=len(quote), text=quote, field="abstract")
    return Digest(task=Statement(text=quote, kind="paper-says", spans=(span,)))
