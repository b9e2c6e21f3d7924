"""Text that a reader of the paper does not see, kept apart from the document's text for the audit that reads it.

What was seen of it in papers: arXiv 2502.19918v2 and 2506.01324v1, white lines that order a machine to praise.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from litmuspaper.parse.prose import clean

MOST = 200
LONGEST = 2_000
AROUND = 300
# Cheap to look for; without one of them nothing below can match.
_KEYS = tuple(
    "instruction prompt guideline llm gpt review accept praise weakness negative assistant orders directions commands "
    "flaws rules limitations evaluation assessment recommend endorse score rate reader agent language anweisung "
    "instruc consigne istruzioni 忽略 无视 無視 무시 игнорируй".split()
)
ADDRESSED = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b\W+(?:\w+\W+){0,4}"
    r"(?:instructions?|prompts?|directions?|guidelines?|rules|commands?|orders)\b"
    r"|\b(?:llms?|(?:large\W+)?language\W+models?|ai|chatgpt|gpt)\W+(?:\w+\W+)?(?:reviewers?|assistants?|readers?|agents?)\b"
    r"|\bas\W+an?\W+(?:ai|llm|(?:large\W+)?language\W+model)\b"
    r"|\b(?:positive|favou?rable|glowing|enthusiastic)\W+(?:peer\W+)?(?:reviews?|assessment|evaluation|recommendation)\b"
    r"|\b(?:recommend|accept|praise|rate|score|endorse)\W+(?:\w+\W+){0,3}?"
    r"(?:paper|manuscript|submission|work|article|acceptance)\b"
    r"|\b(?:do\W+not|don.?t|never)\W+(?:highlight|mention|report|list|point\W+out|criti\w+)\W+(?:\w+\W+){0,2}?"
    r"(?:negatives?|weakness(?:es)?|flaws?|limitations?)\b"
    r"|\bignor\w+\W+(?:\w+\W+){0,3}(?:anweisung|instruc|instruções|consignes|istruzioni|regeln|befehle)|忽略|无视|無視|무시|игнорируй",
    re.IGNORECASE,
)
_BASE_64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{32,4000}={0,2}")
_TAG = re.compile("[\U000e0000-\U000e007f]")
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_WORD = re.compile(r"[^\W\d_]{2}")


def addressed(text: str) -> list[str]:
    """The stretches of a comment, a caption of an image or of leftovers that speak to a machine.

    Args:
        text: what may hold very much that is no instruction.

    Returns:
        Each with up to `AROUND` characters of its own line on both sides; none twice.
    """
    lowered = text.lower()
    found = _encoded(text)
    if not any(key in lowered for key in _KEYS):
        return found
    done = -1
    for match in ADDRESSED.finditer(text):
        if match.start() < done:
            continue
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - AROUND, done, 0)
        line = text.find("\n", match.end())
        done = min(line if line >= 0 else len(text), match.end() + AROUND)
        found.append(text[start:done])
        if len(found) >= MOST:
            break
    return found


def _encoded(text: str) -> list[str]:
    """Stretches of base 64 that speak to a machine, as they stand."""
    found = []
    for match in islice(_BASE_64.finditer(text), 5 * MOST):
        bare = match[0].rstrip("=")
        try:
            said = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
        except ValueError:
            continue
        if ADDRESSED.search(said):
            found.append(match[0])
    return found


def comments(page: str) -> Iterator[str]:
    """The comments of an XML or HTML text, a line each; the last may never end."""
    at = 0
    for _ in range(100 * MOST):
        start = page.find("<!--", at)
        if start < 0:
            return
        end = page.find("-->", start + 4)
        yield " ".join(page[start + 4 : end if end >= 0 else len(page)].split())
        if end < 0:
            return
        at = end + 3


def spelled(text: str) -> list[str]:
    """What Unicode's invisible tag characters in a text spell, as plain letters."""
    if text.isascii():
        return []
    return ["".join(chr(ord(c) - 0xE0000) for c in match.group()) for match in _TAGS.finditer(text)]


def unspelled(text: str) -> str:
    """A text without Unicode's tag characters."""
    return text if text.isascii() else _TAG.sub("", text)


def pieces(found: Iterable[str]) -> tuple[str, ...]:
    """What was found hidden, tidied and bounded.

    Args:
        found: stretches in the order of the source.

    Returns:
        Each once, in one line, without invisible characters; those without a word left out. At most `MOST`, and of
        a stretch of more than `LONGEST` characters its beginning and what in it speaks to a machine; beyond `MOST`
        only what speaks to a machine.
    """
    kept: dict[str, None] = {}
    count = 0
    for one in found:
        line = clean(one).strip()
        if not _WORD.search(line) or line in kept:
            continue
        parts = [line] if len(line) <= LONGEST else [line[:LONGEST], *addressed(line[LONGEST - AROUND :])]
        if len(kept) >= MOST:
            parts = [said for part in parts for said in addressed(part)]
        kept |= dict.fromkeys(parts[: MOST if len(kept) < 2 * MOST else 0])
        count += 1
        if count > 100 * MOST:
            break
    return tuple(kept)
