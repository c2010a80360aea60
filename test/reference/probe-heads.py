"""Read-outs of scikit-learn on drawn features, for test/probes/heads-parity.test.ts.

Run by hand: pip install numpy==2.4.6 scikit-learn==1.9.1 && python test/reference/probe-heads.py >
test/reference/probe-heads.json && npx prettier --write test/reference/probe-heads.json
"""

import json

import numpy as np
import sklearn
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

draw = np.random.default_rng(20221124)
TRAIN, TEST, COLUMNS, CLASSES = 120, 24, 4, 3


def rounded(values, digits=10):
    return np.round(np.asarray(values, dtype=np.float64), digits).tolist()


# Numbers that single precision holds, so that both sides see the same ones.
x = np.float32(np.round(draw.normal(size=(TRAIN + TEST, COLUMNS)) * [1, 3, 0.5, 2] + [0, 5, -1, 2], 3)).astype(np.float64)
y = np.float32(np.round(np.c_[x @ draw.normal(size=COLUMNS), np.sin(x[:, 0]) + x[:, 2]] + draw.normal(size=(TRAIN + TEST, 2)) / 2, 3)).astype(np.float64)
scores = (x - x.mean(axis=0)) / x.std(axis=0) @ draw.normal(size=(COLUMNS, CLASSES)) + draw.gumbel(size=(TRAIN + TEST, CLASSES))
labels = scores.argmax(axis=1)

scaler = StandardScaler().fit(x[:TRAIN])
z = scaler.transform(x)


def ridge(penalty):
    """Of Σ(y − ŷ)²/n + λ‖B‖²: scikit-learn's α is n λ."""
    fit = Ridge(alpha=TRAIN * penalty, tol=1e-12, solver="cholesky").fit(z[:TRAIN], y[:TRAIN])
    weights = fit.coef_ / scaler.scale_
    return {
        "lambda": penalty,
        "weights": rounded(weights.T),
        "intercept": rounded(fit.intercept_ - weights @ scaler.mean_),
    }


def logistic():
    fit = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000).fit(z[:TRAIN], labels[:TRAIN])
    coefficients = fit.coef_ - fit.coef_.mean(axis=0)
    return {
        "coefficients": rounded(coefficients.T),
        "intercept": rounded(fit.intercept_ - fit.intercept_.mean()),
        "probabilities": rounded(fit.predict_proba(z[TRAIN:])),
    }


def neighbours(k, metric):
    fit = KNeighborsRegressor(n_neighbors=k, metric=metric, algorithm="brute").fit(z[:TRAIN], y[:TRAIN])
    return {"k": k, "metric": metric, "predictions": rounded(fit.predict(z[TRAIN:]))}


least_squares = LinearRegression().fit(x[:TRAIN], y[:TRAIN])
print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
            "train": TRAIN,
            "features": x.tolist(),
            "values": y.tolist(),
            "labels": labels.tolist(),
            "ridge": [ridge(1e-5), ridge(0.1), ridge(100)],
            "leastSquares": {"weights": rounded(least_squares.coef_.T), "intercept": rounded(least_squares.intercept_)},
            "logistic": logistic(),
            "neighbours": [neighbours(k, metric) for metric in ("euclidean", "cosine") for k in (1, 5, 20)],
        }
    )
)
