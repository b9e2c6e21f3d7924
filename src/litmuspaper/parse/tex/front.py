"""Title, authors and abstract, as the common classes give them."""

import re

from litmuspaper.parse.tex.inline import Inline
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.rich import Rich
from litmuspaper.parse.tex.scan import Source

_TITLE = re.compile(r"\\(?:title|icmltitle|Title|papertitle|TITLE|mytitle|ntitle|arttitle)(?![A-Za-z])\s*\*?")
_AUTHOR = re.compile(r"\\(?:author|icmlauthor|Author|name|authors|AUTHOR)(?![A-Za-z])\s*\*?")
_ABSTRACT = re.compile(r"\\(?:abstract|abst|ABSTRACT|Abstract|sABSTRACT)(?![A-Za-z])\s*(?=\{)")
_DATE = re.compile(r"\\(date|copyrightyear|acmYear|submitted|received|accepted|pubyear|confYear)(?![A-Za-z])\s*")
_PREAMBLE = 100_000
_LOADED = re.compile(r"\\(?:usepackage|documentclass|RequirePackage)\s*(?:\[[^\]]{0,400}\]\s*)?\{([^{}]{0,300})\}")
_STYLE = re.compile(
    r"(neurips|nips|icml|iclr|aaai|acl|emnlp|naacl|eacl|coling|ijcai|corl|colm|interspeech|uai|aistats|colt|midl|cvpr|iccv|"
    r"eccv|wacv|kdd|miccai|isbi|icassp)[_-]?(20\d\d|\d\d)(?!\d)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\\(?:and|And|AND|AuthorBlock|authorblock)(?![A-Za-z])|\\end\s*\{tabular\}\s*\\begin\s*\{tabular\}"
)
_LINE = re.compile(r"\\\\(?:\[[^\]]*\])?|\\newline(?![A-Za-z])|\n\s*\n|\\affaddr|\\affil(?:iation)?(?![A-Za-z])")
_BLOCK_NAMES = re.compile(r"\\(?:IEEEauthorblockN|authorname|fnm|firstname)\s*(?=\{)")
_DROPPED = re.compile(
    r"\\(?:thanks|footnotemark|footnote|inst|orcid\w*|textsuperscript|email|IEEEmembership|IEEEauthorrefmark|"
    r"affiliationmark|IEEEauthorblockA|institute|href|hspace|vspace|samethanks|fnref|tnoteref|corref|cormark|fnmark|"
    r"authormark|sup|thanksref|address|altaffiliation|altaffilmark|footnotetext|url|texttt|ORCID|includegraphics)"
    r"(?![A-Za-z])\s*\*?"
)
_NOT_NAMES = re.compile(
    r"@|\d|\b(?:university|universit\w*|institut\w*|department|dept|laborator\w*|college|school|center|centre|research|"
    r"google|microsoft|inc|corporation|academy|faculty|equal|contribution|correspond\w*|https?|e-?mail|team|authors?|"
    r"anonymous|submission|paper|labs?|group|division|hospital|foundation|ltd|gmbh|independent|author)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\\(?:section|begin\s*\{document\}|maketitle)")


def read_title(source: Source, context: Context) -> str:
    """The title on one line; empty where none is given."""
    for found in _TITLE.finditer(source.text):
        at = source.pass_over(found.end(), len(source.text), "o")
        group = source.group(at, len(source.text))
        if group and source.text[group[0] - 1 : group[0]] == "{":
            title = Inline(source, context).plain(group[0], group[1])
            if title:
                return title[:1000]
    return ""


def read_dates(source: Source, context: Context) -> list[str]:
    """What the preamble says of the paper's date: its own, its journal's or conference's, and its style file's."""
    found = []
    for match in [*_DATE.finditer(source.text)][:20]:
        at = source.pass_over(match.end(), len(source.text), "o")
        group = source.group(at, len(source.text))
        said = Inline(source, context).plain(group[0], group[1]) if group and group[1] - group[0] < 300 else ""
        if re.search(r"(?:19|20)\d\d", said):
            found.append(f"\\{match[1]} {said}")
    for loaded in _LOADED.finditer(source.text[:_PREAMBLE]):
        for name in loaded[1].split(","):
            if style := _STYLE.match(name.strip()):
                found.append(f"style {style[1].lower()} {'' if len(style[2]) == 4 else '20'}{style[2]}")
    return list(dict.fromkeys(found))


