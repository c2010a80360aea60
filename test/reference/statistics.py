"""Statistics from scipy and statsmodels for test/stats/parity.test.ts.

Run by hand: pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 && python test/reference/statistics.py > test/reference/statistics.json &&
npx prettier --write test/reference/statistics.json
"""

import importlib.metadata
import json

import numpy as np
import scipy.special
import scipy.stats
import statsmodels.formula.api
import statsmodels.stats.multitest
import pandas

draw = np.random.default_rng(20221125)

xs = [-38.0, -8.5, -3.0, -2.999, -1.0, -1e-9, 0.0, 0.3, 1.96, 3.0, 3.1, 6.0]
shares = [1e-300, 1e-12, 0.001, 0.025, 0.31, 0.5, 0.8, 0.975, 0.999999]
normal = {"x": xs, "cdf": scipy.stats.norm.cdf(xs).tolist(), "share": shares, "quantile": scipy.stats.norm.ppf(shares).tolist()}

skewed = draw.lognormal(size=40)
resamples = 400_000
bootstrap = {"values": skewed.tolist(), "resamples": resamples}
for name, statistic in [("mean", np.mean), ("variance", lambda x, axis: np.var(x, axis=axis, ddof=1))]:
    for method in ("BCa", "percentile"):
        found = scipy.stats.bootstrap((skewed,), statistic, n_resamples=resamples, method=method, batch=20_000, rng=7)
        bootstrap[f"{name} {method.lower()}"] = list(found.confidence_interval)

differences = draw.normal(0.4, 1, size=12)
permutation = {"differences": differences.tolist()}
for alternative in ("two-sided", "greater", "less"):
    found = scipy.stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative=alternative
    )
    permutation[alternative] = float(found.pvalue)

p_values = [0.04, 0.001, 0.03, 0.2, 0.01, 0.01]
holm = {"p": p_values, "adjusted": statsmodels.stats.multitest.multipletests(p_values, method="holm")[1].tolist()}

a, b = draw.normal(1, 2, size=9), draw.normal(0, 1, size=14)
pooled = np.sqrt((8 * a.var(ddof=1) + 13 * b.var(ddof=1)) / 21)


def hedges(degrees):
    return float(np.exp(scipy.special.gammaln(degrees / 2) - scipy.special.gammaln((degrees - 1) / 2)) / np.sqrt(degrees / 2))


u = scipy.stats.mannwhitneyu(a, b).statistic
effect = {
    "a": a.tolist(),
    "b": b.tolist(),
    "d": float((a.mean() - b.mean()) / pooled),
    "g": float((a.mean() - b.mean()) / pooled * hedges(21)),
    "cliff": float(2 * u / (9 * 14) - 1),
    "paired": float(differences.mean() / differences.std(ddof=1)),
    "pairedG": float(differences.mean() / differences.std(ddof=1) * hedges(11)),
}

seeds, scenes = 6, 15
table = 0.3 + draw.normal(0, 0.5, (seeds, 1)) + draw.normal(0, 0.8, (1, scenes)) + draw.normal(0, 0.4, (seeds, scenes))
rows = pandas.DataFrame(
    [(0, s, c, table[s, c]) for s in range(seeds) for c in range(scenes)], columns=["all", "seed", "scene", "y"]
)
model = statsmodels.formula.api.mixedlm(
    "y ~ 1", rows, groups="all", vc_formula={"seed": "0 + C(seed)", "scene": "0 + C(scene)"}
)
fitted = model.fit(reml=True, method="bfgs", gtol=1e-10)
components = dict(zip(model.exog_vc.names, map(float, fitted.vcomp)))
mixed = {
    "table": table.tolist(),
    "mean": float(fitted.fe_params.iloc[0]),
    "variance": {**components, "residual": float(fitted.scale)},
    "standardError": float(fitted.bse_fe.iloc[0]),
}

made_with = {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "statsmodels")}
print(
    json.dumps(
        {"madeWith": made_with, "normal": normal, "bootstrap": bootstrap, "permutation": permutation, "holm": holm, "effect": effect, "mixed": mixed}
    )
)
