"""What marks the sentences of a full text that belong in a field of the digest: cue words and kinds of section."""

import re
from dataclasses import dataclass

from litmuspaper.digest.places import Kind

_WE = r"(?:we|this (?:paper|work|article|study|letter)|our (?:paper|work|study))"
DATA = (
    r"(?:data ?sets?|corpus|corpora|benchmarks?|tree ?banks?|test sets?|test data|training data|cohorts?|patients|"
    r"participants|recordings|scans)"
)
METRIC = (
    r"(?:accuracy|precision|recall|f1|f-?score|f-?measure|auc|auroc|bleu|rouge|meteor|cider|map|mrr|ndcg|psnr|ssim|"
    r"dice|iou|miou|hausdorff|fid|perplexity|rmse|mse|mae|error rate|word error|correlation|spearman|pearson|"
    r"success rate|win rate|ap|wer|exact match|hits@\w+|metrics?)"
)
_SEEN = r"(?:observe|find|found|see|note|achieve|obtain|outperform|improve)"
COINED = r"(?-i:[A-Z][\w-]*[A-Z0-9]\w*)"
_OWN = r"\b(?:we|our|this (?:paper|work|study|method|approach|model)|the (?:proposed|present))\b"


@dataclass(frozen=True)
class Field:
    """One field: what its sentences must have, what speaks for them, where they stand, and how many are shown.

    `must` are patterns that all have to occur; `cues` add their weights; `kinds` are the sections it is looked for
    in with what a place there is worth; `least` is the weight below which nothing is shown.
    """

    must: tuple[re.Pattern[str], ...]
    cues: tuple[tuple[re.Pattern[str], float], ...]
    kinds: dict[Kind, float]
    least: float
    most: int = 1
    opens: float = 0.0  # what being the first sentence of its kind of section is worth
    title: float = 0.0  # of a sentence that holds all the title's words
    early: float = 0.0  # what standing at the beginning of its section is worth
    after: float = 0.0  # the share of the paper before which it is not looked for


def _of(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _cues(weights: dict[str, float]) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), weight) for pattern, weight in weights.items())


