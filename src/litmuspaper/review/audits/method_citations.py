"""R5: one method is cited by one work, and a table's venue and year agree with the bibliography."""

import re
from dataclasses import dataclass

from litmuspaper.review.metrics import direction
from litmuspaper.review.prose import finding, listed, not_assessed, place, prose, sentence_at, verified
from litmuspaper.types import Cell, Citation, Document, Finding, Reference, Span

AUDIT = "method_citations"
# A name has a capital beyond its first letter, or a digit: nnFormer, C2RF, UNetR; a capitalised word may precede it.
_NAME = re.compile(
    r"(?:(?:[A-Z][\w.+]*|\d?[A-Z]+)[ \u00a0])?(?=[\w.+*-]*(?:\w[A-Z]|"
    r"\d))[A-Za-z][\w.+*-]*\s*$|\d[A-Z][ \u00a0][A-Z][\w-]*\s*$"
)
_HEADED = re.compile(r"\b(?:pub|venue|year|publication|published|ref)\b", re.IGNORECASE)
_VENUE_YEAR = re.compile(r"^([A-Za-z][A-Za-z&. -]{1,14}?)?[\s,]*['’]?((?:19|20)?\d\d)$")
_COMMON = frozenset(
    "SOTA GPU CNN RNN LSTM GAN MLP VAE LLM LLMs RL NLP SGD BN PCA SVM KNN API 3D 2D EM "
    "MCMC NAS KD VQA QA SSL GNN GNNs CNNs "
    "GANs RNNs OOD ELBO CL FL NMT MT ASR TTS OCR HPO AutoML MRI CT MDP POMDP".split()
)
# `online LDA` is not the work that `LDA` is.
_VARIANT = re.compile(
    r"\b(?:online|deep|variational|hierarchical|sparse|neural|dynamic|supervised|"
    r"conditional|improved|multilingual|"
    r"\w+(?:ive|ical|ional)|modified|original|standard|fast|large|small)\s+$",
    re.IGNORECASE,
)
# A longer list beside a name says who used it.
MOST_KEYS = 3
_VENUES = {
    "aaai": r"AAAI",
    "acl": r"\bACL\b|Association for Computational Linguistics",
    "cvpr": r"CVPR|Computer Vision and Pattern Recognition",
    "eccv": r"ECCV|European Conference on Computer Vision",
    "emnlp": r"EMNLP|Empirical Methods",
    "iccv": r"ICCV|International Conference on Computer Vision",
    "iclr": r"ICLR|Learning Representations",
    "icml": r"ICML|International Conference on Machine Learning",
    "icra": r"ICRA|Robotics and Automation",
    "ijcai": r"IJCAI|Joint Conference on Artificial",
    "ijcv": r"IJCV|International Journal of Computer Vision",
    "interspeech": r"Interspeech",
    "kdd": r"KDD|Knowledge Discovery",
    "miccai": r"MICCAI|Medical Image Computing",
    "mia": r"Medical Image Analysis",
    "naacl": r"NAACL|North American Chapter",
    "neurips": r"NeurIPS|NIPS|Neural Information Processing",
    "nips": r"NeurIPS|NIPS|Neural Information Processing",
    "sigir": r"SIGIR",
    "siggraph": r"SIGGRAPH",
    "tip": r"\bTIP\b|Transactions on Image Processing",
    "tmi": r"\bTMI\b|Transactions on Medical Imaging",
    "tnnls": r"TNNLS|Transactions on Neural Networks",
    "tpami": r"TPAMI|Pattern Analysis and Machine Intelligence",
    "wacv": r"WACV|Applications of Computer Vision",
    "www": r"\bWWW\b|World Wide Web|Web Conference",
}


@dataclass(frozen=True)
class _Use:
    """One place where a name stands before a citation."""

    name: str
    keys: frozenset[str]
    start: int


def audit(document: Document) -> list[Finding]:
    """Tie method names to the works cited beside them, and tables of venues to those works."""
    references = {r.key: r for r in document.references}
    if not references or not document.citations:
        return not_assessed(AUDIT, "no reference list or no citation was found")
    uses = _uses(document)
    found, double = _two_keys(document, uses, references)
    repeated = [places for places in uses.values() if len(places) > 1]
    if repeated and not found:
        found.append(
            verified(AUDIT, f"{len(repeated)} names that are cited more than once are cited by the same works")
        )
    found += _venues(document, {name: places for name, places in uses.items() if name not in double}, references)
    return found or not_assessed(AUDIT, "no method is cited by name more than once, and no table gives venues")


def _uses(document: Document) -> dict[str, list[_Use]]:
    """Names that stand directly before a citation, by their folded form."""
    text = prose(document)
    uses: dict[str, list[_Use]] = {}
    for citation in document.citations:
        before = text[max(0, citation.start - 40) : citation.start].rstrip("~ ")
        match = _NAME.search(before)
        few = len(citation.keys) <= MOST_KEYS
        if (
            match
            and few
            and not _VARIANT.search(before[: match.start()])
            and match[0].strip() not in _COMMON
            and not direction(match[0])
            and _bracketed(document, citation)
        ):
            name = match[0].strip()
            uses.setdefault(_fold(name), []).append(_Use(name, frozenset(citation.keys), citation.start))
    return uses


