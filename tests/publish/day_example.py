"""Days of our own making. Every paper, author and sentence here is written by us; none exists."""

from datetime import date

from litmuspaper.types import (
    Author,
    Change,
    Check,
    Criterion,
    Day,
    Digest,
    Failure,
    MadeBy,
    Paper,
    Profile,
    Rejected,
    Revision,
    Selected,
    Span,
    Statement,
)

DATE = date(2025, 9, 12)
RTL = "قياس الضوء في الأعماق"
ABSTRACT = (
    r"Lamps in deep water dim. We ask how light of wavelength $\lambda < 400\,\mathrm{nm}$ falls off with depth $z$. "
    r"Earlier work by na\"ive fits did not say. We propose a law, $I(z) = I_0 e^{-z/\ell}$, and test it in "
    r"\emph{three} lakes --- 5\% error. Code: https://example.org/lamps_(v2)."
)
MADE_BY = MadeBy(litmus="0.1.0", selection="lexical 1, static 1", profile="ab" * 32)
PROFILE = Profile(
    title="Light & water",
    criteria=(
        Criterion(name="Light under water", relevant="How light travels in water.", not_relevant="Lamps on land."),
        Criterion(name="Sleeping fish", relevant="What fish do at night."),
    ),
    taste="My friend likes plain laws.",
    categories=("physics.ao-ph",),
    cutoff=6,
)


def span(text: str, quote: str, field: str = "abstract") -> Span:
    start = text.index(quote)
    return Span(start=start, end=start + len(quote), text=quote, field=field)


def says(text: str, quote: str) -> Statement:
    return Statement(text=quote, kind="paper-says", spans=(span(text, quote),))


def selected(
    paper_id: str,
    title: str,
    relevance: int,
    abstract: str = ABSTRACT,
    *,
    quote: str = "We propose a law",
    **fields: object,
) -> Selected:
    paper = Paper(
        id=paper_id,
        title=title,
        abstract=abstract,
        authors=(Author(name="Ada Brook"), Author(name="O'Neill Ó Murchú", orcid="0000-0000-0000-0000")),
        categories=("physics.ao-ph", "physics.optics"),
        version=1,
        announced=DATE,
        submitted=date(2025, 9, 10),
        comment="8 pages",
        doi="10.1234/lamp.1",
        url=f"https://arxiv.org/abs/{paper_id}",
        source="listing",
    ).model_copy(update=fields)
    return Selected(
        id=paper_id,
        title=title,
        relevance=relevance,
        score=relevance / 10 - 0.01,
        criterion="Light under water",
        reason="Its words “light” and “depth” are the criterion's own.",
        evidence=(span(abstract, quote),),
        digest=Digest(
            task=says(abstract, abstract.split(". ")[1] + ".") if abstract is ABSTRACT else None,
            result=Statement(text="Holds in three lakes.", kind="our-inference", spans=(span(abstract, quote),)),
        ),
        paper=paper,
    )


def a_day() -> Day:
    """A day with everything in it: maths, right-to-left text, long words, a failure, a revision, an odd id."""
    return Day(
        date=DATE,
        source="listing",
        state="fresh",
        message="All 9 entries of 1 category are here.",
        profile=PROFILE,
        selected=(
            selected("2509.00001", r"The $\mathbf{x}$-law of lamps <b>in</b> \"{O}resund", 9),
            selected("hep-th/9901001", f"{RTL}: a survey", 8),
            selected("2509.00003", "Wavelengthdependentattenuationcoefficient" * 4, 6),
        ),
        rejected=(
            Rejected(id="2509.00004", title="Lamps on land", relevance=5, score=0.48, reason="Below the cutoff of 6."),
            Rejected(
                id="2509.00005",
                title="Fish at $10^{-3}$ lux",
                relevance=3,
                score=0.3,
                reason="Nearest is Sleeping fish.",
                url="https://arxiv.org/abs/2509.00005",
            ),
            Rejected(id="2509.00006", title="A proof", relevance=1, score=0.02, reason="Nothing matches."),
            Rejected(id="2509.00007", title="Never", relevance=None, score=None, reason="Holds a word that never may."),
        ),
        failed=(
            Failure(id="2509.00008", error="no abstract", title="A title alone"),
            Failure(id="2509.00009", error="line 9 is not JSON"),
        ),
        revisions=(
            Revision(
                id="2508.00001",
                title="Old lamps",
                from_version=1,
                to_version=2,
                changes=(
                    Change(
                        field="abstract",
                        runs=(("same", "The error is"), ("removed", "$1/n$"), ("added", "<i>small</i>"), ("same", ".")),
                    ),
                ),
            ),
        ),
        checks=(Check(category="physics.ao-ph", received=9, listed=9, listed_date=DATE),),
        made_by=MADE_BY,
    )


