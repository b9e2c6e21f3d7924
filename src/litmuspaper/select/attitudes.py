"""Attitudes of research: what a criterion asks of a paper beyond its topic, and how abstracts say that they have it.

A reader who asks for "results from physical robots" or "validity of benchmarks" names a way of working, and papers that
work so rarely use the reader's words. Each attitude has the words by which criteria ask for it and the words by which
abstracts tell of it. Written by hand from general knowledge of how abstracts are written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HALF = 0.5  # each further way of saying it halves the doubt that is left


@dataclass(frozen=True)
class Attitude:
    """A way of working: how criteria ask for it, and how abstracts tell of it, as regular expressions."""

    name: str
    asked: re.Pattern[str]
    told: tuple[re.Pattern[str], ...]


def _attitude(name: str, asked: str, *told: str) -> Attitude:
    return Attitude(
        name,
        re.compile(rf"\b(?:{asked})", re.IGNORECASE),
        tuple(re.compile(rf"\b(?:{way})", re.IGNORECASE) for way in told),
    )


ATTITUDES = (
    _attitude(
        "physical trials",
        (
            r"(?:physical|real)[- ](?:robot|trial|hardware|system|world trial)|real trials|in the flesh|"
            r"on a (?:physical|real)"
        ),
        (
            r"real[- ]robot|(?:physical|real) (?:\w+ )?(?:robot|humanoid|quadruped|arm|manipulator|drone|hardware|"
            r"vehicle)"
        ),
        r"real[- ]world (?:\w+ ){0,2}(?:experiment|trial|deploy|evaluation|task|manipulation|test|robot|rollout)",
        r"hardware (?:experiment|deploy|validation|test)|on[- ]robot|zero-shot sim-to-real|sim-to-real transfer to",
        r"franka|unitree|xarm|ur5e?|ur10|aloha|spot|anymal|crazyflie|allegro|shadow hand|quadrotor|g1 humanoid|digit",
        r"deploy(?:ed|ment)? (?:\w+ ){0,3}(?:on|to) (?:\w+ ){0,3}(?:robot|humanoid|quadruped|arm|drone|hardware)",
        r"success rate|trials|teleoperat",
    ),
    _attitude(
        "released material",
        (
            r"(?:code|weights|data|models?)(?:,| or| and)? (?:\w+ ){0,3}(?:released|available|open)|with code|"
            r"open[- ]source|released material"
        ),
        r"github|gitlab|huggingface|project (?:page|website)",
        (
            r"(?:code|data|dataset|model|weight|benchmark|checkpoint)s?\b[^.]{0,60}\b(?:available|released|"
            r"open-sourced|public)"
        ),
        r"(?:we|will) (?:\w+ )?(?:release|open-source|publish)|open[- ]source",
    ),
    _attitude(
        "outside validation",
        (
            r"external (?:cohort|validation|test)|multi-?cent|prospective|other (?:hospital|institution)|"
            r"institutions|beyond the home"
        ),
        r"external(?:ly)? (?:\w+ )?(?:validat|test|cohort|dataset|evaluat|data)|external",
        (
            r"multi-?(?:cent(?:er|re)|institution|site|cohort|national)|(?:two|three|four|five|six|several|"
            r"\d+) (?:\w+ )?(?:hospital|cent(?:er|re)|institution|site|cohort)s"
        ),
        r"prospective|reader study|clinical (?:deployment|trial|validation)|real-world clinical|randomi[sz]ed",
        r"radiologist|clinician|physician|pathologist|cardiologist|dermatologist|experts? reader",
        (
            r"(?:scanner|vendor|domain|population|distribution|demographic) (?:shift|variab)|generali[sz](?:e|es|"
            r"ability|ation) (?:\w+ )?(?:to|across) (?:\w+ )?(?:unseen|cohort|hospital|scanner|population|"
            r"institution|site|cent)"
        ),
        r"held-out (?:\w+ )?(?:hospital|cohort|site|cent)|independent (?:\w+ )?(?:cohort|test set|dataset)",
    ),
    _attitude(
        "theorems",
        (
            r"theorem|(?:real |formal )?proofs?\b|closed[- ]form|derived analytically|impossibility|"
            r"sample complexity|provabl|bounds on"
        ),
        r"we (?:\w+ )?prove|theorem|lemma|provabl[ey]|rigorous",
        r"(?:upper|lower|tight|matching|minimax|generali[sz]ation|error|regret|sample complexity) bounds?",
        r"closed[- ]form|analytical(?:ly)? (?:expression|deriv|result)|asymptotic|diversity order|degrees of freedom",
        (
            r"convergence (?:rate|guarantee|analysis)|sample complexity|expressive (?:power|ness)|expressivity|"
            r"turing|circuit complexity|\btc\^?0|np-hard|pac[- ]"
        ),
        (
            r"necessary and sufficient|impossib|we (?:show|establish) that (?:any|no|every|there exist)|"
            r"counterexample|we derive"
        ),
    ),
    _attitude(
        "doubts about a measure",
        (
            r"validity|measur(?:e|es|ing) what|question the|leaked|contaminat|shortcut|labels are wrong|audits?\b|"
            r"re-?annotat|unfair comparison|flawed"
        ),
        r"contaminat|leak(?:age|ed|s)|memori[sz]",
        (
            r"shortcut|spurious|artifact|trivial (?:baseline|solution)|blind baseline|without (?:seeing|"
            r"looking at|access to)"
        ),
        (
            r"(?:label|annotation|ground[- ]truth) (?:error|noise|quality|issue)|mislabel|re-?annotat|"
            r"incorrect (?:label|answer|annotation)"
        ),
        (
            r"(?:construct )?validity|psychometric|measurement (?:theory|error)|reliab(?:le|"
            r"ility) of (?:\w+ )?(?:benchmark|metric|evaluation|leaderboard)"
        ),
        (
            r"audit|re-?examin|revisit|reassess|critical(?:ly)? (?:analysis|examin|look)|rethink|pitfall|flaw|"
            r"mislead|illusion|overestimat|inflat"
        ),
        (
            r"(?:rank(?:ing)?s?|leaderboard) (?:\w+ ){0,4}(?:change|flip|unstable|shift|invert|instab|revers)|"
            r"fail(?:s)? to (?:measure|capture|reflect|track)"
        ),
    ),
    _attitude(
        "negative results",
        (
            r"negative (?:result|finding)|fail(?:s|ures?)? to|does not (?:work|help)|(?:fail to|do not) replicat|"
            r"where .{0,30}breaks?\b|breaks\b|go wrong|null result"
        ),
        (
            r"negative (?:result|finding)|null result|no (?:significant |measurable |consistent )?(?:improvement|"
            r"benefit|gain|advantage|effect|evidence)"
        ),
        r"(?:do(?:es)?|did) not (?:\w+ )?(?:improve|help|outperform|transfer|generali[sz]e|scale|hold|benefit|work)",
        r"fail(?:s|ed|ure|ures)?\b|break(?:s|down)?\b|collapse|degrad|brittle|fragil|unreliab",
        (
            r"surprisingly|contrary to|counterintuitive|counter to|despite|limits? of|limitations? of|cautionary|"
            r"underperform|worse than"
        ),
    ),
    _attitude(
        "replication",
        r"replicat|reproduc|re-?implement",
        r"replicat|reproduc(?:e|ib|tion)|re-?run|re-?implement|independent(?:ly)? (?:verif|test|evaluat)",
        r"original (?:result|finding|paper|claim|stud)|prior (?:claim|result)s?",
    ),
    _attitude(
        "measured on the device",
        (
            r"on[- ](?:the )?device|measured on|phones?\b|mobile (?:device|phone|hardware)|microcontroller|"
            r"embedded (?:device|hardware)|edge (?:device|hardware)|wall[- ]clock|browsers"
        ),
        r"on[- ]device|smartphone|mobile (?:device|phone|gpu|soc|hardware)|edge (?:device|hardware|gpu|deploy)",
        (
            r"jetson|raspberry|microcontroller|\bmcu|arm cortex|stm32|fpga|npu|snapdragon|android|iphone|"
            r"apple silicon|esp32|browser|webgpu|headset"
        ),
        (
            r"\d+(?:\.\d+)? ?(?:ms|fps|mw|mj|kb|mb|gb|tokens/s|watts?)\b|frame rate|latency|throughput|"
            r"power consumption|energy (?:consumption|efficien)"
        ),
        (
            r"wall[- ]clock|end-to-end (?:latency|speedup)|real-time on|speed-?ups? of|\d+(?:\.\d+)?(?:x|"
            r"×) (?:faster|speed|reduction|smaller|less)"
        ),
    ),
    _attitude(
        "human study",
        (
            r"user stud|human (?:subject|participant|stud)|participants|interview|field stud|survey of (?:people|"
            r"users|practitioners)"
        ),
        r"user stud|participants?\b|interview|questionnaire|human (?:evaluation|stud|subject)|crowdwork",
        r"\(?n ?= ?\d+|semi-structured|think-aloud|co-design|field (?:study|deployment)|qualitative",
    ),
    _attitude(
        "cost as the aim",
        (
            r"(?:name|report)s? a cost|cheaper|(?:memory|energy|compute|storage)[- ](?:cost|efficien|budget|"
            r"footprint)|low(?:er)? cost|bitrate"
        ),
        r"compress|prun|quanti[sz]|entropy coding|compact|lightweight|storage|footprint|bitrate|rate-distortion",
        (
            r"memory (?:usage|footprint|consumption|cost|efficien)|reduc(?:e|es|ing|tion) (?:\w+ ){0,4}(?:memory|"
            r"storage|size|cost|primitives|parameters|bandwidth)"
        ),
        r"\d+(?:\.\d+)?(?:x|×|%) (?:\w+ )?(?:smaller|reduction|compression|fewer|less|lower)|\d+ ?(?:mb|kb|fps)\b",
    ),
    _attitude(
        "tested outside the training data",
        (
            r"unseen|out[- ]of[- ]distribution|generali[sz]ation in earnest|outside the training|"
            r"distribution shift|long (?:autoregressive )?rollouts?|extrapolat"
        ),
        r"unseen|out[- ]of[- ]distribution|\bood\b|zero-shot|held-out|extrapolat",
        (
            r"distribution(?:al)? shift|generali[sz](?:e|es|ing|ation|ability) (?:\w+ )?(?:to|across|beyond)|"
            r"transfer(?:s|red)? to|robust"
        ),
        (
            r"long[- ](?:term|horizon|time)|rollouts?|autoregressive (?:rollout|predict)|stab(?:le|ility)|"
            r"error accumulation|conservation"
        ),
    ),
    _attitude(
        "measuring an evaluator",
        (
            r"(?:evaluator|judges?) (?:itself|as the object)|judge error|inter-?(?:rater|annotator)|"
            r"disagreement with experts"
        ),
        (
            r"(?:llm|model)[- ]as[- ]an?[- ]judge|(?:llm|automatic|automated) (?:judge|evaluator|grader|rater)s?|"
            r"judges?\b"
        ),
        (
            r"(?:position|length|verbosity|style|self-preference|self-enhancement|framing|order|familiarity|"
            r"scoring|evaluation|judge|judg(?:e)?ment) bias|bias(?:es|ed)?"
        ),
        (
            r"(?:human|expert)[- ](?:agreement|alignment|judg|annotat|label|rating)|(?:dis)?agree(?:ment|"
            r"s)? with (?:human|expert)|inter-?(?:rater|annotator)|kappa|calibrat"
        ),
        r"inconsisten|self-consisten|sensitiv|manipulat|adversarial|perturb|unreliab|reliab|robustness of",
    ),
)  # fmt: skip


def asked(texts: Sequence[str]) -> dict[str, float]:
    """How strongly a criterion asks for each attitude, the name's mention counting twice; empty where it asks for none.

    Args:
        texts: the criterion's name, then what is relevant.

    Returns:
        Weights that add to 1, by the attitude's name.
    """
    weights: dict[str, float] = {}
    for attitude in ATTITUDES:
        counts = [len(attitude.asked.findall(text)) for text in texts]
        if total := 2 * counts[0] + sum(counts[1:]):
            weights[attitude.name] = float(total**0.5)
    whole = sum(weights.values())
    return {name: weight / whole for name, weight in weights.items()}


def told(text: str, weights: dict[str, float]) -> float:
    """How surely a paper tells of the attitudes that are asked for: 0 (of none) to 1."""
    sure = 0.0
    for attitude in ATTITUDES:
        if weight := weights.get(attitude.name):
            ways = sum(bool(way.search(text)) for way in attitude.told)
            sure += weight * (1 - _HALF**ways)
    return sure