FIELDS: dict[str, Field] = {
    "idea": Field(
        must=_of(
            rf"\b{_WE} (?:\w+ ){{0,2}}(?:propose|introduce|present|develop|design|describe|explore|study|"
            r"investigate|apply|extend|build|formulate|combine|address|tackle|focus|consider|examine|use|derive|adopt|"
            r"employ|leverage|aim|seek|incorporate|learn|construct|create|devise|exploit|utili[sz]e)(?:s|es)?\b|"
            r"\bcontributions? of (?:this|our) (?:paper|work|study)\b|\bby (?:proposing|introducing|presenting)\b"
        ),
        cues=_cues(
            {
                rf"\b{_WE} (?:\w+ ){{0,2}}(?:propose|introduce|present)s?\b": 1.4,
                rf"\b{_WE} (?:\w+ ){{0,2}}(?:use|apply|aim|seek|learn|investigate|examine|consider|explore|study|"
                r"focus|address|tackle)(?:s|es|ies)?\b": -1.6,
                # It names what it offers.
                rf"\b(?:propose|introduce|present|develop)s? (?:[\w-]+,? ){{0,8}}\(? ?{COINED}": 0.6,
                r"\bin this (?:paper|work|article|study|letter)\b|\bto (?:this end|address|tackle|overcome)\b": 0.8,
                r"^(?:as a demonstration|in addition|additionally|further|finally)|\bwe (?:also|further|then)\b|"
                r"\b(?:next|below) ?\.?$": -4.0,
                r"\$": -1.2,
                r"^(?:overall|to (?:summari[sz]e|conclude)|in summary)\b": -1.0,
                r"\b(?:novel|new|simple|called|named|dubbed|termed)\b|,? which\b|\bthat\b": 0.4,
                r"\b(?:model|method|framework|approach|network|architecture|algorithm|dataset|benchmark)\b": 0.4,
            }
        ),
        kinds={"introduction": 3.0, "abstract": 0.3, "other": -0.4},
        least=2.0,
        title=0.8,
    ),
    "task": Field(
        must=(),
        cues=_cues(
            {
                r"\b(?:is|are) (?:\w+ )?(?:an?|the|one of the) (?:[\w-]+ ){0,6}(?:tasks?|problems?|challenges?|"
                r"goals?|field|area|topic)\b": 1.2,
                r"\b(?:tasks?|problems?|challeng\w+|goals?)\b|\baims? (?:to|at)\b": 0.5,
                r"\b(?:important|essential|crucial|fundamental|central|vital|key|long-?standing|prevalent)\b": 0.3,
                r"\brecent|\b(?:attention|interest|popular\w*|increasing\w*|growing|widely)\b": 0.4,
                r"^.{0,90}\( ?(?-i:[A-Z]\w*[A-Z])s? ?\)": 1.0,  # it names what it speaks of with its abbreviation
                r"\b(?:however|but|unfortunately|despite|although|while)\b": -0.8,
                r"\b(?:we|our)\b": -0.3,
                r"\bwe (?:\w+ )?(?:propose|introduce|present|describe|develop)": -1.0,
            }
        ),
        kinds={"introduction": 0.0, "abstract": 0.3},
        least=1.8,
        opens=1.5,
        title=1.8,
    ),
    "data": Field(
        must=_of(rf"\b{DATA}\b", rf"\b{COINED}|\S (?-i:[A-Z][a-z]+)|\d|:"),  # it names them or counts them
        cues=_cues(
            {
                r"\b(?:we|is|are|was|were) (?:\w+ )?(?:use[sd]?|evaluated?|test(?:ed)?|conduct(?:ed)?|train(?:ed)?|"
                r"collect(?:ed)?|experiment(?:ed)?|validated?|perform(?:ed)?)\b": 1.2,
                rf"\b(?:contain|consist|compris|includ)(?:s|ed|ing|es)?\b.*\d{{2}}|\d[\d,]* (?:\w+ ){{0,2}}{DATA}": 1.2,
                r"\d{2,}": 0.3,
                rf"{COINED}\)? (?:[\w-]+ ){{0,2}}{DATA}|(?-i:[A-Z][a-z]+)\)? (?:[\w-]+ ){{0,1}}{DATA}|{DATA} ?\(": 0.5,
                r"\b(?:train(?:ing)?|validation|development|test)\b.*\b(?:split|set|and)\b.*(?:\d{3}|\d%)|: \w+, ": 0.5,
                r"\b(?:could|would|should|future)\b": -0.9,
                r"\b(?:batch size|adam|epochs|learning rate|same|embeddings?|vectors|weights)\b|\bearly stop": -1.2,
                r"\b(?:this|these|each) (?:\w+ )?(?:data ?sets?|corpus|corpora)\b|\bhowever\b": -0.8,
                r"\b(?:performance|accuracy|f1|highest|outperform\w*|improve\w*|achieve\w*)\b": -1.2,
            }
        ),
        kinds={"setup": 1.2, "results": 0.7, "method": -0.2, "introduction": -0.4},
        least=3.1,
        most=2,
        early=0.6,
    ),
    "training": Field(
        must=_of(
            r"\blearning rate|\bdropout|\bbatch size|\bmini-?batch|\bepochs?\b|\badam\b|\bsgd\b|\badagrad|\badadelta|"
            r"\brmsprop|\bhidden (?:size|units?|layers?|dimension)|\bembeddings? (?:size|dimension)|\bgpus?\b|"
            r"\bhyper-?parameters?|\boptimi[sz]er\b|\bpre-?trained\b.*\bembeddings?\b|\binitiali[sz]ed\b"
        ),
        cues=_cues(
            {
                r"\b(?:we|is|are|was|were) (?:\w+ )?(?:use[sd]?|set|train(?:ed)?|employ(?:ed)?|applied|optimi[sz]ed?|"
                r"adopt(?:ed)?|fix(?:ed)?|initiali[sz]ed?|implement(?:ed)?|fine-?tuned?|tuned?)\b": 1.0,
                r"\b0?\.\d+|\b\d+\b|\$": 0.6,
                r"\blearning rate|\boptimi[sz]er\b|\badam\b|\bsgd\b|\bbatch size": 0.6,
                r"\bdropout|\bhidden|\bepochs?\b|\bgpus?\b": 0.4,
                r"\b(?:outperform|improv|better|accuracy of|result|compared|each of the)": -0.8,
            }
        ),
        kinds={"setup": 1.0, "results": 0.5, "method": 0.0, "other": 0.0},
        least=2.0,
        most=2,
        after=0.3,
    ),
    "metrics": Field(
        must=_of(
            rf"\b{METRIC}\b",
            r"\b(?:we|our|us(?:e|es|ed|ing)|metrics? (?:is|are)|adopt\w*|report\w*|employ\w*|measure\w*|evaluat\w*)\b",
        ),
        cues=_cues(
            {
                r"\b(?:evaluation |performance )?(?:metrics?|measures?)\b|\bmeasured (?:by|with|in|as)\b": 1.2,
                r"\bwe (?:\w+ )?(?:report|use|adopt|employ|measure|evaluate|compute|follow)\b": 1.0,
                r"\bis (?:used|adopted|reported|defined)\b|\bare (?:used|adopted|reported)\b": 0.8,
                r"\b(?:outperform|improv|achiev|better|best|gain|drop)": -1.2,
            }
        ),
        kinds={"setup": 1.0, "results": 0.6, "method": -0.8},
        least=2.5,
        most=2,
    ),
    "baselines": Field(
        must=_of(
            r"\bbaselines\b|\bbaseline (?:method|model|system|approach|algorithm)s?\b|\bwe (?:\w+ )?compare\b|"
            r"\b(?:our|proposed)\b.*\b(?:is|are|was|were) compared (?:with|to|against)\b|"
            r"\bcompet(?:ing|itors?) (?:methods|models|approaches|systems|algorithms)\b"
        ),
        cues=_cues(
            {
                r"\bwe (?:\w+ )?compare\b|\b(?:is|are|was|were) compared (?:with|to|against)\b": 1.2,
                r"\b(?:following|strong|several|competing|these|all|two|three|four|other) (?:\w+ )?baselines?\b": 0.8,
                r"\bbaselines?,? (?:include|are|is|we)\b|\bas (?:a |the |our )?(?:\w+ )?baselines?\b": 1.0,
                r"\b(?:against|with|to)\b.*(?:,| and )": 0.3,
                rf"{COINED}.*(?:,| and ).*{COINED}": 0.9,
                r"\b(?:outperform|improv|surpass|better|significant|appendix)": -0.8,
                rf"^(?!.*\S .*\b{COINED})(?!.*,.* and ).*": -0.3,  # it names none
            }
        ),
        kinds={"setup": 0.9, "results": 0.7, "method": -0.8, "introduction": -0.8},
        least=2.0,
        most=2,
        early=0.3,
    ),
    "results": Field(
        must=_of(
            r"\b(?:outperform|achiev|surpass|improv|exceed|reduc|yield|attain|reach|obtain|gain|better|best|higher|"
            r"lower|highest|lowest|significant|state[- ]of[- ]the[- ]art|superior|comparable)",
            r"\d+\.\d|\d ?\\?%|outperform|surpass|improv|exceed|gain|better|best|higher|lower|highest|lowest|"
            r"significant|state[- ]+of[- ]+the[- ]+art|superior|comparable|competitive|reduc",
        ),
        cues=_cues(
            {
                r"\b(?:our|the proposed|the present) (?:[\w-]+ ){0,4}(?:model|method|approach|system|framework|"
                r"network|algorithm|architecture)s?\b": 0.6,
                rf"\bwe (?:\w+ )?{_SEEN}": 0.6,
                rf"\bwe (?!(?:\w+ )?{_SEEN})": -0.6,
                r"\b(?:outperform|surpass|exceed|state[- ]+of[- ]+the[- ]+art|best (?:result|performance|score))": 0.8,
                r"\b(?:achiev|attain|reach|obtain|yield)(?:s|es|ed|e)?\b": 0.4,
                r"\d+\.\d+|\d ?\\?%": 1.0,
                rf"\b(?:{COINED})\b": 0.6,  # a method, a data set or a metric by its name
                rf"\b{DATA}\b": 0.5,
                rf"\b{METRIC}\b": 0.3,
                r", (?:which|suggesting|indicating|showing|demonstrating)\b|\b(?:both|all|every|each)\b": 0.3,
                r"\b(?:baselines?|previous|prior|existing|compared (?:to|with)|than|over)\b": 0.5,
                r"\b(?:we believe|may|might|could|should|would|will|expect|hypothes|not able|excluded|missing)\b": -1.0,
                r"\b(?:et al|learning rate|epochs?|hyper-?param|layers?|humans?)\b": -0.7,
                r"\bobtained (?:from|on|using|by)\b": -2.0,
                r"\b(?:goal|(?:perform|conduct)(?:ed)? (?:an? |.*experiments?)|"
                r"we (?:also |have )?(?:test|evaluated?|experimented))\b": -1.0,
                r"^(?:second|first|third|however|although|while)\b|\bbaseline (?:model )?achiev": -0.6,
                r"\b(?:are|is|were|was) (?:\w+ )?(?:summari[sz]ed|listed|shown|reported|presented|given) in\b": -1.5,
                # What others' work reaches.
                r"^(?:in|for) comparison\b|\btypical\b|^[^,;]*(?:\[[^\]]*\]|et al[^,;]*) (?:\w+ )?"
                r"(?:achiev|obtain|report|reach|gets?\b)|^footnote|\bthey (?:\w+ )?(?:achiev|obtain|report|reach)|"
                r"\b(?:previous|earlier) (?:best|state)[^,]{0,80} (?:is|was|were|only) ": -1.2,
            }
        ),
        kinds={"results": 1.4, "ablation": 0.7, "method": 0.2, "other": 0.2, "setup": 0.1},
        least=3.2,
        most=3,
        early=1.2,
        after=0.4,
    ),
    "ablations": Field(
        must=_of(
            r"\bablat|\bwithout\b|\bremov|\bw ?/ ?o\b|\breplac|\bvary|\bdisabl|\bdelet|\bcontribut|\beffect|"
            r"\bdrop|\bdegrad|\bdecreas|\bsensitiv|\bimportan|\bcrucial|\bnecessary|\badding\b|\bcomponents?\b",
            r"\b(?:drop|decreas|degrad|hurt|reduc|declin|wors|lower|fall|rises?|suffer|improv|contribut|help|gain|"
            r"importan|crucial|necessary|effective|benefi|boost|better|best|outperform|little (?:effect|influence)|"
            r"identical|sensitiv)",
        ),
        cues=_cues(
            {
                r"\bablat": 0.4,
                r"\b(?:remov|without|w ?/ ?o|replac|disabl|delet)": 0.8,
                r"\b(?:drop|decreas|degrad|hurt|declin|wors|lower|fall|rises?|suffer|reduction)": 0.9,
                r"\b(?:improv|contribut|help|gain|benefi|boost|better|best|outperform)": 0.5,
                r"\b(?:signific|importan|crucial|necessary|effective)": 0.6,
                r"\d+\.\d|\d ?\\?%": 0.4,
                r"\b(?:we|one can|can be) (?:\w+ )?(?:observe|find|found|see|seen|note)|\bresults?\b|\bshows?\b": 0.4,
                r", (?:which|indicating|suggesting|showing|demonstrating)\b": 0.4,
                # It tells what is tried and not what came out.
                r"^(?:to|in order to) |\bwe (?:\w+ )?(?:remov|replac|ablat|perform|conduct|test|investigat|buil[td]|"
                r"consider|compare|study|evaluat|analy)": -1.4,
                r"\b(?:may|might|could|would|will|hypothes|believe|for example|sentence)": -0.6,
            }
        ),
        kinds={"ablation": 1.4, "results": 0.0, "other": -0.3},
        least=1.9,
        most=2,
        after=0.4,
    ),
    "limits": Field(
        must=_of(
            r"\blimitations?\b|\bdrawback|\bcaveat|\bshortcoming|\bweakness|\b(?:limited|restricted) to\b|"
            r"\bdo(?:es)? not\b|\bcannot\b|\bcan not\b|\bfails? to\b|\bwe (?:only|did not)\b",
            rf"{_OWN}|\blimitations?\b",
        ),
        cues=_cues(
            {
                r"\blimitations?\b|\bdrawback|\bcaveat|\bshortcoming|\bweakness": 1.2,
                _OWN: 0.6,
                r"\b(?:limited|restricted) to\b|\bdo(?:es)? not\b|\bcannot\b|\bfails? to\b|\bonly\b": 0.6,
                r"\b(?:outperform|achiev|superior|demonstrat|effective|overcome|tackle|address(?:es)?|unlike|"
                r"propose)": -1.0,
                r"^(?:despite|although|unlike)\b|\bdoes not (?:require|sacrifice|suffer|need|\w+ly)\b": -2.0,
                r"\b(?:previous|prior|existing|other) |\bwe (?:\w+ )?(?:show|find|prove|observe)\b": -1.0,
                # It announces limits and names none.
                r"\b(?:several|some|key|the following|certain|the|number of) (?:\w+ )?limitations?\b": -2.5,
            }
        ),
        kinds={"limits": 1.8, "conclusion": 0.8, "results": 0.0},
        least=2.0,
        most=2,
        after=0.4,
    ),
}
# How the idea works, in the sentences after it: the paper's own thing is the subject of a technical verb.
METHOD = Field(
    must=(),
    cues=_cues(
        {
            r"^(?:more )?(?:specifically|in particular|concretely|technically|to do so|to this end|to achieve this|"
            r"formally|precisely)\b": 1.5,
            r"^(?:first|instead|unlike|in contrast|the (?:key|main|core|basic) idea)\b|\b(?:then|next)\b": 0.7,
            r"\b(?:our|the|this) (?:\w+[ -]){0,3}?(?:method|approach|framework|model|algorithm|system|network|"
            r"architecture|technique|mechanism)s? (?:\w+ )?\w+s\b": 0.8,
            r"\b(?:uses?|employs?|leverages?|combines?|consists?|comprises?|learns?|captures?|encodes?|computes?|"
            r"appl(?:y|ies)|incorporates?|introduces?|utili[sz]es?|adopts?|extends?|predicts?|integrates?|"
            r"represents?|maps?|selects?)\b": 0.7,
            r"\b(?:by|via|through) (?:\w+ing|an?|the)\b|\b(?:based|built|rel(?:y|ies)) (?:on|upon)\b": 0.6,
            r"\b(?:module|encoder|decoder|loss|layers?|attention|vector|representation|objective|estimator|kernel|"
            r"stage|component|function|mechanism)s?\b": 0.5,
            r"\b(?:allow|enabl)(?:s|es|ing)\b": 0.5,
            r"\b(?:evaluat|experiment|datasets?|results?|show that|demonstrat|outperform|achiev|compar|"
            r"state[- ]of[- ]the[- ]art|contributions?|will be|available|publish|releas)": -2.0,
            r"\b(?:previous|prior|existing|recent|traditional|et al|however|but|although|not|for example|"
            r"advantages?|benefits?|original)\b": -1.0,
            r"\b(?:a number of|several|many) (?:\w+ )?(?:features|properties|advantages|benefits)\b": -2.0,
            r"\b(?:hypothesi[sz]e|goal|motivation|the following|section \d|have been|the first to|by-?product)\b": -1.2,
            r"^(?:in addition|moreover|furthermore)\b": -0.5,
        }
    ),
    kinds={"introduction": 0.0, "abstract": 0.0, "other": 0.0},
    least=-0.4,
)
