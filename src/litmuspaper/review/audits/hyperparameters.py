"""X13: the settings that a trained model needs are given, and the weights that formulas name have values.

Settings that a training may go without (weight decay, a schedule), and seed and hardware, which `statements` asks for,
are named only beside a missing one that no training goes without.
"""

import re

from litmuspaper.review.prose import finding, listed, not_assessed, place, verified, without_references
from litmuspaper.review.studies import is_fragment, trains_network
from litmuspaper.types import Document, Equation, Finding

AUDIT = "hyperparameters"
_SETTINGS = {
    "optimizer": r"\bAdam(?:W|ax)?\b|\bSGD\b|\bRMSprop\b|\bAdagrad\b|\bAdafactor\b|\bL-?BFGS\b|"
    r"\boptimi[sz]er\b|\bmomentum\s*(?:=|of|is|was|to)?\s*\$?0?\.\d|\bLAMB\b|\bLion\b|gradient descent",
    "learning rate": r"\blearning[- ]rates?\b|\bstep[- ]sizes?\b|\blr\s*=",
    "batch size": r"\b(?:mini-?)?batch(?:es)?[- ]sizes?\b|\bbatch(?:es)? of\b|\b(?:mini-?)?batch(?:es)? "
    r"(?:contain|consist)\w*|\bbatch(?:es)?,? each \w+|\d+ (?:\w+ )?per (?:mini-?)?batch\b|\bsize of (?:the "
    r")?(?:mini-?)?batch",
    "length of training": r"\b\d[\d,.]*\$?\s*[kKM]?\s*(?:training\s+|gradient\s+|update\s+)?(?:epochs?|iterations?|"
    r"steps|updates)\b|\b(?:one|two|three|four|five|ten|twenty) epochs?\b|\bearly "
    r"stopping\b|\btraining takes\b|\b(?:hundreds|thousands|dozens) of (?:epochs|iterations|steps)\b|"
    r"\b(?:[GT]PU\w*|training)[- ](?:hours?|days?)\b|\btraining time\s*\(|\bepochs\s*[=:|]",
    "learning rate schedule": r"\b(?:cosine|linear|step|exponential|polynomial)[- ]?(?:\w+\s)?(?:decay|annealing|"
    r"schedul\w+)\b|\bwarm-?up\b|\bschedule\b|\bdecay(?:s|ed)?\b[^.]{0,30}\b(?:learning "
    r"rate|by|every)\b|\blearning rate[^.]{0,60}\b(?:decay|reduc|halv|divid|anneal|"
    r"constant|fixed|drop)\w*|\blr[ -]schedul\w+",
    "weight decay": r"\bdecay (?:of|=|rate of) \$?\d|\bweight[- ]decay\b|\bL2[- ]regulari[sz]\w+|\bℓ2\b",
    "seed": r"\bseeds?\b|\b(?:independent|repeated) runs\b|\b(?:over|of) (?:\d+|two|three|four|five|ten) "
    r"(?:\w+ )?runs\b",
    "hardware": r"\b(?:GPUs?|TPUs?|V100|A100|H100|RTX|GTX|Titan|CPUs?|cards?)\b",
    "input size": r"\b\d+\s*(?:×|x|\\times)\s*\d+\b|\b(?:patch|crop|image|input)\s+sizes?\b|"
    r"\bresolutions?\b|\b(?:context|sequence) lengths?\b|\bmax(?:imum)? (?:sequence "
    r")?length\b|\btokens\b|\bdimension\w*\b",
}
_CENTRAL = frozenset({"optimizer", "learning rate", "batch size", "length of training"})
_GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "eta": "η",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "rho": "ρ",
    "tau": "τ",
    "epsilon": "ϵ",
}
_WEIGHT = re.compile(
    rf"(?:^|"
    rf"[=+(\[{{&-])\s*\\(?P<name>{'|'.join(_GREEK)})(?P<sub>_\{{[^{{}}]*\}}|_\w)?\s*(?:\\cdot\s*|\\,\s*)?(?=\\mathcal\s*\{{?\s*[LJR]\b|\\ell|L_|\\mathrm\s*\{{\s*KL|\\text\s*\{{\s*KL)"
)
_DAMPING = re.compile(rf"\+\s*\\(?P<name>{'|'.join(_GREEK)})\s*(?=[}})\]])")
_NEIGHBOURS = re.compile(r"(?:KNN|kNN)\s*\}?\s*\(\s*[^(),]{1,40},\s*(?P<name>[kK])\s*\)")


