"""Whether a sentence says that one thing came out better, worse or equal to another: its words alone.

What is no result (an aim, a guess, a definition, a set-up, what others found) is set aside first. A result then needs
a word that compares; or a word of change, with what it is a change from or with a word that says it was observed.
"""

import re
from collections.abc import Sequence

from litmuspaper.review.numbers import Number

_MORE = (
    r"(?:higher|lower|larger|smaller|shorter|longer|bigger|stronger|weaker|richer|sharper|closer|quicker|greater|"
    r"cheaper|fewer|steeper)"
)
_GOOD = r"(?:performance|accurac\w+|scores?|quality|likelihoods?|variance|error|precision|recall|latency|predictions?)"
_TOP = r"(?:best|highest|lowest|worst|top|fastest|largest|steepest)"
_SOTA = r"(?:state[- ]of[- ]the[- ]art|SOTA)"
# Words that compare by themselves.
_COMPARES = re.compile(
    r"\b(?:out-?perform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beats?|superior(?:ity)?|better|worse|on par|wins against|"
    r"comparab(?:le|ly)(?! (?:in magnitude|to or smaller))|competitive|faster|slower|halved|hurts?|mirrored|"
    r"more precise|"
    r"(?:perform|scor|work|do)(?:s|ed|es)? (?:the )?(?:similarly|equally|best|worst)|equally well|"
    r"similar (?:to (?:that|those)|performance|results|accuracy|bounds|trends|improvements)|"
    r"match(?:es|ed)? (?:or|the (?:perf|acc|qual|human)|at least|human)|same (?:performance|accuracy|\w+ score)|"
    rf"(?:more|less)(?! (?:than|and|or)\b)(?: [\w-]+){{1,4}} than|{_MORE}(?: [\w-]+){{0,4}} (?:than|compared)|"
    rf"{_MORE} (?:[\w-]+ ){{0,2}}{_GOOD}|exceed(?:s|ed|ing)?|{_SOTA} (?:[\w-]+ ){{0,3}}{_GOOD}|{_SOTA} results?|"
    rf"{_SOTA} (?:[\w-]+ )?de-flaring|"
    rf"(?:new|sets?|reach(?:es)?|establish\w*|to) (?:a |the )?(?:new )?(?:[\w-]+ )?{_SOTA}(?! \w+ing)|"
    rf"(?:achiev|obtain|attain|yield|giv|provid|reach|produc|exhibit|show)\w* (?:[\w-]+ ){{0,3}}{_TOP}|"
    rf"(?:is|are|was|were|has|have|had) (?:[\w-]+ )?(?:the )?{_TOP}\b|"
    r"(?:nearly |approximately |about )doubl(?:es|ed|ing)|doubles|twice as|without (?:\w+ )?(?:impacting|harming)|"
    r"(?:does|do|did) not (?:\w+ )?(?:sacrifice|outperform))\b|"
    r"\b\d+(?:[.-]\d+)?\s?(?:x|×|times|-?fold(?:ed)?)\s+(?:\w+ )?(?:faster|slower|smaller|larger|fewer|more|less|"
    r"higher|lower|bigger|speed|risk)",
    re.IGNORECASE,
)
# Words of change: they need something that they are a change from, or an observation.
_CHANGES = re.compile(
    r"\b(?:improv(?:es|ed|ing|ements?)|reduc(?:es|ed|tions?|ing)|increas(?:es|ed|e)|decreas(?:es|ed|e)|"
    r"shorten(?:s|ed)|"
    r"lower(?:s|ed)|rais(?:es|ed)|declin(?:es?|ed)|degrad(?:es|ed|ation)|deteriorat\w+|drop(?:s|ped)?(?! ?out)|"
    r"saves?|"
    r"gains?|boost(?:s|ed)?|accelerat(?:es|ed|ion|e)|speed-?ups?|speed up|alleviat(?:es|ed)|enhanc(?:es|ed?|ements?)|"
    r"(?:falls|rises|fell|rose|los(?:es|t)) (?=(?:from|by|to|\S*\d))|advantages?|benefits|higher|lower|savings?|"
    r"no significant (?:difference|reduction|change)s?|(?:positive|negative|significant) (?:impact|effect)|"
    r"promising results|negligible|ameliorat(?:es|ed)|(?:consistently|particularly) (?:effective|well)|"
    r"reach(?:es|ed)|"
    r"most (?:accurate|effective)|robust|achiev(?:es|ed))\b",
    re.IGNORECASE,
)
_WEAK = frozenset({"reaches", "reached", "achieves", "achieved", "robust", "higher", "lower", "reduced", "advantage"})
NEEDED = re.compile(
    r"\b(?:indispensable|essential|crucial|critical|necessary|necessity|needed|required|vital|irreplaceable|"
    r"contributes? (?:\w+ )?(?:significantly|to))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:against|compar(?:ed|ing) (?:with|to)|in comparison (?:with|to)|versus|vs\.?|than|relative to|baselines|"
    r"(?:the|over|strong|static|all) (?:[\w-]+ ){0,2}(?:baselines?|counterparts?|"
    r"competitors?)\b(?! (?:prevalence|level))|"
    r"removing|dropping|replacing|adding|excluding|next-best|"
    r"(?:over|upon) (?:the|all|other|previous|prior|existing|strong|several|both|its|state|un-?\w+)\b)|"
    r"\b(?:on|across|for|in) (?:both|all|every)\b|\bfrom \S+ to\b|"
    r"\b(?:by|of|an?|is|than|over|:)\s\(?(?:about |up to |nearly |over |at least |more than |average |an? |"
    r"∆= )*[+-]?\$?"
    r"(?:\\mathbf\{)?\d+(?:\.\d+)?\}?\s?(?:\\?%|x\b|×|points?|times|pp\b|\\%)|"
    r"\b\d+(?:\.\d+)?\\?% (?:\w+ )?(?:reduction|"
    r"improvement|increase|decrease|gain)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(?:observed?|find|found|see|seen|shows?|showed|shown|demonstrat(?:es?|ed|ing)|our results?|experiments?|"
    r"experimentally|empirically|indicat(?:es|ing)|notice|confirms?|evident|consistent(?:ly)?|significant(?:ly)?|"
    r"substantial(?:ly)?|drastic(?:ally)?|dramatic(?:ally)?|further|always|generally|effectively)\b",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\b(?:we|our|ours|us|this (?:model|method|approach|paper|work|leads|results|study|strategy)|the proposed|"
    r"these models|it|they|experiments|results|removing|without|dropping|both|replacing|"
    r"compared to (?:the )?traditional)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d(?:\.\d+)?\s?\\?%|\d\.\d|\b\d+(?:\.\d+)?(?:x|×)")
_BETTER = (
    r"(?:out-?perform|improve[ds]?|reduced?|lower|increase|decrease|better|raise|surpass|enhance[ds]?|boost|achieve|"
    r"accelerate|gain|speed up|exceed|reach|produce|yield)"
)
# Aims, and comparing words that compare no results.
_INTENDED = re.compile(
    r"\b(?:to|can|could|may|might|should|would|must|will|aims? (?:to|at)|in order to|goal|hope|future work|"
    rf"challeng\w+|likely)\s+(?:(?:be|help|further|significantly|effectively|also|seamlessly|even|"
    rf"better)\s+){{0,2}}{_BETTER}\b|"
    r"\bfor (?:better|improved|improving|faster)\b|\b(?:higher|lower|larger|smaller|bigger|"
    r"greater) (?:\w+ )?(?:is|are|"
    r"the) better\b|\b(?:lower|upper) bounds?\b|\bbetter (?:understand|insight|control)\w*|\bat (?:best|worst|"
    r"least)\b|"
    r"\b(?:higher|lower)[- ](?:order|level|dimension\w*|resolution|layers?)|\bbest (?:fit|case|possible|"
    r"configuration)\b|"
    r"\b(?:if|whether) [^,;]{0,60}?\b(?:better|improves?|improved)\b|\b(?:fewer|less|more|greater|larger|"
    r"smaller|longer)"
    r" than \$?\d+(?![\d.]*\\?%)|\b(?:reduc|enhanc|improv)(?:es|ed|ing|ement)? to (?:a|an|the|using|finding|just)\b|"
    r"\breduced (?:latent|representation|dimension|version)|\b(?:lead|led|leads) to the best\b|"
    r"\b(?:the|their|its|our|a) (?:improved|reduced|enhanced)\b|\benabl\w+|\bas high(?:er)? as\b|"
    r"\bthe (?:higher|lower|"
    r"larger|greater|smaller)\b(?= [^,]*,? the )|\bmaximum (?:increase|decrease)\b",
    re.IGNORECASE,
)
_ABLE = re.compile(
    r"\b((?:shows?|showed|shown|demonstrat\w+|finds?|found|observ\w+|see|conclude)\b[^.;]{0,160}?\b)(?:can|could)\b",
    re.IGNORECASE,
)
# Guesses and plans.
_ASIDE = re.compile(
    r"\b(?:to the best of|future (?:work|research|direction)|further research|avenues|will (?!(?:show|be seen))|"
    r"would|"
    r"imagine|remains? (?:to be|an open|open)|we (?:hope|hypothesi[sz]e|conjecture|expect|postulate|believe|"
    r"plan|need|"
    r"suspect|argue|may|might|want|aim)|should|let us|our goal|goal of|the goal|the aim|aiming|suppose|question|"
    r"unclear|"
    r"possible that|is possible|possibl[ey]|it is hypothesi[sz]ed|hypothes[ie]s|motivation|this is because)\b|"
    r"\w\?\W*$|"
    r"\bcould\b(?! (?:be )?(?:even|not))|\bintuition\b|"
    r"^\W*(?:exploring|developing|investigating|extending|further investigation|to (?:test|verify|"
    r"investigate|evaluate|determine|understand|see if|alleviate)\b)",
    re.IGNORECASE,
)
# How a run was set up, what a measure means, headings and captions.
_SETUP = re.compile(
    r"\b(?:we (?:\w+ )?(?:use|used|choose|chose|select|selected|set|train|adopt|apply|pick|picked|compare|compared|"
    r"initiali[sz]e|follow|compute|include|investigate|validate|evaluate|sweep|tune|run|ran|consider|remove|"
    r"hold|report|"
    r"describe|introduce|present|provide|propose|study|analy[sz]e|explore|measure|test|conduct|perform|design|"
    r"fix|doubled|"
    r"formulate|extend|develop|simulate|suggest|modify|summari[sz]e|plot)|this (?:paper|work) (?:\w+ )?(?:proposes|"
    r"presents|introduces|describes|addresses))\b|"
    r"\b(?:is|are|was|were) (?:defined|calculated|computed|measured|reported|chosen|selected|summari[sz]ed) "
    r"(?:as|by|based|with|on|in|from)\b|\bmeasures? (?:the|how|whether)\b|"
    r"\b(?:interpreted as|a better model|learning rate (?:of|drop)|to make a fair|for a (?:more )?fair|"
    r"we now show|remainder|"
    r"can be achieved|after removing|also removing)\b|"
    r"\bcan be (?:summari|seen as)|^[\W\d]*[A-Z :-]{25,}$|\b(?:this|the) (?:plot|sub-?section|section)\b|"
    r"^\W*(?:[\w-]+ ){0,2}(?:Fig(?:ure|\.)|Tab(?:le|\.)) ?\d+(?:[.:]|(?:\([a-z]\)(?: and)? ?)* (?:shows|"
    r"compares|presents|"
    r"provides|displays|illustrates|gives) (?!that))",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\b(?:and|to|that|which|where|but)(?: \w+ly| also| we| further)* (?:shows?|find|found|observed?|see|"
    r"demonstrates?|"
    r"improves?|boosts?|achieves?|leads?|out-?performs?|reduces|accelerates?|exceeds?|decreases|surpass\w*|"
    r"always|are "
    r"still|provides?)\b|\bhelps? [^.]{0,60}\b(?:more|better)\b|\bit (?:decreases|increases|improves|reduces)\b|"
    r", (?:it|we)\b",
    re.IGNORECASE,
)
# What others did.
_OTHERS = re.compile(
    r"\b(?:recent(?:ly)?|previous|prior|existing|other|several|early|earlier|many|traditional|conventional|"
    r"current|these) (?:[\w-]+ ){0,3}(?:works?|stud(?:y|ies)|research|literature|methods?|approaches|models|"
    r"techniques|"
    r"efforts|reports|papers|findings)\b[^,;]{0,50}\b(?:have|was|were|encounter|achieve[ds]?|reveal\w*|struggle|"
    r"fail\w*|"
    r"suffer|focus|improve|reported|showed|has|demonstrated)\b|\b(?:has|have) (?:also )?(?:been|recently|"
    r"emerged|shown|"
    r"become|employed|attracted)\b|\bhave achieved\b|\bet al\.? ?(?:\(\d{4}[a-z]?\)|\[\d{4}[a-z]?\]|"
    r", \d{4}[a-z]?\))? ?"
    r"(?:paper, )?(?:(?:the|author|also|has|have|which|who|\w+ly) ){0,3}(?:show|observ|report|found|find|propos|"
    r"demonstrat|used|employ|introduc)|\bis (?:known|a recent|widely|well understood)\b|\bnot been able\b|"
    rf"\b{_SOTA} (?:approaches|techniques|methods|models|architectures?) (?:is|are|in|for|such|employ)\b|"
    r"\b(?:lottery ticket|superior \w+ results can not)\b",
    re.IGNORECASE,
)
WINS = re.compile(r"\b(?:out-?perform|surpass|beat|exceed)(?:s|es|ed|ing)?\b", re.IGNORECASE)
_CHANGED_BY = re.compile(r"\b(?:against|compared (?:with|to)|versus|vs\.?|than)\b|\bfrom \S+ to\b", re.IGNORECASE)


def has_pair(text: str, numbers: Sequence[Number]) -> bool:
    """Whether a sentence prints two numbers and sets one against the other."""
    return len(numbers) >= 2 and _CHANGED_BY.search(text) is not None


def is_result(text: str, numbers: Sequence[Number], *, terse: bool = False) -> bool:
    """Whether a sentence says how a comparison came out.

    Args:
        text: one sentence.
        numbers: those that it prints, without years and numbers of tables.
        terse: whether it stands where only comparisons are told, so that a word of change is enough.

    Returns:
        True for a word that compares, or a word of change with what it is a change from or an observation; False for
        aims, guesses, how a run was set up, what a measure means, and what others found.
    """
    if _ASIDE.search(text) or _OTHERS.search(text):
        return False
    said = _INTENDED.sub(" ", _ABLE.sub(r"\1", text))
    wins, pair = WINS.search(said) is not None, has_pair(said, numbers) and _FIGURE.search(said) is not None
    set_up = _SETUP.search(text)
    if set_up and not wins and not pair and not _SHOWS.search(text, set_up.end()):
        return False
    if wins or _COMPARES.search(said):
        return True
    changes = {found[0].lower() for found in _CHANGES.finditer(said)}
    if changes:
        strong = bool(changes - _WEAK)
        return bool(_AGAINST.search(said) or (strong and (terse or _SEEN.search(said) or _FIGURE.search(said))))
    return pair and _AGAINST.search(said) is not None
