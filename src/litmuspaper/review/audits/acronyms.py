"""X7: an acronym has one expansion, and those that are no common knowledge have one at all."""

import re
from collections import Counter

from litmuspaper.review.prose import finding, listed, not_assessed, place, prose, sentence_at, verified
from litmuspaper.types import Document, Finding

AUDIT = "acronyms"
LEAST_USES = 5
# Where formulas are not kept apart from words, every product of two capitals looks like an acronym.
FORMULAS_IN_TEXT = frozenset({"text", "pdf"})
_EXPANDED = re.compile(
    r"(?P<words>(?:[A-Za-z][\w’'/-]*[ \n]+){1,9})[(\[]\s*(?P<short>[A-Z][A-Za-z]*[A-Z][A-Za-z]*?)s?\s*[)\],;]"
)
_USED = re.compile(r"(?<![\w./@$\\{_^-])([A-Z]{2,6})s?(?![\w/@}-]|\.\w|\s*[\[(][A-Z][\w-]+.{0,30}\d{4})")
_KNOWN = frozenset(
    "AAAI AAAS ACL ACM ADAM AI AISTATS AMD API APIS ASCII AUC AUROC BERT BFS BLEU BN CA "
    "CC CCA CCD CDF CE CI CIFAR CIDER CNN COCO CPU CRF CT "
    "CUDA CV CVPR DC DDPM DFS DGX DNA DNN DOI ECCV EEG ELBO EM EMNLP EU FAIR FFN FFT FID "
    "FLOP FLOPS FN FP FPS GAN GB GCN GDPR GHZ GLUE GNN "
    "GP GPL GPS GPT GPU GRU GT GTX GUI HMM HTML HTTP HTTPS IBM ICA ICCV ICLR ICML ICPR "
    "ID IEEE II III IID IJCAI IJCV ILSVRC INT IO IOU IP IV JAX JPEG "
    "JSON KDD KL KNN LASSO LDA LLM LN LR LSTM MAE MAP MCMC MDP MIT ML MLE MLP MNIST MRI "
    "MSE NAACL NASA NDCG NIPS NLP NMT NP NSF NVIDIA "
    "OCR ODE OECD OK OLS OOM OOD PC PCA PDE PDF PGD PH PNG PPO PR PSNR QA RAM RBF RGB "
    "RGBD RL RMSE RNA RNN ROC ROUGE RTX SARSA SDE SGD SIFT SIGIR "
    "SMS SNR SOTA SOTA SQL SQUAD SSD SSIM SVD SVM TB TCP TF TN TP TPAMI TPU TSNE TV UAI "
    "UCI UI UK UN URL US USA USB USD VAE VGG VGPU VI VII VIII VIT VQA "
    "VRAM VS WACV WMT WWW XML YOLO OPTIMAL NOT AND OR ALL NO YES SEC FIG EQ TAB REF AND THE FOR NB OURS".split()
)


def audit(document: Document) -> list[Finding]:
    """Collect acronyms with their expansions and compare them."""
    text = prose(document)
    expansions: dict[str, dict[str, int]] = {}
    for match in _EXPANDED.finditer(text):
        long = _long_form(match["words"], match["short"])
        if long:
            expansions.setdefault(match["short"], {}).setdefault(long, match.start("short"))
    used = Counter(match[1] for match in _USED.finditer(text))
    found = _twice(document, expansions)
    names = _cell_words(document)
    bare = (
        []
        if document.parser in FORMULAS_IN_TEXT
        else [
            (short, n)
            for short, n in used.most_common()
            if n >= LEAST_USES
            and short not in _KNOWN
            and short not in expansions
            and short not in names
            and not _cited(document, text, short)
            and not _spelt(text, short)
        ]
    )
    if bare:
        spans = tuple(
            sentence_at(document, first.start()) for short, _ in bare[:5] if (first := re.search(rf"\b{short}\b", text))
        )
        message = (
            "Acronyms that are used and, as far as was read, never expanded: "
            f"{listed([f'{short} ({n} times)' for short, n in bare])}"
        )
        found.append(
            finding(
                AUDIT,
                "question",
                "info",
                message,
                spans=spans,
                clears_if="it is a name, or common knowledge in the field",
            )
        )
    if found:
        return found
    if not used and not expansions:
        return not_assessed(AUDIT, "no acronym was found in the text")
    return [verified(AUDIT, f"{len(expansions)} acronyms are expanded, each in one way")]


