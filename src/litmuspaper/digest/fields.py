"""What marks the sentences of a full text that belong in a field of the digest: cue words and kinds of section."""

import re
from dataclasses import dataclass

from litmuspaper.digest.places import Kind

_WE = r"(?:we|this (?:paper|work|article|study|letter)|our (?:paper|work|study))"
_DATA = (
    r"(?:data ?sets?|corpus|corpora|benchmarks?|tree ?banks?|test sets?|test data|training data|cohorts?|patients|"
    r"participants|recordings|scans)"
)
_METRIC = (
    r"(?:accuracy|precision|recall|f1|f-?score|f-?measure|auc|auroc|bleu|rouge|meteor|cider|map|mrr|ndcg|psnr|ssim|"
    r"dice|iou|miou|hausdorff|fid|perplexity|rmse|mse|mae|error rate|word error|correlation|spearman|pearson|"
    r"success rate|win rate|ap|wer|exact match|hits@\w+|metrics?)"
)
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
            r"investigate|apply|extend|build|formulate|combine|address|tackle|focus|consider|examine|use)(?:s|es)?\b"
        ),
        cues=_cues(
            {
                rf"\b{_WE} (?:\w+ ){{0,2}}(?:propose|introduce|present)s?\b": 1.2,
                r"\bin this (?:paper|work|article|study|letter)\b|\bto (?:this end|address|tackle|overcome)\b": 0.8,
                r"^(?:as a demonstration|in addition|additionally|further|finally)|\bwe (?:also|further|then)\b": -2.3,
                r"\b(?:novel|new|simple|called|named|dubbed|termed)\b|,? which\b|\bthat\b": 0.4,
                r"\b(?:model|method|framework|approach|network|architecture|algorithm|dataset|benchmark)\b": 0.4,
            }
        ),
        kinds={"introduction": 1.8, "abstract": 0.3, "other": -0.4},
        least=2.0,
    ),
    "task": Field(
        must=_of(
            r"\b(?:tasks?|problems?|goals?|challenges?|research|field|area)\b.*\b(?:is|are|has|have|aims?)\b|"
            r"\b(?:is|are|plays?|remains?|has|have) .*\b(?:tasks?|problems?|challeng\w+|research|field|area|role)\b|"
            r"\baims? (?:to|at)\b|\b(?:tasks?|problems?|goal|challenge) of\b|\b(?:essential|crucial|fundamental)\b"
        ),
        cues=_cues(
            {
                r"\b(?:is|are) (?:\w+ )?(?:an?|the|one of the) (?:[\w-]+ ){0,4}(?:tasks?|problems?|challenges?|"
                r"goals?)\b": 1.4,
                r"\b(?:tasks?|problem|goal|aim|challenge) (?:of|in|is)\b|\baims? (?:to|at)\b": 0.8,
                r"\b(?:important|essential|crucial|fundamental|central|vital|key|long-?standing|challenging)\b": 0.6,
                r"^[A-Z][\w()-]+(?: [\w()-]+){0,5} ?(?:\([\w -]+\) ?)?(?:,[^,]+,)? ?(?:is|are|has|aims|refers)\b": 0.8,
                r"\b(?:we|our|however|but|unfortunately|despite)\b": -0.8,
            }
        ),
        kinds={"introduction": 1.0, "abstract": 0.6},
        least=3.0,
        early=1.2,
    ),
    "data": Field(
        must=_of(rf"\b{_DATA}\b"),
        cues=_cues(
            {
                r"\b(?:we|is|are|was|were) (?:\w+ )?(?:use[sd]?|evaluated?|test(?:ed)?|conduct(?:ed)?|train(?:ed)?|"
                r"collect(?:ed)?|experiment(?:ed)?|validated?|perform(?:ed)?)\b": 1.2,
                rf"\b(?:contain|consist|compris|includ)(?:s|ed|ing|es)?\b.*\d|\d[\d,]* (?:\w+ ){{0,2}}{_DATA}": 0.9,
                r"\d{2,}": 0.3,
                r"\b(?:train(?:ing)?|validation|development|test)\b.*\b(?:split|set|and)\b": 0.5,
                r"\b(?:could|would|should|future)\b": -0.9,
                r"\b(?:batch size|adam|epochs|learning rate|same)\b": -1.2,
                r"\b(?:performance|accuracy|f1|highest|outperform\w*|improve\w*|achieve\w*)\b": -1.2,
            }
        ),
        kinds={"setup": 1.2, "results": 0.7, "method": -0.2, "introduction": -0.4},
        least=2.7,
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
        least=2.2,
        most=2,
        after=0.3,
    ),
    "metrics": Field(
        must=_of(rf"\b{_METRIC}\b"),
        cues=_cues(
            {
                r"\b(?:evaluation |performance )?(?:metrics?|measures?)\b|\bmeasured (?:by|with|in|as)\b": 1.2,
                r"\bwe (?:\w+ )?(?:report|use|adopt|employ|measure|evaluate|compute|follow)\b": 1.0,
                r"\bis (?:used|adopted|reported|defined)\b|\bare (?:used|adopted|reported)\b": 0.8,
                r"\b(?:outperform|improv|achiev|better|best|gain|drop)": -1.2,
            }
        ),
        kinds={"setup": 1.0, "results": 0.6, "method": -0.8},
        least=2.2,
    ),
    "baselines": Field(
        must=_of(
            r"\bbaselines\b|\bbaseline (?:method|model|system|approach|algorithm)s?\b|\bwe (?:\w+ )?compare\b|"
            r"\b(?:is|are|was|were) compared (?:with|to|against)\b|"
            r"\bcompet(?:ing|itors?) (?:methods|models|approaches|systems|algorithms)\b"
        ),
        cues=_cues(
            {
                r"\bwe (?:\w+ )?compare\b|\b(?:is|are|was|were) compared (?:with|to|against)\b": 1.2,
                r"\b(?:following|strong|several|competing|these|all|two|three|four|other) (?:\w+ )?baselines?\b": 0.8,
                r"\bbaselines?,? (?:include|are|is|we)\b|\bas (?:a |the |our )?(?:\w+ )?baselines?\b": 1.0,
                r"\b(?:against|with|to)\b.*(?:,| and )": 0.3,
                r"[A-Z][\w-]*[A-Z0-9][\w-]*.*,.*[A-Z][\w-]*[A-Z0-9]": 0.7,
                r"\b(?:outperform|improv|surpass|better|significant|appendix)": -0.8,
            }
        ),
        kinds={"setup": 0.9, "results": 0.7, "method": -0.8, "introduction": -0.8},
        least=2.0,
        early=0.3,
    ),
    "results": Field(
        must=_of(
            r"\b(?:outperform|achiev|surpass|improv|exceed|reduc|yield|attain|reach|obtain|gain|better|best|higher|"
            r"lower|highest|lowest|significant|state[- ]of[- ]the[- ]art|superior|comparable)"
        ),
        cues=_cues(
            {
                _OWN: 0.6,
                r"\b(?:outperform|surpass|exceed|state[- ]of[- ]the[- ]art|best (?:result|performance|score))": 1.0,
                r"\b(?:achiev|attain|reach|obtain|yield)(?:s|es|ed|e)?\b": 0.6,
                r"\b(?:results?|experiments?|table \d+) (?:\w+ ){0,3}(?:show|demonstrate|indicate|suggest)": 0.2,
                r"\d+\.\d+|\d ?\\?%": 0.8,
                r"\b(?:baselines?|previous|prior|existing|compared (?:to|with)|than|over)\b": 0.5,
                r"\b(?:we believe|may|might|could|should|would|will|expect|hypothes|not able|excluded|missing)\b": -1.0,
                r"\b(?:et al|learning rate|epochs?|hyper-?param|layers?)\b": -0.7,
                r"\b(?:obtained (?:from|on|using) the|(?:perform|conduct)(?:ed)? (?:an? |.*experiments?)|"
                r"we (?:also |have )?(?:test|evaluated?|experimented))\b": -1.0,
                r"^(?:second|first|third|finally|however|although|while)\b|\bonly\b|\bbaseline (?:model )?achiev": -0.6,
            }
        ),
        kinds={"results": 1.2, "ablation": 0.7, "method": 0.3, "other": 0.3, "setup": 0.1},
        least=2.4,
        most=3,
        after=0.4,
    ),
    "ablations": Field(
        must=_of(
            r"\bablat|\bwithout\b|\bremov|\bw/o\b|\breplac|\bvarying\b|\bdisabl|\bcontribut\w* (?:of|to)|\beffect of\b|"
            r"\bdrop|\bdegrad|\bdecreas|\bsensitiv"
        ),
        cues=_cues(
            {
                r"\bablat": 0.7,
                r"\b(?:remov|without|w/o|replac|disabl)": 0.8,
                r"\b(?:drop|decreas|degrad|hurt|reduc|declin|wors|lower|fall)": 0.8,
                r"\b(?:improv|contribut|help|gain|important|crucial|benefi|key)": 0.5,
                r"\d": 0.4,
                r"\bwe (?:\w+ )?(?:observe|find|found|see|note)\b|\bresults?\b|\bshows?\b": 0.4,
                r"\b(?:may|might|could|would|will)\b": -0.5,
            }
        ),
        kinds={"ablation": 1.6, "results": 0.2, "setup": -0.2},
        least=2.4,
        most=2,
    ),
    "limits": Field(
        must=_of(
            r"\blimitations?\b|\bdrawback|\bcaveat|\bshortcoming|\bweakness|\b(?:limited|restricted) to\b|"
            r"\bdo(?:es)? not\b|\bcannot\b|\bfails? to\b|\bfuture (?:work|research|stud)|\bwe (?:only|did not)\b",
            rf"{_OWN}|\blimitations?\b|\bfuture\b",
        ),
        cues=_cues(
            {
                r"\blimitations?\b|\bdrawback|\bcaveat|\bshortcoming|\bweakness": 1.2,
                _OWN: 0.6,
                r"\b(?:limited|restricted) to\b|\bdo(?:es)? not\b|\bcannot\b|\bfails? to\b|\bonly\b": 0.6,
                r"\bfuture (?:work|research|stud)": 0.6,
                r"\b(?:outperform|achiev|superior|demonstrat|effective|overcome|address(?:es)?|unlike|propose)": -1.0,
                r"^(?:despite|although|unlike)\b|\bdoes not (?:require|sacrifice|suffer|need|\w+ly)\b": -2.0,
                r"\b(?:previous|prior|existing|other) |\bwe (?:\w+ )?(?:show|find|prove|observe)\b": -1.0,
                # It announces limits and names none.
                r"\b(?:several|some|key|the following|certain|the) (?:\w+ )?limitations?\b": -0.9,
            }
        ),
        kinds={"limits": 1.8, "conclusion": 0.8, "results": 0.0},
        least=2.0,
        most=2,
        after=0.4,
    ),
}