def _bracketed(document: Document, citation: Citation) -> bool:
    return document.text[citation.start : citation.start + 1] in "([\\"


def _two_keys(
    document: Document, uses: dict[str, list[_Use]], references: dict[str, Reference]
) -> tuple[list[Finding], set[str]]:
    """Names that stand before two unlike citations, as findings and folded."""
    found: list[Finding] = []
    double: set[str] = set()
    title = _fold(document.paper.title)
    for name, places in uses.items():
        if name in title:  # who uses the paper's own subject is cited beside its name
            continue
        first = places[0]
        other = next((u for u in places[1:] if not u.keys & first.keys), None)
        # Where one place cites both, they belong together.
        if other is None or any(u.keys & first.keys and u.keys & other.keys for u in places):
            continue
        keys = [sorted(first.keys)[0], sorted(other.keys)[0]]
        if not all(key in references for key in keys) or len(places) > 8:
            continue
        double.add(name)
        agree = _row_venue(
            document, first.name, [references[k] for u in (first, other) for k in sorted(u.keys) if k in references]
        )
        found.append(
            finding(
                AUDIT,
                "question",
                "info",
                f"{first.name} is cited as {_shown(first, references)} in one place and "
                f"as {_shown(other, references)} in another{agree[0]}",
                spans=(sentence_at(document, first.start), sentence_at(document, other.start), *agree[1]),
                printed=(document.text[first.start : first.start + 60].split(")")[0].split("]")[0][:60],),
                clears_if="both works are meant, or the name stands for two methods",
            )
        )
    return found, double


def _shown(use: _Use, references: dict[str, Reference]) -> str:
    said = [f"{k} ({references[k].year})" if k in references and references[k].year else k for k in sorted(use.keys)]
    return listed(said, 3)


def _row_venue(document: Document, name: str, works: list[Reference]) -> tuple[str, tuple[Span, ...]]:
    """What a table's venue cell says of two works of the same name."""
    for row_name, cell in _venue_cells(document):
        if _fold(row_name.text) == _fold(name):
            fits = [r.key for r in works if _agrees(cell.text, r)]
            unfit = [r.key for r in works if _agrees(cell.text, r) is False]
            if fits and unfit:
                said = f"; a table says {cell.text}, which agrees with {listed(fits)} and not with {listed(unfit)}"
                return said, (place(document, cell.start, cell.end),)
    return "", ()


def _venue_cells(document: Document) -> list[tuple[Cell, Cell]]:
    """Pairs of a row's name and its cell of venue and year, behind a header such as `Pub/Year`."""
    pairs = []
    for table in document.tables:
        heads = (c.start for row in table.rows for c in row if _HEADED.search(c.text))
        first = next(heads, None)
        if first is None:
            continue
        for row in table.rows:
            name = None
            for cell in row:
                match = _VENUE_YEAR.match(cell.text.strip())
                if name and match and first < cell.start and (match[1] is not None or len(match[2]) == 4):
                    pairs.append((name, cell))
                name = cell if cell.text.strip() else name
    return pairs


def _venues(document: Document, uses: dict[str, list[_Use]], references: dict[str, Reference]) -> list[Finding]:
    good, bad = [], []
    for name, cell in _venue_cells(document):
        keys = {k for u in uses.get(_fold(name.text), ()) for k in u.keys}
        keys |= {k for c in document.citations if name.start <= c.start < name.end for k in c.keys}
        verdicts = [_agrees(cell.text, references[k]) for k in keys if k in references]
        if True in verdicts:
            good.append((name, cell))
        elif False in verdicts and None not in verdicts:
            bad.append((name, cell, sorted(keys)))
    found = [
        finding(
            AUDIT,
            "question",
            "info",
            f"The table dates {name.text} to {cell.text}, the bibliography has {listed(keys)}",
            spans=(place(document, name.start, name.end), place(document, cell.start, cell.end)),
            printed=(cell.text,),
            recomputed=listed(
                [f"{k}: {references[k].venue or 'no venue'}, {references[k].year}" for k in keys if k in references]
            ),
            clears_if="the table names the published version and the bibliography a preprint",
        )
        for name, cell, keys in bad
    ]
    if good:
        spans = tuple(place(document, cell.start, cell.end) for _, cell in good)
        found.append(
            verified(
                AUDIT,
                f"{len(good)} venues and years in tables agree with a work of the "
                f"bibliography that is cited for the method",
                spans,
            )
        )
    return found


def _agrees(printed: str, reference: Reference) -> bool | None:
    """Whether a cell such as `CVPR 22` fits an entry; None where the entry does not say."""
    match = _VENUE_YEAR.match(printed.strip())
    if match is None or reference.year is None:
        return None
    year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
    if abs(year - reference.year) > (0 if match[1] else 1):
        return False
    pattern = _VENUES.get(re.sub(r"[^a-z]", "", (match[1] or "").lower()))
    return re.search(pattern, reference.raw, re.IGNORECASE) is not None if pattern else True


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", name.lower())