def _twice(document: Document, expansions: dict[str, dict[str, int]]) -> list[Finding]:
    found = []
    for short, longs in expansions.items():
        kinds: dict[str, tuple[str, int]] = {}
        for long, start in longs.items():
            kinds.setdefault(
                "".join(re.sub(r"[^a-z ]", "", long.lower().replace("-", " ")).split())[:60].rstrip("s"), (long, start)
            )
        folded = [
            k for k in kinds if not any(k != other and (k.endswith(other) or other.endswith(k)) for other in kinds)
        ]
        heads = {_stems(kinds[k][0]) for k in folded}
        if len(heads) > 1:
            shown = [kinds[k][0] for k in folded]
            spans = tuple(place(document, kinds[k][1] - 1, kinds[k][1] + len(short) + 1) for k in folded)
            message = f"{short} is expanded in {len(folded)} ways: {'; '.join(shown)}"
            found.append(finding(AUDIT, "question", "info", message, spans=spans, clears_if="both mean the same"))
    return found


def _stems(long: str) -> tuple[str, ...]:
    return tuple(
        word.lower()[:5]
        for word in re.findall(r"[A-Za-z]+", long)
        if word.lower() not in ("of", "and", "the", "for", "in", "to")
    )


def _long_form(words: str, short: str) -> str | None:
    """The words before a bracket whose initials spell the acronym; None where they do not."""
    parts = words.split()
    letters = short.lower()
    for count in range(min(len(parts), len(letters) + 3), 0, -1):
        tail = parts[-count:]
        pieces = [piece for word in tail for piece in re.split(r"[-/’']", word) if piece]
        if pieces[0][0].lower() == letters[0] and _spells(pieces, letters):
            return " ".join(tail)
    return None


def _spells(pieces: list[str], letters: str) -> bool:
    """Whether initials, or letters of the words in order with each word's first one, spell the acronym."""
    initials = "".join(piece[0].lower() for piece in pieces)
    small = "".join(
        piece[0].lower()
        for piece in pieces
        if piece.lower() not in ("of", "and", "the", "for", "in", "to", "a", "with", "on", "by")
    )
    if letters in (initials, small):
        return True
    return (
        len(pieces) < len(letters)
        and initials == letters[0]
        and re.search(".*".join(letters), "".join(pieces).lower()) is not None
    )


def _spelt(text: str, short: str) -> bool:
    """Whether a run of words anywhere in the text has these initials, with the acronym near it."""
    gap = r"\w*[\s-]+(?:(?:of|and|the|for|in|to|a|with|on|by)\s+)?"
    pattern = gap.join(re.escape(letter) for letter in short)
    return any(
        re.search(rf"\b{short}s?\b", text[max(0, match.start() - 60) : match.end() + 60])
        for match in re.finditer(rf"\b{pattern}\w*", text, re.IGNORECASE)
    )


def _cited(document: Document, text: str, short: str) -> bool:
    """Whether a citation follows the acronym somewhere: then it is the name of a work."""
    ends = [match.end() for match in re.finditer(rf"\b{short}\b", text)]
    return any(0 <= citation.start - end <= 30 for citation in document.citations for end in ends)


def _cell_words(document: Document) -> set[str]:
    """Words of table cells: names of methods and datasets."""
    return {
        word
        for table in document.tables
        for row in table.rows
        for cell in row
        for word in re.findall(r"[A-Z]{2,}", cell.text)
    }
