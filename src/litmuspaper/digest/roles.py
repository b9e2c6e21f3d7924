"""Which part a sentence of an abstract plays: cue words, its place, and what the role model says of it.

The roles are those of structured abstracts (task, gap, idea, method, result). `bench/digest_roles.py` measures
the choices on CSAbstruct (Cohan et al. 2019, D19-1383).
"""

import re
from collections.abc import Mapping
from typing import Literal

from litmuspaper.digest.places import leans

Role = Literal["task", "gap", "idea", "method", "result"]
ROLES: tuple[Role, ...] = ("task", "gap", "idea", "method", "result")

_WE = r"(?:we|this (?:paper|work|article|study|letter|thesis|report)|our (?:paper|work|study))"
_OURS = r"(?:our|the proposed|the resulting) (?:\w+[ -]){0,3}?(?:method|approach|framework|model|algorithm|system)s?"

_CUES: dict[Role, dict[str, float]] = {
    "task": {
        r"\b(?:the|a) (?:problem|task|question|challenge) of\b": 1.6,
        rf"\b{_WE} (?:consider|study|studies|address(?:es)?|investigates?|tackles?|examines?|explores?)\b": 1.4,
        r"\b(?:is|are|has become|have become|plays?) (?:\w+ ){0,2}(?:essential|crucial|vital|important|central)\b": 1.2,
        r"\baims? (?:to|at)\b|\bwidely used\b|\bincreasingly\b|\brecent(?:ly)?\b|\bfundamental\b": 0.8,
    },
    "gap": {
        r"^(?:however|yet|but|unfortunately|nevertheless|nonetheless)\b|; however\b|, but\b": 1.8,
        r"\b(?:existing|previous|prior|current|traditional|conventional|most|many|standard) ": 1.4,
        r"\b(?:fail|lack|suffer|struggle|neglect|overlook|ignore|hinder)s?\b|\blimit(?:ed|s|ations?)\b": 1.4,
        r"\bremains?\b|\bchalleng(?:es?|ing)\b|\b(?:difficult|costly|expensive|bottleneck|scarce|unclear)\b": 1.2,
        r"\blittle (?:is known|attention|work)\b|\bdespite\b|\balthough\b|\bnot (?:been|yet|well)\b|\bonly\b": 0.8,
    },
    "idea": {
        rf"\b{_WE} (?:therefore |thus |then |also |first )?(?:propose|introduce|present|develop)s?\b": 2.4,
        rf"\b{_WE} (?:describe|design|offer|provide|advance|contribute|suggest|argue)s?\b": 1.6,
        rf"\b{_WE} (?:re-?)?(?:evaluate|examine|measure|compare|survey|review|analyse|replicate|test|ran)s?\b": 1.6,
        r"\bwe (?:show how|call|name|term)\b|\bthis suggests\b|\b(?:is|are) (?:proposed|introduced|presented)\b": 1.4,
        rf"^(?:here,? |in this \w+,? )?{_WE} (?!(?:also|further|then|find|found|prove|observe)\b)\w+": 1.0,
        r"\bto (?:address|tackle|overcome|solve|bridge|fill|mitigate|this end)\b|\bnovel\b|\bthe key idea\b": 0.8,
    },
    "method": {
        r"^(?:specifically|in particular|concretely|first|to this end|technically|to do so)\b": 1.8,
        r"\bwe (?:train|use|employ|leverage|combine|model|formulate|derive|construct|adopt|apply|collect|cast)\b": 1.6,
        rf"\b(?:{_OURS}|it|which) (?:\w+ )?(?:uses|leverages|combines|consists|comprises)\b": 1.4,
        r"\b(?:module|encoder|decoder|loss|backbone|pipeline|architecture|objective|estimator|kernel|stage)s?\b": 1.2,
        r"\b(?:by|via|through) (?:\w+ing|an?|the)\b|\b(?:based|built|rel(?:y|ies)) (?:on|upon)\b|\bthen\b": 0.9,
    },
    "result": {
        r"\b(?:experiment|evaluation|result|simulation|ablation)s?\b.*\b(?:show|demonstrat|indicat|reveal)": 2.0,
        r"\b(?:outperform|achiev|surpass|improv|exceed|reduc|yield|attain|reach|rival)(?:s|es|ed|ing|e)?\b": 1.6,
        r"\d.*\b(?:against|versus|rather than|instead of|from \S+ to|compared with)\b": 1.6,
        r"\bwe (?:find|found|observe|prove|show|demonstrate) that\b|\b(?:results?|findings?) (?:show|suggest)\b": 1.5,
        r"\b(?:reach|rises?|falls?|drops?|gains?|cover|stays? (?:at|below|within))\w*\b.*\d": 1.2,
        r"\d(?:\.\d+)? ?(?:\\?%|percent|points?|pp|dB|x|times)(?!\w)|\bstate-of-the-art\b|\bsignificant(?:ly)?\b": 1.2,
        r"\bon (?:\w+ ){1,4}(?:data ?sets?|benchmarks?|tasks?|scans|images|patients|problems|subjects)\b": 0.9,
        r"\bextensive\b|\bacross \w+ (?:data ?sets?|benchmarks?|tasks?)\b|\baccuracy\b|\bcompared (?:to|with)\b": 0.8,
    },
}
_COMPILED = {role: [(re.compile(cue, re.I), weight) for cue, weight in cues.items()] for role, cues in _CUES.items()}
# Where in the abstract (0 first sentence, 1 last) each role is at home, and how firmly.
_PLACE: dict[Role, tuple[float, float]] = {
    "task": (0.0, 2.5),
    "gap": (0.25, 1.8),
    "idea": (0.4, 1.0),
    "method": (0.6, 1.0),
    "result": (0.9, 1.2),
}
# What a sentence of a role never says.
_NEVER: dict[Role, re.Pattern[str]] = {
    "gap": re.compile(r"\bwe (?:\w+ )?(?:show|prove|find|propose|introduce|present|demonstrate)\b", re.I),
    "method": re.compile(r"^(?:the )?results?\b|\bwe (?:find|found|show)\b|\bcan be explained\b|\boutperform", re.I),
    "result": re.compile(r"\bfuture work\b|\bno claim\b|\blimitations?\b|\bwill be (?:released|available)\b", re.I),
}
NAMED = 1.8  # a sentence that opens with the name of what is offered tells the idea
RIVAL = 0.3  # what a cue of another role takes away
OFFERS = 1.6  # a sentence with cues of an idea of this weight offers it, even where it opens an abstract
LEAST = 1.6  # cues of less weight than this say nothing
# The labels of the role model that a role's sentence may have.
FITTING: dict[Role, tuple[str, ...]] = {
    "task": ("background", "objective"),
    "gap": ("background",),
    "idea": ("objective", "method"),
    "method": ("method",),
    "result": ("result",),
}
TRUST: dict[Role, float] = {"task": 0.5, "gap": 0.5, "idea": 1.8, "method": 2.4, "result": 2.6}  # in place of cues
DOUBT: dict[Role, float] = {"task": 0.3, "gap": 0.3, "idea": 0.3, "method": 0.3, "result": 0.3}  # least chance
PLAIN = 2.4  # numbers and cues of a result of this weight stand against the model's doubt
SURE = 2.0  # what a sure label is worth beside the cues