def an_empty_day(state: str = "quiet", message: str = "The list agrees.", on: date = date(2025, 9, 13)) -> Day:
    return Day(
        date=on,
        source="arxiv_feed",
        state=state,
        message=message,
        profile=PROFILE,
        selected=(),
        rejected=(),
        failed=(),
        made_by=MADE_BY,
    )


def a_large_day(announced: int = 1500, chosen: int = 30) -> Day:
    """A full arXiv day, for the clock."""
    papers = tuple(selected(f"2509.{n:05d}", rf"Law {n} of $\alpha_{{{n}}}$ lamps", 10 - n // 8) for n in range(chosen))
    others = tuple(
        Rejected(
            id=f"2509.{n:05d}",
            title=rf"On $x^{{{n}}}$ and \'etudes of lamps, part {n}",
            relevance=1 + (n % 5),
            score=round(0.5 - n / 4000, 4),
            reason="Nearest is Light under water, below the cutoff of 6.",
            url=f"https://arxiv.org/abs/2509.{n:05d}",
        )
        for n in range(chosen, announced)
    )
    return a_day().model_copy(update={"selected": papers, "rejected": others, "failed": (), "revisions": ()})


def a_hostile_day(vectors: list[str]) -> Day:
    """Every vector in every text field of the day."""
    rows, others, failures = [], [], []
    for number, bad in enumerate(vectors):
        row = selected(f"{number} {bad}", bad, 7, f"We propose a law {bad} and {bad}.", comment=bad, doi=bad)
        paper = row.paper.model_copy(
            update={
                "url": bad if ":" in bad else f"https://example.org/{bad}",
                "authors": (Author(name=bad),),
                "categories": (bad, "cs.CV"),
                "journal_ref": bad,
                "licence": bad,
            }
        )
        said = Statement(text=bad, kind="our-inference", spans=())
        rows.append(
            row.model_copy(
                update={
                    "paper": paper,
                    "criterion": bad,
                    "reason": bad,
                    "novelty": bad,
                    "evidence": (*row.evidence, span(bad, bad, "title")),
                    "digest": Digest(task=said, gap=said, method=says(paper.abstract, f"law {bad}")),
                }
            )
        )
        others.append(Rejected(id=bad, title=bad, relevance=2, score=0.2, reason=bad, url=bad))
        failures.append(Failure(id=bad, error=bad, title=bad))
    everything = " ".join(vectors)
    change = Change(field="title", runs=(("removed", everything), ("added", everything), ("same", everything)))
    return a_day().model_copy(
        update={
            "source": everything,
            "message": everything,
            "profile": PROFILE.model_copy(
                update={
                    "title": everything,
                    "taste": everything,
                    "criteria": tuple(Criterion(name=bad, relevant=bad, not_relevant=bad) for bad in vectors),
                }
            ),
            "selected": tuple(rows),
            "rejected": tuple(others),
            "failed": tuple(failures),
            "revisions": (Revision(id=everything, title=everything, from_version=1, to_version=2, changes=(change,)),),
            "checks": (Check(category=everything, received=1, listed=2, note=everything),),
            "made_by": MadeBy(litmus=everything, selection=everything, profile=everything, read=everything),
        }
    )


VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)">',
    "<img src=`x`onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "` onclick=`alert(1)`",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    r"$\text{<script>alert(1)</script>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(//evil.test)}{x}$",
    r"$\class{x' onclick='alert(1)}{x}$",
    r"$\unicode{x3c}script\unicode{x3e}$",
    r"$\mbox{</mtext></math><img src=x onerror=alert(1)>}$",
    r"$\color{red;background:url(//evil.test)}{x}$",
    r"$\operatorname{<img src=x onerror=alert(1)>}$",
    r"$\hspace{1em' onclick='alert(1)}$",
    r"$\text{&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;}$",
    r"$</math><script>alert(1)</script>$",
    r"\(<img src=x onerror=alert(1)>\)",
    r"\emph{<script>alert(1)</script>}",
    r"\url{javascript:alert(1)}",
    r"\href{javascript:alert(1)}{click}",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\u2028script:alert(1)",
    " javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.test/x",
    "https://user:pass@evil.test/",
    "https://example.org/' onclick='alert(1)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://evil.test' ping='//evil.test'>x</a>",
    "<iframe src=//evil.test></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.test/x.swf>",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<style>@import '//evil.test/x.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<base href=//evil.test/>",
    "<form action=//evil.test><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<x onclick=alert(1)>click</x>",
    "{{ 7*7 }}{% raw %}{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "${alert(1)}",
    "<%= 7*7 %>",
    "[x](javascript:alert(1))",
    "![x](//evil.test/x.png)",
    "[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "```\n<script>alert(1)</script>\n```",
    "| a | b |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "＜script＞alert(1)＜/script＞",
    "\u202e<script>alert(1)</script>",
    "\x00<script>alert(1)</script>\x0b\x1b[31m",
    "../../../etc/passwd",
    "..\\..\\x",
    "con",
    "x" * 400,
]
