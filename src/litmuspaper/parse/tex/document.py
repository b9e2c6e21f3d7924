"""A paper's TeX source becomes a document.

The files are flattened, macros expanded, and the text read in one pass; nothing is executed. The numbers of sections,
floats and formulas are those that LaTeX would print.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder
from litmuspaper.parse.hidden import addressed, pieces, spelled, unspelled
from litmuspaper.parse.prose import write_front
from litmuspaper.parse.tex.bib import Entry, read_list
from litmuspaper.parse.tex.bibfile import read_bib
from litmuspaper.parse.tex.body import Body
from litmuspaper.parse.tex.define import Definitions
from litmuspaper.parse.tex.files import Flat, decode, flatten, uncomment
from litmuspaper.parse.tex.front import read_abstract, read_authors, read_dates, read_title
from litmuspaper.parse.tex.hidden import conceal
from litmuspaper.parse.tex.inline import Inline
from litmuspaper.parse.tex.macros import Expander
from litmuspaper.parse.tex.numbers import Counter, Numbers
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.scan import Source
from litmuspaper.parse.tex.shapes import CITES
from litmuspaper.types import Author, Document, Paper

_CLASS = re.compile(r"\\document(?:class|style)\s*(?:\[[^\]]{0,400}\]\s*)?\{([^{}]*)\}")
_PACKAGES = re.compile(r"\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]{0,400}\]\s*)?\{([^{}]*)\}")
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|addbibresource|addglobalbib)\s*(?:\[[^\]]{0,400}\]\s*)?\{([^{}]*)\}")
_CITED = re.compile(
    rf"\\(?:{'|'.join(sorted(CITES, key=len, reverse=True))}|nocite)\*?\s*(?:\[[^\]]{{0,400}}\]\s*)*\{{([^{{}}]*)\}}"
)
_LIST = re.compile(r"\\begin\s*\{thebibliography\}")
_MAX_STYLE = 400_000
# Lists of abbreviations that come with bibliography styles and hold no works.
_OF_STYLES = frozenset("IEEEabrv IEEEfull IEEEexample abbrv strings abbrev_short abbrev_full".split())
_HEADED = ("references", "bibliography", "literature cited", "literature", "references and notes")


@dataclass(frozen=True)
class TexReading:
    """What was read of a source: the main file, files that were not there, and what was left out."""

    main: str
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parse_tex(files: Mapping[str, bytes]) -> Document:
    """Read a paper's TeX source.

    Args:
        files: contents by name, with `/` between folders, as `net.archive.read_archive` gives them.

    Returns:
        The document; what is missing or broken in the source is passed over.

    Raises:
        ParseError: there is no TeX among the files, they hold no text, or they are too large.
    """
    document, reading = read_tex(files)
    if not document.text.strip():
        raise ParseError("no text in the TeX source", where=reading.main, next_step="Give the file that has the text")
    return document


def read_tex(files: Mapping[str, bytes]) -> tuple[Document, TexReading]:
    """Read a paper's TeX source, and say what was missing of it; errors are those of `parse_tex`.

    Args:
        files: contents by name, with `/` between folders.

    Returns:
        The document, empty where the source holds no text, and what was met on the way.
    """
    flat = flatten(files)
    definitions = _style_definitions(files, flat)
    expander = Expander(definitions)
    text = expander.expand(flat.text)
    if expander.spent:
        flat.notes.append("macros expand beyond the limit; the rest stands as it is")
    source, concealed = conceal(Source(unspelled(text)))
    text = source.text
    start, end = _bounds(text)
    hidden = _hidden(flat, text[end:], concealed)
    document_class = found[1].strip() if (found := _CLASS.search(text)) else ""
    numbers = Counter(source, document_class, definitions.theorems).run()
    entries = _references(files, flat, text)
    context = _context(source, numbers, entries, flat)
    document = _document(source, context, numbers, entries, (start, end), (hidden, tuple(flat.missing)))
    return document, TexReading(flat.main, document.missing, tuple(flat.notes))


def _bounds(text: str) -> tuple[int, int]:
    opening, closing = text.find("\\begin{document}"), text.find("\\end{document}")
    start = opening + len("\\begin{document}") if opening >= 0 else 0
    return start, closing if closing > start else len(text)


def _hidden(flat: Flat, after: str, concealed: list[str]) -> tuple[str, ...]:
    """What a reader of the printed paper does not see; of comments and dead branches what speaks to a machine."""
    left = after.removeprefix("\\end{document}")
    asides = [*flat.comments, *(f"\n{' '.join(part.split())}" for part in _dead(flat.text))]
    return pieces([*concealed, left, *spelled(flat.text), *addressed("".join(asides))])


def _dead(text: str) -> Iterator[str]:
    """What stands in branches that are never taken."""
    at = -1
    for _ in range(1_000):
        at = text.find("\\iffalse", at + 1)
        end = text.find("\\fi", at + 8)
        if at < 0 or end < 0:
            return
        yield text[at + 8 : end]


def _style_definitions(files: Mapping[str, bytes], flat: Flat) -> Definitions:
    """What the paper's own style files define; those of publishers bring little that is printed, and no harm."""
    definitions = Definitions()
    said = _PACKAGES.findall(flat.text[:200_000])
    wanted = {name.strip() for names in said for name in names.split(",")}
    stems = {splitext(basename(name))[0]: name for name in files if name.endswith((".sty", ".tex")) or "." not in name}
    for package in sorted(wanted):
        name = stems.get(basename(package))
        if name and name.endswith(".sty") and len(files[name]) < _MAX_STYLE:
            Expander(definitions).expand(uncomment(decode(files[name]), Flat()))
    return definitions


