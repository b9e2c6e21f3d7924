"""Where the authors say that their code or data are: sentences of the paper that hold an address."""

import re
from collections.abc import Iterator, Sequence

from litmuspaper.digest.places import Placed
from litmuspaper.types import Document, Span, Statement

MOST = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:github|gitlab|huggingface|zenodo|osf)\.(?:com|co|org|io)/\S+")
_HOST = re.compile(
    r"github|gitlab|bitbucket|huggingface|zenodo|figshare|osf\.io|kaggle|dataverse|codeocean|sourceforge|dryad|doi\.org/"
    r"10\.(?:5281|17605|6084|7910)|project|\.io/|/data|/code|dataset",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\bour (?:\w+ ){0,3}(?:code|data|data ?sets?|models?|implementation|source|project|repository|weights|demo)|"
    r"\b(?:code|data|datasets?|models?|implementation|weights|materials?|scripts|repository|source)\b[^.]{0,80}\b(?:"
    r"available|released?|open[- ]sourced?|published|deposited|found|accessed|hosted)|"
    r"^(?:code|data|demo|project|models?|source code|code and data)\b[^.]{0,30}(?:[:—–-]|\bat\b|\bis\b|\bare\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\bwe (?:use|used|adopt|follow|employ|rely|implement(?:ed)?|download)|\bprovided by\b|\bofficial|\boriginal |"
    r"\bet al\b|\b(?:its|their) (?:code|implementation)|\bbuil(?:ds?|t) (?:up)?on\b|\bprior (?:method|work)",
    re.IGNORECASE,
)
MOST_ADDRESSES = 2  # of one sentence; more are a list of others' programs
_LONGEST = 300


def links(document: Document, sentences: Sequence[Placed]) -> tuple[Statement, ...]:
    """The sentences in which the authors offer their code, data or models at an address.

    Args:
        document: the paper.
        sentences: its sentences with their places.

    Returns:
        At most three quotes, each address once, in the order of the text.
    """
    seen: set[str] = set()
    found: list[Statement] = []
    for span, address in _offers(document, sentences):
        key = address.lower().rstrip("/.")
        if key not in seen and len(found) < MOST:
            seen.add(key)
            found.append(Statement(text=span.text, kind="paper-says", spans=(span,)))
    return tuple(found)


def _offers(document: Document, sentences: Sequence[Placed]) -> Iterator[tuple[Span, str]]:
    for one in sentences:
        text = one.sentence.text
        if one.kind in ("title", "related"):
            continue
        address = _ADDRESS.search(text)
        if address is None or not _HOST.search(address[0]) or len(_ADDRESS.findall(text)) > MOST_ADDRESSES:
            continue
        offered = _OFFER.search(text) or one.kind == "availability"
        if not offered or (
            _OTHERS.search(text)
            and not re.search(r"\bour (?:own )?(?:code|data|model|impl|source|repos)", text, re.IGNORECASE)
        ):
            continue
        span = (
            one.sentence if len(text) <= _LONGEST and "\n\n" not in text else _line(document, one.sentence, address[0])
        )
        yield span, address[0].strip("<>()[].,;")


def _line(document: Document, sentence: Span, address: str) -> Span:
    """The line of a long stretch in which an address stands."""
    at = document.text.index(address, sentence.start)
    start = max(document.text.rfind("\n", 0, at) + 1, sentence.start)
    end = document.text.find("\n", at)
    end = min(sentence.end, end if end >= 0 else sentence.end)
    if end - start > _LONGEST:
        start, end = at, at + len(address)
    return Span(start=start, end=end, text=document.text[start:end])