def read_authors(source: Source, context: Context) -> tuple[str, ...]:
    """The authors' names in order; what looks like an affiliation or an address is left out."""
    names: list[str] = []
    stop = source.text.find("\\begin{thebibliography}")
    end = stop if stop >= 0 else len(source.text)
    for found in list(_AUTHOR.finditer(source.text, 0, end))[:300]:
        at = source.pass_over(found.end(), end, "oo")
        group = source.group(at, end)
        if group and source.text[group[0] - 1 : group[0]] == "{":
            names += _names(source.text[group[0] : group[1]], context)
    return tuple(dict.fromkeys(names))[:1000]


def _names(said: str, context: Context) -> list[str]:
    said = said[:60_000]
    blocks = [m.end() for m in _BLOCK_NAMES.finditer(said)]
    if blocks:
        source = Source(said)
        groups = [group for at in blocks if (group := source.group(at, len(said)))]
        return [name for a, b, _ in groups for name in _split(said[a:b], context)]
    names: list[str] = []
    for part in _PARTS.split(said):
        lines = [line for line in _LINE.split(_without(part)) if line.strip("{} \n\t,~")]
        # The name stands in the first line; more lines hold names only where each is a list of them.
        for n, line in enumerate(lines):
            found = _split(line, context)
            if n and (not found or not (len(found) > 1 and lines[n - 1].rstrip("}\n ").endswith(","))):
                if len(found) < 2 or _NOT_NAMES.search(line):
                    break
            names += found
    return names


def _without(part: str) -> str:
    """Without marks, notes and addresses, whose arguments are no names."""
    part = re.sub(r"\$[^$]{0,80}\$", " ", part)
    source, pieces, at = Source(part), list[str](), 0
    for found in _DROPPED.finditer(part):
        if found.start() < at:
            continue
        pieces += [part[at : found.start()], " "]
        at = source.pass_over(found.end(), len(part), "om")
        if found[0].startswith(("\\href", "\\footnotemark")):
            at = source.pass_over(found.end(), len(part), "m" if "href" in found[0] else "o")
    return "".join(pieces) + part[at:]


def _split(line: str, context: Context) -> list[str]:
    line = re.sub(r"\\(?:quad|qquad|hfill|enspace|hskip|AND|And|and)(?![A-Za-z])", ", ", _without(line))
    text = Inline(Source(line), context).plain(0, len(line))
    found = []
    for piece in re.split(r"\s*[,;·•]\s*|\s+(?:and|&)\s+|^and\s+", text):
        name = re.sub(r"[*†‡§¶‖∗⋆^_]|\s*\([^)]*\)", "", piece).strip(" .:~") if not piece.endswith("Jr.") else piece
        words = name.split()
        if 1 < len(words) < 8 and not _NOT_NAMES.search(name) and any(w[0].isupper() for w in words):
            found.append(name)
        elif words and len(words) == 1 and found and re.fullmatch(r"(?:Jr|Sr|II|III|IV)\.?", name):
            found[-1] = f"{found[-1]} {name}"
    return found


def find_abstract(source: Source) -> tuple[int, int] | None:
    """The place of the abstract's content, as an environment or as a command."""
    for start, found in source.environments.items():
        if found.name.lower().rstrip("*") in ("abstract", "onecolabstract", "abstractenv", "sciabstract", "quotation"):
            if found.name.startswith("quot") and "Abstract" not in source.text[max(0, start - 60) : start]:
                continue
            return source.pass_over(found.inside, found.stop, "o"), found.stop
    for command in _ABSTRACT.finditer(source.text):
        group = source.group(command.end(), len(source.text))
        if group and group[1] - group[0] > 40:
            return group[0], group[1]
    return None


def read_abstract(source: Source, context: Context) -> Rich:
    """The abstract as one paragraph; empty where there is none."""
    out = Rich()
    place = find_abstract(source)
    if place:
        Inline(source, context).write(place[0], place[1], out)
    return out
