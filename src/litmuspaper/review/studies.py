"""What kind of study a text tells of: settings and statements are asked only of the kinds that have them."""

import re

from litmuspaper.types import Document

LEAST_WORDS = 1200
LEAST_FITS = 3
LEAST_EVALUATED = 3
LEAST_TRAININGS = 3
LEAST_COMPUTED = 10
LEAST_OBSERVED = 5
LEAST_NEURAL = 3
_FITS = re.compile(
    r"\b(?:we (?:re-?|fine-?|pre-?)?train|trained (?:for|with|on|using|from)|"
    r"training (?:set|epochs|steps|procedure|details|loss)|epochs?|learning[- ]rates?|optimi[sz]ers?|"
    r"backprop\w*|fine-?tun(?:e|ed|ing)|stochastic|gradient (?:descent|ascent)|Monte Carlo|"
    r"random(?:ly)? initiali[sz]\w+)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|without)\b[^.]{0,30}$", re.IGNORECASE)
_COMPUTED = re.compile(
    r"\b(?:machine learning|deep learning|neural|algorithms?|training (?:set|data)|test set|benchmarks?|data ?sets?|"
    r"GPUs?)\b",
    re.IGNORECASE,
)
_OBSERVED = re.compile(
    r"\b(?:patients?|participants?|subjects|mice|rats|animals|cohorts?|specimens?|surveys?|were measured)\b",
    re.IGNORECASE,
)
_TRAINED = re.compile(
    r"\b(?:we train|trained (?:for|with|on|using)|training (?:set|epochs|steps|procedure|"
    r"details)|epochs?|learning rate|optimi[sz]er|backprop\w*)\b",
    re.IGNORECASE,
)
_OWN_TRAINING = re.compile(
    r"\b(?:we (?:\w+ ){0,2}(?:re-?|fine-?|pre-?)?train(?:ed)?|"
    r"(?:is|are|was|were|being|been) (?:(?!the\b|an?\b)\w+ ){0,2}(?:pre-?|fine-?|re-?)?trained|"
    r"(?:our|the) (?:\w+ )?training (?:set|epochs|steps|procedure|details|loss|setup|settings|schedule|process)|"
    r"training (?:details|setup|procedure)|trained (?:for|using|with)|learned (?:over|using)|"
    r"(?:models?|networks?) trained on|during training|"
    r"train (?:our|the|a|each|all|for|on)|learning rates?)\b",
    re.IGNORECASE,
)
_EVALUATED = re.compile(
    r"\b(?:experiments?|baselines?|held[- ]?out|test (?:set|data)|accurac\w+|outperform\w*|"
    r"state[- ]of[- ]the[- ]art|evaluat\w+ (?:on|against))\b",
    re.IGNORECASE,
)
_NEURAL = re.compile(
    r"\b(?:neural|transformers?|CNNs?|LSTMs?|(?:auto-?)?encoders?|deep learning|diffusion models?|MLPs?|"
    r"convolution\w*|U-?Nets?|ResNets?\w*|GANs?|VAEs?|ViTs?|BERT|language models?)\b",
    re.IGNORECASE,
)


def is_long(text: str) -> bool:
    """Whether so much was read that what is missing in it may be said to be missing."""
    return len(text.split()) >= LEAST_WORDS


def is_fragment(document: Document) -> bool:
    """Whether only a piece of a paper was read, such as one table with its caption."""
    return not document.sections and not is_long(document.text)


def is_computed(text: str) -> bool:
    """Whether algorithms and data sets are what the text is about; studies in a laboratory have other needs."""
    return len(_COMPUTED.findall(text)) >= LEAST_COMPUTED


def is_observed(text: str) -> bool:
    """Whether the text reports what was measured on people, animals or specimens."""
    return len(_OBSERVED.findall(text)) >= LEAST_OBSERVED


def fits_models(text: str) -> bool:
    """Whether something is fitted or drawn at random, so that another run may give other numbers."""
    if len(_EVALUATED.findall(text)) < LEAST_EVALUATED:
        return False
    fits = [m for m in _FITS.finditer(text) if not _DENIED.search(text[max(0, m.start() - 40) : m.start()])]
    return len(fits) >= LEAST_FITS


def trains_network(text: str) -> bool:
    """Whether the text trains a neural network of its own."""
    return (
        len(_TRAINED.findall(text)) >= LEAST_NEURAL
        and len(_NEURAL.findall(text)) >= LEAST_NEURAL
        and len(_OWN_TRAINING.findall(text)) >= LEAST_TRAININGS
    )
