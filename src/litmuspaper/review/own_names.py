"""The names that a paper gives to its own method, wider than those of title and abstract alone.

A name that stands before a citation anywhere is another's, and so is a metric's; a name of data is no method's.
"""

import re
from collections.abc import Iterator

from litmuspaper.review.metrics import direction
from litmuspaper.review.numbers import plain
from litmuspaper.review.roles import own_names
from litmuspaper.types import Document

_NAME = r"(?P<name>[A-Z][\w²-]{1,24}(?: (?:[A-Z]?\d[\w.]{0,6}|Net))?)"
_COINED_NAME = r"(?P<name>(?<![\w-])[A-Za-z][\w²-]{1,24})"
_COINED = re.compile(r"[A-Z].*[A-Z0-9²]|[a-z].*[A-Z]")
_OFFER = (
    r"\b[Ww]e (?:\w+ly |also |then |first |further |next |here )*(?:propose|present|introduce|develop|describe|"
    r"design)"
)
# We propose LN, a ...
_PROPER = re.compile(rf"{_OFFER} (?:an? |the |our )?{_NAME}(?:, | –| —| that\b| which\b)")
_PATTERNS = (
    # which we call X; our method, dubbed X
    re.compile(
        r"\b(?:[Ww]e|[Oo]ur|[Tt]his paper|[Tt]he proposed|new|novel)\b[^.;()]{0,90}?\b(?:call|called|named?|dub|"
        r"dubbed|term|"
        r"termed|coined|abbreviated|denote(?:d)? (?:it )?(?:as|by)|refer(?:red)? to (?:it |this \w+ |our \w+ |"
        r"the \w+ )?as)"
        rf" (?:it |this (?:\w+ )?|the (?:\w+ )?|our (?:\w+ )?)?(?:as )?[“\"'`‘]*{_COINED_NAME}"
    ),
    # We propose Long Name (LN)
    re.compile(rf"{_OFFER}[^.;()]{{0,140}}?\({_COINED_NAME}s?\)"),
    _PROPER,
    # our LN model
    re.compile(
        rf"\b[Oo]ur (?:proposed |novel |full |new |final )?{_COINED_NAME} (?:model|method|approach|framework|network|"
        r"algorithm|estimator|architecture|module|representations?)\b"
    ),
    # X (this paper), the proposed X
    re.compile(rf"{_COINED_NAME}(?: \w+)? \((?:this (?:paper|work)|ours|proposed)\)"),
    re.compile(rf"\b[Tt]he proposed {_COINED_NAME}\b(?! loss)"),
    # In this paper we developed Long Name (LN); This paper introduces LN
    re.compile(
        rf"\b[Tt]his (?:paper|work|article) (?:\w+ly )?(?:proposes|presents|introduces|"
        rf"develops) [^.;]{{0,100}}?\(?{_COINED_NAME}"
    ),
)
_CITED = r"(?: (?:model|method|algorithm))? ?(?:\((?:[A-Z][\w'’-]+[^()]{0,60}\d{4}|\d{4})|\[\d|\[[A-Z][^\]]{0,60}\d{4})"
_DATA = r" (?:data ?sets?|benchmarks?|corpus|corpora|test set|evaluation (?:suite|framework)|images?|papers?|scores?)\b"
_NO_NAMES = frozenset(
    "figure table section appendix algorithm theorem equation bayesian gaussian poisson cnn rnn lstm gan vae gpu cpu "
    "mlp svm pca uda ssl ssda ood fig auc ae zo rl ml dl dnn gnn gcn nlp ai ml llm llms bert resnet adam sgd we "
    "in the this our to iid mcmc kl elbo".split()
)
_RELATED = re.compile(r"related|background|preliminar|prior work|references|bibliograph", re.IGNORECASE)
MOST_TEXT = 60_000
FEWEST = 2


_memo: tuple[Document, frozenset[str]] | None = None


def method_names(document: Document) -> frozenset[str]:
    """The lower-case names of the paper's own method: those of title and abstract, and those that its text gives.

    Args:
        document: the paper.

    Returns:
        Names that occur at least twice in the text, that no citation follows, and that are no metric's or data set's.
    """
    global _memo
    if _memo is not None and _memo[0] is document:
        return _memo[1]
    text = document.text[:MOST_TEXT]
    found = dict.fromkeys(_candidates(document))
    kept = {name.lower() for name in found if _is_own(name, text)}
    _memo = (document, frozenset(kept | {name for name in own_names(document) if not _cited(name, text)}))
    return _memo[1]


def _candidates(document: Document) -> Iterator[str]:
    title = document.paper.title
    head, colon, _ = title.partition(":")
    if colon and len(head.split()) <= 3 and not head.isupper():
        yield head.strip()
    related = [(s.start, s.end) for s in document.sections if _RELATED.search(s.title)]
    for text, offset in ((document.paper.abstract, None), (document.text[:MOST_TEXT], 0)):
        for pattern in _PATTERNS:
            for one in pattern.finditer(text):
                name = one["name"].rstrip("-")
                if pattern is not _PROPER and not _COINED.search(name):
                    continue
                if offset is None or not any(a <= one.start() < b for a, b in related):
                    yield name


def _is_own(name: str, text: str) -> bool:
    low = name.lower()
    if len(name) < 2 or low in _NO_NAMES or direction(name) or low.isdigit():
        return False
    whole = rf"(?<![\w-]){re.escape(name)}(?![\w])"
    uses = re.findall(whole, text, re.IGNORECASE)
    if len(uses) < FEWEST:
        return False
    return not _cited(name, text) and 3 * len(re.findall(whole + _DATA, text, re.IGNORECASE)) < max(3, len(uses))


def _cited(name: str, text: str) -> bool:
    """Whether a citation stands right behind the name somewhere, or it is said to be a baseline."""
    whole = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    others = rf"{whole}{_CITED}|{whole} (?:is|are|was) (?:the|a|an|our) (?:[\w-]+ ){{0,4}}baselines?\b|"
    others += rf"\bbaselines?,? (?:such as |like |including |namely |\()?{whole}|"
    others += rf"\bcompar\w+ (?:our \w+ )?(?:with|to|against) {whole}"
    return re.search(others, text, re.IGNORECASE) is not None


def names_own(label: str, names: frozenset[str]) -> bool:
    """Whether a label carries one of the names as a whole word; parts behind a hyphen count for coined names only."""
    low = plain(label).lower()
    return any(re.search(rf"(?<![\w-]){re.escape(_stem(n))}(?:s|net)?(?![\w-])|{_hyphened(n)}", low) for n in names)


def _stem(name: str) -> str:
    """A name without the s of its plural: DEFs."""
    return name[:-1] if len(name) > 3 and name.endswith("s") and not name.endswith("ss") else name


def _hyphened(name: str) -> str:
    """A pattern for a short coined name as one part of a label: FastGAN-MoCA."""
    return rf"(?<![\w])(?<!-){re.escape(name)}(?=-)|(?<=-){re.escape(name)}(?![\w-])" if len(name) >= 4 else r"(?!)"