def cue_weight(sentence: str, role: Role) -> float:
    """The weight of a role's cues in a sentence; 0 where there are none."""
    return sum(weight for cue, weight in _COMPILED[role] if cue.search(sentence))


def fitness(sentence: str, place: float, role: Role, parts: Mapping[str, float], name: str = "") -> float:
    """How well a sentence plays a role.

    Args:
        sentence: its text.
        place: 0 for the abstract's first sentence to 1 for its last.
        role: the role.
        parts: the role model's chances for the sentence, by label.
        name: the work's own name for what it offers, as its title opens with; empty where it has none.

    Returns:
        Higher is better; 0 or less means that it does not play it.
    """
    home, firmness = _PLACE[role]
    cues = cue_weight(sentence, role)
    if role in ("task", "gap") and place == 0:
        cues += 1.0 if role == "task" else -1.0  # an abstract opens with what it is about, not with what is missing
    if role == "idea" and name and name in sentence:
        cues += NAMED if sentence.startswith(name) else NAMED / 2
    if (role == "task" and leans(sentence)) or (role in _NEVER and _NEVER[role].search(sentence)):
        return 0.0
    chance = sum(parts[label] for label in FITTING[role])
    is_plain = role == "result" and cues >= PLAIN
    if cues + TRUST[role] * chance < (1.0 if role == "task" else LEAST) or (chance < DOUBT[role] and not is_plain):
        return 0.0
    rival = max(cue_weight(sentence, other) for other in ROLES if other != role)
    return cues - RIVAL * rival - firmness * (place - home) ** 2 + SURE * (chance - DOUBT[role])
