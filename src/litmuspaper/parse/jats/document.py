"""JATS, the XML of PubMed Central and many publishers (ANSI/NISO Z39.96), as one document.

A DOCTYPE is allowed, for every JATS file has one; entities of its own and anything outside the file are refused.
"""

from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder
from litmuspaper.parse.decoding import check_size
from litmuspaper.parse.jats.body import Body
from litmuspaper.parse.jats.hidden import conceal
from litmuspaper.parse.jats.references import ReferenceList
from litmuspaper.parse.prose import Prose, write_front
from litmuspaper.types import Author, Document, Paper
from litmuspaper.types.base import one_line

DEEPEST = 200
_AGAIN = "Check that it is the article's JATS XML, or give its PDF or HTML"


def parse_jats(data: bytes) -> Document:
    """Read one article.

    Args:
        data: the XML file, in any encoding that it declares.

    Returns:
        The document; keys of citations are the `id`s of the reference list.

    Raises:
        ParseError: it is no JATS article, not well-formed, nested too deep, or declares entities of its own.
    """
    check_size(data, "JATS file")
    root = _tree(data)
    hidden = conceal(root, data)
    article = root if root.tag == "article" else next(root.iter("article"), None)
    if article is None:
        raise ParseError(f"the XML's first element is {root.tag[:40]!r}, not a JATS article", next_step=_AGAIN)
    front = article.find("front") if article.find("front") is not None else article.find("front-stub")
    meta = front.find("article-meta") if front is not None and front.tag == "front" else front
    references = ReferenceList(article)
    builder = Builder()
    body = Body(builder, article, references)
    title, abstract = write_front(builder, _title(meta, body), _abstract(meta, body))
    for extra in (meta.findall("abstract") if meta is not None else [])[1:]:
        body.section(extra, default="Abstract")
    for part in article.findall("body"):
        body.blocks(part, level=0)
    for part in article.findall("back"):
        body.back(part)
    for part in article.findall("floats-group"):
        body.blocks(part, level=0)
    references.write(builder)
    for part in (*article.findall("sub-article"), *article.findall("response")):
        body.sub_article(part)
    return builder.document(_paper(article, meta, title, abstract), "jats", hidden, _dated(meta))


def _tree(data: bytes) -> Element:
    """The root element; all tags without namespaces."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except XmlError as error:
        raise ParseError(f"the XML is broken: {error}", next_step=_AGAIN) from error
    except DefusedXmlException as error:
        raise ParseError("the XML declares entities of its own, which is never needed", next_step=_AGAIN) from error
    except (ValueError, LookupError, UnicodeError, RecursionError) as error:
        raise ParseError(f"the XML cannot be decoded: {error}"[:200], next_step=_AGAIN) from error
    layer, depth = [root], 0
    while layer:
        depth += 1
        if depth > DEEPEST:
            raise ParseError(f"the XML is nested deeper than {DEEPEST} levels", next_step=_AGAIN)
        for element in layer:
            element.tag = element.tag.rpartition("}")[2]
        layer = [child for element in layer for child in element]
    return root


def _title(meta: Element | None, body: Body) -> str:
    group = meta.find("title-group") if meta is not None else None
    main = group.find("article-title") if group is not None else None
    if group is None or main is None:
        return ""
    subtitle = group.find("subtitle")
    head = body.inline(main).done()
    return f"{head}: {body.inline(subtitle).done()}" if subtitle is not None else head


def _abstract(meta: Element | None, body: Body) -> Prose:
    """The first abstract as one paragraph; its headings stand in it as printed."""
    prose = Prose()
    first = meta.find("abstract") if meta is not None else None
    if first is None:
        return prose
    own_heading = first.find("title")
    for part in first.iter():
        if part.tag == "title" and part is not own_heading:
            body.into(part, prose)
            prose.add(": ")
        elif part.tag == "p":
            body.into(part, prose)
            prose.add(" ")
    return prose


def _paper(article: Element, meta: Element | None, title: str, abstract: str) -> Paper:
    ids = {
        e.get("pub-id-type", ""): one_line(e.text or "")
        for e in (meta if meta is not None else [])
        if e.tag == "article-id"
    }
    licence = next((e for e in article.iter("license")), None)
    journal = next((one_line("".join(e.itertext())) for e in article.iter("journal-title")), None)
    pmc = ids.get("pmc") or ids.get("pmcid")
    return Paper.model_construct(
        id=ids.get("doi") or (f"PMC{pmc.removeprefix('PMC')}" if pmc else "") or ids.get("pmid", ""),
        title=title,
        abstract=abstract,
        authors=tuple(_authors(meta)),
        journal_ref=journal or None,
        doi=ids.get("doi") or None,
        licence=next((v for k, v in licence.attrib.items() if k.endswith("href")), None)
        if licence is not None
        else None,
        source="jats",
    )


def _dated(meta: Element | None) -> list[str]:
    """The days that a journal gives, such as `received 2020-11-02` and `published 2021-03`."""
    found = []
    for day in [e for e in (meta.iter() if meta is not None else ()) if e.tag in ("pub-date", "date")]:
        parts = [day.findtext(name, "").strip() for name in ("year", "month", "day")]
        kind = "published" if day.tag == "pub-date" else day.get("date-type", "dated")
        if parts[0].isdecimal():
            found.append(f"{kind} {'-'.join(part for part in parts if part.isdecimal())}")
    return list(dict.fromkeys(found))[:8]


def _authors(meta: Element | None) -> list[Author]:
    found = []
    for person in meta.iter("contrib") if meta is not None else ():
        if person.get("contrib-type", "author") != "author":
            continue
        name = next((e for e in person.iter() if e.tag in ("name", "string-name", "collab")), None)
        if name is None:
            continue
        given, family = name.findtext("given-names", ""), name.findtext("surname", "")
        said = one_line(f"{given} {family}" if family else "".join(name.itertext()))
        orcid = next((e.text for e in person.iter("contrib-id") if e.get("contrib-id-type") == "orcid"), None)
        if said:
            found.append(Author(name=said, orcid=orcid.strip().rpartition("/")[2] if orcid else None))
    return found
