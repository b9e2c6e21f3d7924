"""The words by which a sentence about a table compares, counts, limits and explains."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AHEAD = {
    **dict.fromkeys(
        "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing beat beats beating "
        "exceed exceeds superior better improve improves improved improvement improvements improving dominate "
        "dominates supersede easier".split(), 1
    ),
    **dict.fromkeys("underperform underperforms underperformed underperforming worse inferior harder lag lags "
        "lagging trail trails".split(), -1),
}  # fmt: skip
RAW = {
    **dict.fromkeys("higher larger greater longer more".split(), 1),
    **dict.fromkeys("lower smaller shorter fewer less".split(), -1),
}
BEST = {"best": 1, "highest": 1, "largest": 1, "worst": -1, "lowest": -1, "poorest": -1, "smallest": -1}
BY_VALUE = _words("highest lowest largest smallest")
CHANGE = {
    **dict.fromkeys(
        "drop drops dropped dropping decline declines decrease decreases decreased loss degrades degrade degradation "
        "hurts hurt reduces reduced reduction deteriorates".split(), -1
    ),
    **dict.fromkeys(
        "improvement improvements gain gains increase increases increased boost boosts rise improves improve "
        "improved improving".split(), 1
    ),
}  # fmt: skip
HELPS = _words(
    "effective effectiveness helpful useful crucial important importance essential beneficial necessary helps help "
    "contributes contribute significant vital key"
)
NOT = _words(
    "not no never neither nor cannot fail fails failed unable hardly barely n't don't doesn't didn't none without-"
)
WITHOUT = _words(
    "without removing remove removed removal excluding exclude dropping ablating ablate disabling drop w/o"
)
WITH = _words("adding add adds with including include incorporating introducing using use applying")
OTHERS = _words(
    "baseline baselines previous other others competitors competition existing prior state-of-the-art "
    "stateof-the-art rest sota counterparts alternatives"
)
OWN = _words("we our ours proposed it they")
REACHES = _words(
    "achieves achieved achieve achieving obtains obtain gives give gets reaches scores yields yield has attains is are"
)
THAN = _words("than over upon compared to on against")
TRANSITIVE = (
    "outperform", "surpass", "beat", "exceed", "underperform", "dominat", "supersed", "lag", "trail",
)  # fmt: skip
ALWAYS = _words("consistently always every each")
ALIKE = _words("comparable comparably similar similarly par")
VAGUE = _words(
    "competitive most some many several second almost except close "
    "closely mostly half third seem seems might possibly likely potentially could may "
    "would should expect expected here former latter correlated correlation"
)
SLIGHT = _words("insignificant insignificantly slight slightly marginal marginally small only little negligible minor")
LARGE = _words("significant significantly substantial substantially much dramatic dramatically far large largely")
COMMON = frozenset(
    "a all an and any are as at average avg best both but by can data dev each for from full gain has in is it its "
    "mean method methods model models more most n no non none not of on one or other our others overall results "
    "system systems test than that the these this to total train training two type up we with without "
    "word words yes first second last high low higher lower baseline baselines original base number time text set size "
    "task tasks score scores performance class dataset datasets based level using".split()
)
FUNCTION = frozenset(
    "out "
    "the a an all our both each every other of this that these those by than with without to from over upon on in for "
    "between and or but as at is are was were be been while whereas although however does do did not no also even "
    "compared against outperforms outperform outperformed outperforming surpasses beats exceeds improves improve "
    "achieves achieve obtains gives yields using use uses adding removing excluding including replacing remove add "
    "either when if after before only more most less it its we that which than's method model adopting best "
    "underperforms applying on our proposed enriching dominate dominates namely".split()
)
GAP = _words("model models of the method approach variant version system")
GENERAL = _words(
    "bleu f1 acc prec rec rouge meteor map nlp lstm rnn cnn gpu cpu ner nmt mt qa sota ii iii auc mse mae rmse wer cer "
    "ppl em bilstm"
) - _words("lstm rnn cnn bilstm")
PLURALS = _words("models methods approaches systems variants networks embeddings encoders parsers baselines ones")
KINDS = _words(
    "model models method methods approach approaches system systems framework algorithm network networks architecture "
    "variant embeddings parser scheme classifier"
)
SYNONYMS = {
    **dict.fromkeys(("accuracy", "acc.", "accuracies"), "acc"),
    **dict.fromkeys(("precision", "p"), "prec"),
    **dict.fromkeys(("recall", "r"), "rec"),
    **dict.fromkeys(("f", "f-score", "f1-score", "f-measure", "fscore"), "f1"),
    **dict.fromkeys(("avg.", "average", "averaged"), "avg"),
    **dict.fromkeys(("b", "bleu-4"), "bleu"),
    **dict.fromkeys(("attn", "attn.", "attentions"), "attention"),
    **dict.fromkeys(("sil", "silhouette"), "sil"),
    **dict.fromkeys(("freq", "freq."), "frequency"),
    **dict.fromkeys(("cluster", "cluster."), "clustering"),
    **dict.fromkeys(("params", "param", "#p"), "parameters"),
}
SAYS = frozenset(AHEAD) | frozenset(RAW) | frozenset(BEST) | frozenset(CHANGE) | NOT
LANGUAGES = {
    "en": "english", "de": "german", "cs": "czech", "fr": "french", "es": "spanish", "it": "italian", "ru": "russian",
    "zh": "chinese", "ja": "japanese", "fi": "finnish", "ro": "romanian", "tr": "turkish", "ar": "arabic",
    "vi": "vietnamese", "nl": "dutch", "pt": "portuguese",
}  # fmt: skip
LESS_IS_BETTER = _words(
    "time runtime latency msec ms second seconds error errors loss losses distance cost perplexity ppl "
    "mse mae rmse wer fid regret chamfer memory duration"
)
SPREADS = _words("deviation std variance gap sd")
LIMITS = _words("without trained using plus w/o pretrained")
SUMMARY = _words("avg total overall all mean")
