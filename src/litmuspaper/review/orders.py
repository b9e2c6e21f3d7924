"""Words that order a machine which reads a paper, in plain letters, in other languages and in base 64."""

import base64
import binascii
import re
from collections.abc import Iterator

# What no reader of a paper would be told; in its visible text.
ORDER = re.compile(
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
SECRET = re.compile(
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
FOREIGN = re.compile(
    r"\bignorier\w*\s+(?:Sie\s+)?(?:alle\s+)?(?:vorherigen|vorigen|bisherigen|obigen)\s+(?:\w+\s+)?(?:Anweisung|Regel|Befehl)"
    r"|\bignor(?:ez|e|er)\s+(?:toutes\s+)?(?:les\s+)?(?:instructions|consignes)\s+(?:pr[ée]c[ée]dentes|ant[ée]rieures)"
    r"|\bignor(?:a|e|ar|en)\s+(?:todas\s+)?(?:las\s+)?(?:instrucciones|indicaciones)\s+(?:anteriores|previas)"
    r"|\bignor(?:a|ate|are)\s+(?:tutte\s+)?(?:le\s+)?istruzioni\s+precedenti"
    r"|\bignore\s+(?:todas\s+)?(?:as\s+)?instru[çc][õo]es\s+anteriores"
    r"|игнорируй(?:те)?\s+(?:все\s+)?предыдущие\s+(?:инструкции|указания)"
    r"|(?:忽略|无视|無視)[^。\n]{0,12}(?:指令|指示|提示)|(?:指示|命令|プロンプト)[^。\n]{0,8}無視|(?:지시|명령|지침)[^.\n]{0,8}무시",
    re.IGNORECASE,
)
_BASE_64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{32,4000}={0,2}")
MOST_TOKENS = 500


def orders(text: str, *, hidden: bool = False) -> Iterator[tuple[int, int]]:
    """The places in a text that order a machine.

    Args:
        text: what is read.
        hidden: whether no reader sees it.

    Yields:
        Start and end of each order; of one in base 64 those of its letters.
    """
    patterns = (ORDER, SECRET, FOREIGN) if hidden else (ORDER, FOREIGN)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.span()
    for n, match in enumerate(_BASE_64.finditer(text)):
        if n >= MOST_TOKENS:
            return
        said = decoded(match[0])
        if any(pattern.search(said) for pattern in (ORDER, SECRET, FOREIGN)):
            yield match.span()


def decoded(token: str) -> str:
    """What a stretch of base 64 says; empty where it is no text."""
    bare = token.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
