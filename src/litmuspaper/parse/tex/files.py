"""A paper's TeX files become one text: the main file found, inputs put in place, comments gone, verbatim kept aside.

Nothing is executed or opened; `files` is all there is. Sizes and counts are bounded, so that loops and doubling
inputs end. arXiv's 00README (info.arxiv.org/help/00README) names the main file where it is present.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import basename, dirname, normpath, splitext

from litmuspaper.errors import ParseError

MAX_CHARS = 12_000_000
_MAX_INPUTS = 2_000
_MOST_OTHERS = 3
_PARTS = ("standalone", "subfiles", "beamer", "letter", "tikzposter")
_MAX_DEPTH = 24

_CLASS = re.compile(r"^[^%\n]*?\\document(?:class|style)\s*(?:\[[^\]]{0,500}\]\s*)?\{([^}\n]{0,80})\}", re.MULTILINE)
_TOPLEVEL = re.compile(r"([\w./+-]+\.\w+)[\"']?[\s,:]+(?:[\"']?usage[\"']?\s*[:=]\s*)?[\"']?toplevel", re.IGNORECASE)
# Control characters and those without a width, which the other parsers leave out too.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOKEN = re.compile(
    r"\\begin\s*\{(verbatim\*?|Verbatim\*?|lstlisting|minted|alltt|comment|filecontents\*?|code)\}"
    r"|\\(?:verb\*?|lstinline\s*(?:\[[^\]\n]*\])?|mintinline\s*\{\w*\})(?![A-Za-z])|%"
    r"|\\(?:url|nolinkurl|path|href)\s*\{[^{}\n]*\}|\\.",
    re.DOTALL,
)
_INPUT = re.compile(
    r"\\(input|include|subfile|subfileinclude|InputIfFileExists|subimport|import|includefrom|inputfrom)\*?"
    r"(?:\s*\{([^{}]{0,200})\}|[ \t]+([^\s{}\\]{1,200}))(?:\s*\{([^{}]{0,200})\})?"
)
_FI = re.compile(r"\\fi(?![A-Za-z])")
_DEAD_REACH = 20_000
_MOST_MISSING = 200
# What comes with TeX itself.
_OF_TEX = frozenset(
    "glyphtounicode pdfglyphs epsf psfig xy xypic amssym pictex prepictex postpictex tikz miniltx".split()
)
_FILECONTENTS = re.compile(r"\\begin\{filecontents\*?\}\s*(?:\[[^\]]{0,400}\])?\s*\{([^}\n]{1,200})\}")


@dataclass
class Flat:
    """One TeX text with what was met on the way.

    `aside` holds verbatim stretches by number; `comments` joined are all comments, those on lines that follow each
    other on one line.
    """

    text: str = ""
    main: str = ""
    aside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    def leave_out(self, name: str, note: str) -> None:
        """Note once that a file which the source names was not there, or was empty."""
        if name not in self.missing and len(self.missing) < _MOST_MISSING:
            self.missing.append(name)
            self.notes.append(note)


def decode(data: bytes) -> str:
    """Text of a TeX file: UTF-8, UTF-16, or line by line Latin-1 where a line is not UTF-8; nothing invisible."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    elif len(data) > 3 and data[1::2].count(0) > 0.4 * (len(data) // 2):
        text = data.decode("utf-16-le", errors="replace")
    elif len(data) > 3 and data[::2].count(0) > 0.4 * (len(data) // 2):
        text = data.decode("utf-16-be", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\n".join(_line(line) for line in data.split(b"\n"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def flatten(files: Mapping[str, bytes]) -> Flat:
    """One text of all the files that the main file draws in.

    Args:
        files: contents by name, with `/` between folders.

    Returns:
        The text without comments, and notes of what was missing or left out.

    Raises:
        ParseError: no file looks like TeX, or they are too large together.
    """
    flat = Flat()
    names = {normpath(name.replace("\\", "/")).lstrip("/"): name for name in files}
    flat.main = find_main({clean: files[name] for clean, name in names.items()})
    if not flat.main:
        raise ParseError("no TeX file among the files", next_step="Give the paper's LaTeX source")
    reader = _Inputs(files, names, flat)
    flat.text = reader.read(flat.main, (), dirname(flat.main))
    others = [name for name in sorted(names) if name not in reader.cleaned and _is_a_paper(name, files[names[name]])]
    flat.notes += [f"another document lies beside it, not read: {name}" for name in others[:_MOST_OTHERS]]
    return flat


def find_main(files: Mapping[str, bytes]) -> str:
    """The name of the file that LaTeX would be run on.

    Args:
        files: contents by name.

    Returns:
        The best candidate by its class, content, name and place; empty where no file looks like TeX.
    """
    texts = {n: decode(d[: 4 * MAX_CHARS]) for n, d in files.items() if _may_be_tex(n, d)}
    for name, data in files.items():
        if basename(name).lower().startswith("00readme") and (said := _TOPLEVEL.search(decode(data[:20_000]))):
            wanted = normpath(said[1])
            if wanted in texts:
                return wanted
    if not texts:
        return ""
    drawn = {splitext(basename((m[2] or m[3] or "").strip()))[0] for t in texts.values() for m in _INPUT.finditer(t)}
    return max(sorted(texts), key=lambda name: (_fitness(name, texts[name], drawn, files), len(texts[name])))


def _may_be_tex(name: str, data: bytes) -> bool:
    ending = splitext(name)[1].lower()
    if ending in (".tex", ".ltx", ".latex"):
        return True
    known = ".sty .cls .bst .bib .bbl .pdf .png .jpg .jpeg .eps .ps .gif .svg .txt .md .csv .json .log .aux .def .clo"
    return ending not in known.split() and (b"\\document" in data[:200_000] or b"\\begin" in data[:200_000])


def _is_a_paper(name: str, data: bytes) -> bool:
    """Whether a file is a document with a title; pictures and parts of another document are not."""
    text = decode(data[: 4 * MAX_CHARS]) if _may_be_tex(name, data) else ""
    found = _CLASS.search(text)
    return bool(found and found[1].strip() not in _PARTS and "\\begin{document}" in text and "\\title" in text)


def _fitness(name: str, text: str, drawn: set[str], files: Mapping[str, bytes]) -> float:
    stem = splitext(basename(name))[0]
    found = _CLASS.search(text)
    score = 10.0 if found else 0.0
    if found and found[1].strip() in _PARTS:
        score -= 9
    score += 4 * ("\\begin{document}" in text) + ("\\maketitle" in text) + ("\\begin{abstract}" in text)
    score += 2 * (f"{splitext(name)[0]}.bbl" in files) + (stem.lower() in ("main", "ms", "paper", "article", "root"))
    score -= 6 * (stem in drawn)
    score -= 5 * bool(re.search(r"supp|response|rebuttal|cover|poster|reply|review|letter|diff", stem, re.IGNORECASE))
    return score - name.count("/")


class _Inputs:
    """Reads files into one text, each input in its place."""

    def __init__(self, files: Mapping[str, bytes], names: Mapping[str, str], flat: Flat) -> None:
        self.files, self.names, self.flat = files, names, flat
        self.count = self.size = 0
        self.lower: dict[str, str] = {}
        for name in names:
            self.lower.setdefault(name.lower(), name)
            self.lower.setdefault(basename(name).lower(), name)
        self.cleaned: dict[str, str] = {}

    def read(self, name: str, above: tuple[str, ...], folder: str) -> str:
        """The text of one file with its inputs in place; `above` are the files that drew it in."""
        text = self._clean(name)
        self.size += len(text)
        if self.size > MAX_CHARS:
            raise ParseError(
                f"more than {MAX_CHARS:,} characters of TeX", where=name, next_step="Give the paper's own source only"
            )
        if above:
            text = _body_of(text)
        pieces, at = [], 0
        for found in _INPUT.finditer(text):
            pieces.append(text[at : found.start()])
            pieces.append(self._drawn(found, (*above, name), folder))
            at = found.end()
        pieces.append(text[at:])
        return "".join(pieces)

    def _drawn(self, found: re.Match[str], above: tuple[str, ...], folder: str) -> str:
        wanted = (found[2] or found[3] or "").strip().strip('"')
        rest = f"{{{found[4]}}}" if found[4] is not None else ""
        if found[1] in ("import", "subimport", "includefrom", "inputfrom") and found[4]:
            base = wanted if found[1] in ("import", "includefrom") else f"{folder}/{wanted}"
            wanted, folder, rest = f"{base}/{found[4].strip()}", base, ""
        self.count += 1
        name = self.find(wanted, folder)
        if name is None or "#" in wanted or "\\" in wanted:
            if wanted and "#" not in wanted and wanted not in self.flat.missing and _must_be_there(found, wanted):
                self.flat.leave_out(wanted, f"\\{found[1]} of {wanted}: not found, left out")
            return rest
        if name in above or len(above) > _MAX_DEPTH or self.count > _MAX_INPUTS:
            self.flat.notes.append(f"\\{found[1]} of {wanted}: it draws itself in or lies too deep, left out there")
            return rest
        return f"{self.read(name, above, folder)}{rest}"

    def find(self, wanted: str, folder: str) -> str | None:
        """The file that an input means, with or without its ending, in the folder or at the top."""
        for base in dict.fromkeys((folder, dirname(self.flat.main), "")):
            for ending in (".tex", "", ".bbl", ".ltx"):
                path = normpath(f"{base}/{wanted}{ending}" if base else f"{wanted}{ending}")
                if path in self.names:
                    return path
                if path.lower() in self.lower:
                    return self.lower[path.lower()]
        return self.lower.get(f"{basename(wanted)}.tex".lower())

    def _clean(self, name: str) -> str:
        if name not in self.cleaned:
            data = self.files[self.names[name]]
            if len(data) > 4 * MAX_CHARS:
                raise ParseError(
                    f"{len(data):,} bytes of TeX in one file", where=name, next_step="Give the paper's own source only"
                )
            text = decode(data)
            if len(text) > MAX_CHARS:
                raise ParseError(
                    f"{len(text):,} characters of TeX in one file",
                    where=name,
                    next_step="Give the paper's own source only",
                )
            self.cleaned[name] = uncomment(text, self.flat)
        return self.cleaned[name]


def _must_be_there(found: re.Match[str], wanted: str) -> bool:
    """Whether LaTeX would stop where this input is not there: it does not in dead branches and where the paper asks."""
    stem = splitext(wanted)[0]
    if found[1] == "InputIfFileExists" or stem.lower() in _OF_TEX:
        return False
    before = found.string[max(0, found.start() - _DEAD_REACH) : found.start()]
    if "\\end{document}" in before or before.rfind("\\iffalse") > max(
        (m.start() for m in _FI.finditer(before)), default=-1
    ):
        return False
    return f"\\IfFileExists{{{stem}" not in before[-200:]


def _body_of(text: str) -> str:
    """A drawn file without a preamble of its own, up to its end."""
    start = text.find("\\begin{document}")
    if start >= 0:
        text = text[start + len("\\begin{document}") :]
    for stop in ("\\end{document}", "\\endinput"):
        end = text.find(stop)
        if end >= 0:
            text = text[:end]
    return text


def uncomment(text: str, flat: Flat) -> str:
    """The text without comments; verbatim stretches go to `flat.aside` and leave a numbered mark.

    Args:
        text: a TeX file.
        flat: takes the verbatim stretches, the comments, and the files given by filecontents.

    Returns:
        The text that TeX would read.
    """
    pieces: list[str] = []
    at = 0
    unclosed: set[str] = set()
    while found := _TOKEN.search(text, at):
        pieces.append(text[at : found.start()])
        sign = found[0]
        if sign == "%":
            flat.comments.append("\n" if text[at : found.start()].strip() else " ")
            at = _after_comment(text, found.start(), pieces, flat)
        elif found[1]:
            at = _after_verbatim(text, found, flat, pieces, unclosed)
        elif sign.endswith("}"):  # a percent sign in an address is no comment
            pieces.append(sign)
            at = found.end()
        elif len(sign) > 2:
            at = _after_verb(text, found.end(), flat, pieces)
        else:
            pieces.append(sign)
            at = found.end()
    pieces.append(text[at:])
    return "".join(pieces)


def _after_comment(text: str, start: int, pieces: list[str], flat: Flat) -> int:
    end = text.find("\n", start)
    flat.comments.append(text[start + 1 : end if end >= 0 else len(text)])
    if end < 0:
        return len(text)
    after = end + 1
    while after < len(text) and text[after] in " \t":
        after += 1
    if after < len(text) and text[after] == "\n":
        pieces.append("\n")  # an empty line after a comment still ends the paragraph
        return after
    if re.search(r"\\[A-Za-z@]+$", text[max(0, start - 40) : start]):
        pieces.append(" ")
    return after


def _after_verbatim(text: str, found: re.Match[str], flat: Flat, pieces: list[str], unclosed: set[str]) -> int:
    name = found[1]
    stop = f"\\end{{{name}}}"
    end = -1 if name in unclosed else text.find(stop, found.end())
    if end < 0:
        unclosed.add(name)
        return found.end()
    if name.startswith("filecontents") and (opened := _FILECONTENTS.match(text, found.start())):
        flat.files.setdefault(opened[1].strip(), text[opened.end() : end])
    elif name == "comment":
        flat.comments += ["\n", " ".join(text[found.end() : end].split()), "\n"]
    elif name not in ("filecontents", "filecontents*"):
        pieces.append(f"\n\n\x02{len(flat.aside)}\x03\n\n")
        flat.aside.append(text[found.end() : end])
    return end + len(stop)


def _after_verb(text: str, start: int, flat: Flat, pieces: list[str]) -> int:
    stop = {"{": "}"}.get(text[start : start + 1], text[start : start + 1])
    end = text.find(stop, start + 1, start + 1000) if stop and not stop.isspace() else -1
    if end < 0:
        return start
    pieces.append(f"\x02{len(flat.aside)}\x03")
    flat.aside.append(text[start + 1 : end])
    return end + 1