def _references(files: Mapping[str, bytes], flat: Flat, text: str) -> list[Entry]:
    """The reference list: in the text, else in a .bbl file, else from .bib files by what is cited."""
    if place := _LIST.search(text):
        found = read_list(text[place.end() :])
        if found:
            return found
    for name in _bbl_names(files, flat):
        found = read_list(Expander().expand(uncomment(decode(files[name]), Flat())))
        if found:
            return found
    keys = [key.strip() for group in _CITED.findall(text) for key in group.split(",")]
    found = _from_bib(files, flat, text, list(dict.fromkeys(key for key in keys if key)))
    for name in () if found else _bbl_names(files, flat):
        flat.leave_out(name, f"bibliography {name}: no entry in it")
    return found


def _bbl_names(files: Mapping[str, bytes], flat: Flat) -> list[str]:
    own = f"{splitext(flat.main)[0]}.bbl"
    lists = sorted(name for name in files if name.lower().endswith(".bbl"))
    return sorted(lists, key=lambda name: (name != own, dirname(name) != dirname(flat.main), name))[:3]


def _from_bib(files: Mapping[str, bytes], flat: Flat, text: str, keys: list[str]) -> list[Entry]:
    named = {n.strip().removesuffix(".bib") for group in _BIBLIOGRAPHY.findall(text) for n in group.split(",")}
    texts = {name: decode(data) for name, data in files.items() if name.lower().endswith(".bib")}
    texts |= {name: said for name, said in flat.files.items() if name.lower().endswith(".bib")}
    stems = {basename(name) for name in named}
    used = [name for name in sorted(texts) if splitext(basename(name))[0] in stems] or sorted(texts)
    read = {splitext(basename(name))[0]: bool(texts[name].strip()) for name in used}
    for name in sorted(named):
        if not read.get(basename(name)) and basename(name) not in _OF_STYLES and not re.search(r"[#\\]", name):
            lack = "empty" if basename(name) in read else "not found, left out"
            flat.leave_out(f"{name}.bib", f"bibliography {name}.bib: {lack}")
    entries: dict[str, Entry] = {}
    for name in used:
        entries = read_bib(texts[name], None if "*" in keys else set(keys)) | entries
    if "*" in keys:
        return list(entries.values())
    lowered = {key.lower(): entry for key, entry in entries.items()}
    return [entry for key in keys if (entry := entries.get(key) or lowered.get(key.lower()))]


def _context(source: Source, numbers: Numbers, entries: list[Entry], flat: Flat) -> Context:
    names = {entry.key: name for entry in entries if (name := entry.name())}
    context = Context(numbers.labels, numbers.kinds, {}, names, flat.aside)
    inline = Inline(source, context)
    for label, at in numbers.titles.items():
        shape = re.compile(r"\\[A-Za-z]+\*?\s*(?:\[[^\]]{0,400}\])?\s*").match(source.text, at)
        group = source.group(shape.end(), len(source.text)) if shape else None
        if group:
            context.titles[label] = inline.plain(group[0], group[1])
    return context


def _document(
    source: Source,
    context: Context,
    numbers: Numbers,
    entries: list[Entry],
    bounds: tuple[int, int],
    aside: tuple[tuple[str, ...], tuple[str, ...]],
) -> Document:
    builder = Builder()
    title, abstract = write_front(builder, read_title(source, context), read_abstract(source, context).prose())
    Body(source, context, numbers, builder).write(*bounds)
    if entries:
        headed = any(section.title.strip(".: ").lower() in _HEADED for section in builder.sections[-1:])
        if not headed:
            builder.open_section("References", 1)
        for entry in entries:
            fields = {"title": entry.title, "authors": entry.authors, "year": entry.year, "venue": entry.venue}
            builder.reference(entry.key, entry.raw, doi=entry.doi, arxiv=entry.arxiv, **fields)
    authors = tuple(Author(name=name) for name in read_authors(source, context))
    paper = Paper.model_construct(id="", title=title, abstract=abstract, authors=authors, source="tex")
    hidden, missing = aside
    return builder.document(paper, "tex", hidden, read_dates(source, context), missing)