def audit(document: Document) -> list[Finding]:
    """Look for the settings of training, and for values of the weights in formulas."""
    text = without_references(document).replace("_", " ")  # `weight_decay: 0.1` in a printed configuration
    if is_fragment(document) or not trains_network(text):
        return not_assessed(AUDIT, "the text does not train a neural network, as far as was read")
    there = [name for name, pattern in _SETTINGS.items() if re.search(pattern, text, re.IGNORECASE)]
    missing = [name for name in _SETTINGS if name not in there]
    found: list[Finding] = []
    if _CENTRAL & set(missing):
        found.append(
            finding(
                AUDIT,
                "question",
                "warning" if len(_CENTRAL & set(missing)) >= 2 else "info",
                f"Settings of training not found in the parsed text: {', '.join(missing)}",
                clears_if="they stand in an appendix, in the code or in a part that was not parsed",
            )
        )
    if there:
        found.append(verified(AUDIT, f"Settings of training named in the text: {', '.join(there)}"))
    return found + _weights(document)


def _weights(document: Document) -> list[Finding]:
    """Weights of losses, damping constants and numbers of neighbours, with and without a value."""
    named: dict[str, Equation] = {}
    for equation in document.equations:
        if not equation.display:
            continue
        for pattern in (_WEIGHT, _DAMPING, _NEIGHBOURS):
            for match in pattern.finditer(equation.tex):
                groups = match.groupdict()
                named.setdefault(match["name"] + (groups.get("sub") or "").replace("{", "").replace("}", ""), equation)
    silent = [name for name in named if not _has_value(document, name)]
    valued = [name for name in named if name not in silent]
    found = []
    if silent:
        spans = tuple(dict.fromkeys(place(document, named[n].start, named[n].end) for n in silent))
        message = f"Constants of formulas whose value was not found in the text: {listed([_shown(n) for n in silent])}"
        clears = "the value stands in a table, an appendix or the code, or it is searched or learned"
        found.append(finding(AUDIT, "question", "info", message, spans=spans, clears_if=clears))
    if valued:
        found.append(
            verified(
                AUDIT, f"Constants of formulas that have a value in the text: {listed([_shown(n) for n in valued])}"
            )
        )
    return found


def _has_value(document: Document, name: str) -> bool:
    base, _, sub = name.partition("_")
    if sub == "t" and _has_value(document, base):  # the value that a schedule ends with
        return True
    letter = rf"(?:\\{base}|{_GREEK[base]})" if base in _GREEK else re.escape(base)
    script = rf"\s*_\s*\{{?\s*{re.escape(sub)}\s*\}}?" if sub else ""
    # Lists such as `\alpha, \beta = 0.1, 0.2` count too.
    pattern = (
        rf"(?<![A-Za-z\\]){letter}{script}(?![A-Za-z_])\s*\$?\s*(?:(?:,|"
        rf"and)\s*\$?\s*\\?[A-Za-z_{{}}0-9]+\s*\$?\s*){{0,4}}(?:=|\\in|∈|\\approx|≈|:|(?:is|"
        rf"are|was|were)?\s*(?:both\s+)?(?:set|fixed|chosen|tuned|equal)?\s*(?:to|as|from|"
        rf"between)\b|is\b|of\b)\s*\$?\s*\\?[\[{{(]?\s*(?:\\[a-z]+\{{?)?[-\d.]"
    )
    return re.search(pattern, document.text) is not None


def _shown(name: str) -> str:
    base, _, sub = name.partition("_")
    return _GREEK.get(base, base) + (f"_{sub}" if sub else "")
