"""X14: neither the text nor what is hidden beside it instructs a machine that reads it; no invisible letters."""

import re

from litmuspaper.review.prose import finding, place, sentence_at, verified
from litmuspaper.types import Document, Finding

AUDIT = "hidden_instructions"
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|"
    r"of\s+)*(?:previous|prior|above|earlier|preceding|other|system)\s+"
    r"(?:instructions?|prompts?|directions?|rules|guidelines|commands?)"
    r"|(?:(?<=[.:;!?\n]\s)|(?<=\n)|\b(?:please|must|always|only)\s+)(?:give|write|provide|"
    r"generate|produce|output)\s+(?:only\s+)?(?:a|"
    r"an)\s+(?:strongly\s+|very\s+|highly\s+)?(?:positive|favou?rable|"
    r"glowing)\s+(?:peer[- ])?(?:review|assessment|evaluation|recommendation)"
    r"|(?:(?<=[.:;!?\n]\s)|(?<=\n)|\b(?:please|and)\s+)(?:do not|don't|"
    r"never)\s+(?:highlight|mention|report|list|point "
    r"out)\s+any\s+(?:negatives?|weakness(?:es)?|flaws?|limitations?)"
    r"|\b(?:FOR|TO|NOTE TO)\s+(?:LLM|AI|LARGE LANGUAGE MODEL|LANGUAGE "
    r"MODEL)\s*(?:REVIEWERS?|ASSISTANTS?|READERS?)\b"
    r"|\b(?:as|if you are)\s+(?:a|an)\s+(?:large\s+)?(?:AI|language model|"
    r"LLM)\s*(?:reviewer|assistant)?,?\s+(?:you\s+(?:must|should|are required)|please|"
    r"recommend|accept)\b"
    r"|\byou (?:must|should) (?:recommend|accept|rate|score) (?:this|the) (?:paper|manuscript|submission|work)\b",
    re.IGNORECASE,
)
# What is hidden has no reader but a machine, so that plainer orders count too.
_SECRET = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b\W+(?:(?:all|any|of|the|these|those|my|every)\W+)*"
    r"(?:your|all|previous|prior|above|earlier|preceding|other|system|former|safety)\W+(?:\w+\W+){0,2}?"
    r"(?:instructions?|prompts?|directions?|guidelines?|rules|commands?|orders)\b"
    r"|(?:^|[.:;!?,]\W*|\b(?:please|must|should|always|only|and|then|to)\W+)(?:praise|accept|endorse|recommend)\W+"
    r"(?:the|this|our)\W+(?:paper|manuscript|submission|work|article)\b"
    r"|(?:^|[.:;!?,]\W*|\b(?:please|must|should|always|only|and|then)\W+)(?:give|write|provide|generate|produce|output|"
    r"return)\W+(?:\w+\W+){0,4}?(?:positive|favou?rable|glowing|enthusiastic|high(?:est)?)\W+(?:peer\W+)?"
    r"(?:reviews?|assessment|evaluation|recommendation|scores?|ratings?)\b"
    r"|(?:^|[.:;!?,]\W*|\b(?:please|must|and|then)\W+)(?:do\W+not|don.?t|never)\W+(?:highlight|mention|report|list|"
    r"point\W+out|criti\w+)\W+(?:\w+\W+){0,2}?(?:negatives?|weakness(?:es)?|flaws?|limitations?)\b"
    r"|\b(?:recommend(?:ing)?\W+(?:its\W+|an?\W+|strong\W+)*acceptance|as\W+an?\W+(?:ai|llm|(?:large\W+)?"
    r"language\W+model)\W+(?:\w+\W+)?you)\b",
    re.IGNORECASE,
)
_AROUND = 150
MOST_QUOTED = 5
_TAGS = re.compile(r"[\U000e0001-\U000e007f]+")
_INVISIBLE = re.compile(r"[\u202a-\u202e\u2066-\u2069]|(?:[\u200b\u200c\u200d\u2060\ufeff]){4,}")
_SUBJECT = re.compile(r"prompt injection|jailbreak|adversarial prompt|instruction hijack|red[- ]team", re.IGNORECASE)
_QUOTES = ("“", "‘", '"', "``", "`", "'", "«")


def audit(document: Document) -> list[Finding]:
    """Look for phrases that give orders to a model, and for letters that no reader sees."""
    subject = _SUBJECT.search(f"{document.paper.title} {document.paper.abstract} {document.text[:3000]}") is not None
    found = []
    for match in _ORDER.finditer(document.text):
        quoted = document.text[max(0, match.start() - 60) : match.start()].rstrip().endswith(_QUOTES) or _inside_quotes(
            document.text, match
        )
        found.append(
            finding(
                AUDIT,
                "question",
                "info" if subject or quoted else "error",
                "The text holds words that instruct a machine that reads it"
                + (", in quotation marks or as its subject" if subject or quoted else ""),
                spans=(sentence_at(document, match.start()),),
                printed=(match[0],),
                clears_if="it is quoted as an example",
            )
        )
    found += _concealed(document, subject=subject)
    tags = [m for m in _TAGS.finditer(document.text)]
    if tags:
        said = "".join(chr(ord(c) - 0xE0000) for m in tags for c in m[0] if ord(c) > 0xE001F)[:200]
        spans = tuple(place(document, m.start(), m.end()) for m in tags[:5])
        message = f"The text holds invisible tag characters, which spell: {said}"
        found.append(
            finding(AUDIT, "question", "error", message, spans=spans, clears_if="they are part of an emoji flag")
        )
    unseen = list(_INVISIBLE.finditer(document.text))
    if unseen:
        spans = tuple(place(document, m.start(), m.end()) for m in unseen[:5])
        message = f"The text holds {len(unseen)} runs of invisible or direction-changing characters"
        found.append(
            finding(
                AUDIT,
                "question",
                "warning",
                message,
                spans=spans,
                clears_if="the language is written from right to left",
            )
        )
    return found or [
        verified(AUDIT, f"No instruction to a machine and no invisible letters were found{_told(document)}")
    ]


def _concealed(document: Document, *, subject: bool) -> list[Finding]:
    """Orders in what no reader sees; it is quoted, for it stands nowhere in the text."""
    said: dict[str, None] = {}
    for piece in document.hidden:
        for match in [*_ORDER.finditer(piece), *_SECRET.finditer(piece)][:3]:
            said[piece[max(0, match.start() - _AROUND) : match.end() + _AROUND].strip()] = None
    if not said:
        return []
    places = "a place" if len(said) == 1 else f"{len(said)} places"
    return [
        finding(
            AUDIT,
            "question",
            "info" if subject else "error",
            f"The file instructs a machine that reads it in {places} that no reader sees (white, tiny, off the page or "
            "in a comment)" + (", and such instructions are its subject" if subject else ""),
            printed=tuple(said)[:MOST_QUOTED],
            clears_if="it is an example that the paper speaks of, or a converter hid what was printed",
        )
    ]


def _told(document: Document) -> str:
    if not document.hidden:
        return ", and nothing hidden beside the text"
    count = len(document.hidden)
    return f"; {count} hidden piece{'s' * (count != 1)} (white, tiny, off the page, after the end) were looked at too"


def _inside_quotes(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 200) : match.start()], text[match.end() : match.end() + 200]
    return (before.count("“") > before.count("”") and "”" in after) or (
        before.count("``") > before.count("''") and "''" in after
    )
