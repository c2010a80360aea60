"""Scores, codes and gradients of probes from scikit-learn and scipy, for test/probes/scores-parity.test.ts.

Run by hand: pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 && python test/reference/probe-scores.py >
test/reference/probe-scores.json && npx prettier --write test/reference/probe-scores.json
"""

import importlib.metadata
import json
import warnings

import numpy as np
from scipy.spatial.distance import cosine
from scipy.special import log_ndtr, log_softmax
from sklearn import metrics
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import PolynomialFeatures

draw = np.random.default_rng(20261123)
warnings.filterwarnings("ignore")


def single(values, digits=3):
    """Numbers that single precision holds, so that both sides see the same ones."""
    return np.float32(np.round(values, digits)).astype(np.float64)


def of_values():
    truth = single(draw.normal(size=(40, 3)) * [1, 2, 0.5] + [0, 3, -1])
    predicted = single(truth + draw.normal(size=(40, 3)))
    angles = [np.degrees(np.arccos(1 - cosine(p, t))) for p, t in zip(predicted, truth / np.linalg.norm(truth, axis=1)[:, None])]
    return {
        "truth": truth.ravel().tolist(),
        "predicted": predicted.ravel().tolist(),
        "r2": metrics.r2_score(truth, predicted, multioutput="variance_weighted"),
        "angle": float(np.mean(angles)),
    }


def of_classes():
    truth = draw.choice(4, size=60, p=[0.5, 0.3, 0.2, 0])
    said = np.where(draw.random(60) < 0.5, truth, draw.integers(0, 4, size=60))
    return {
        "truth": truth.tolist(),
        "said": said.tolist(),
        "accuracy": metrics.balanced_accuracy_score(truth, said),
        "overallAccuracy": metrics.accuracy_score(truth, said),
        # Of the classes that the truth has.
        "meanIou": metrics.jaccard_score(truth, said, average="macro", labels=np.unique(truth)),
    }


def depth_scores(truth, predicted, suffix=""):
    ratio = np.maximum(predicted / truth, truth / predicted)
    return {
        f"delta1{suffix}": float(np.mean(ratio < 1.25)),
        f"absRel{suffix}": metrics.mean_absolute_percentage_error(truth, predicted),
        f"rmse{suffix}": metrics.root_mean_squared_error(truth, predicted),
    }


def of_depth():
    images, cells = 3, 20
    log_truth = single(draw.normal(0.8, 0.4, size=images * cells))
    log_predicted = single(0.3 + 0.8 * log_truth + draw.normal(0, 0.15, size=images * cells))
    truth, predicted = np.exp(log_truth), np.exp(log_predicted)
    image = np.repeat(np.arange(images), cells)
    aligned = np.empty_like(predicted)
    for i in range(images):
        own = image == i
        fit = LinearRegression().fit(predicted[own, None], truth[own])
        aligned[own] = fit.predict(predicted[own, None])
    return {
        "truth": log_truth.tolist(),
        "predicted": log_predicted.tolist(),
        "image": image.tolist(),
        **depth_scores(truth, predicted),
        **depth_scores(truth, aligned, "ScaleShift"),
    }


def of_codes():
    """Bits of a step of a Gaussian, from the logarithms of its tails; of a class, of its probability."""
    numbers = []
    for value, step, mean, deviation in [(0.3, 0.25, 0.1, 1), (5, 0.125, 0, 1), (-7, 0.5, 2, 0.6), (40, 1, 0, 1), (0.5, 0.0625, 0.53, 2)]:
        written = np.round(value / step) * step
        ends = np.sort(-np.abs([(written - step / 2 - mean) / deviation, (written + step / 2 - mean) / deviation]))
        low, high = (written - step / 2 - mean) / deviation, (written + step / 2 - mean) / deviation
        if low < 0 < high:
            log_mass = np.log1p(-np.exp(log_ndtr(low)) - np.exp(log_ndtr(-high)))
        else:
            log_mass = log_ndtr(ends[1]) + np.log1p(-np.exp(log_ndtr(ends[0]) - log_ndtr(ends[1])))
        numbers.append([value, step, mean, deviation, float(-log_mass / np.log(2))])
    logits = single(draw.normal(size=4) * 2)
    return {"numbers": numbers, "logits": logits.tolist(), "classes": (-log_softmax(logits) / np.log(2)).tolist()}


def of_terms():
    values = single(draw.normal(size=(5, 3)))
    return {
        "values": values.ravel().tolist(),
        "terms": PolynomialFeatures(3, include_bias=False).fit_transform(values).ravel().tolist(),
    }


def of_points():
    here, there = single(draw.normal(size=(12, 5))), single(draw.normal(size=(12, 5)))
    similarity = metrics.pairwise.cosine_similarity(here, 0.5 * here + there)
    return {
        "here": here.ravel().tolist(),
        "there": single(0.5 * here + there, 4).ravel().tolist(),
        "recall": {k: metrics.top_k_accuracy_score(np.arange(12), similarity, k=k) for k in (1, 2, 5)},
    }


def of_perceptron(kind):
    """Gradient of ½ the mean squared error, or of the mean cross entropy, over one batch."""
    rows, columns, hidden, outputs = 16, 3, 6, 3
    x = single(draw.normal(size=(rows, columns)))
    first, second = single(draw.normal(size=(columns + 1, hidden))), single(draw.normal(size=(hidden, outputs)))
    if kind == "regression":
        y = single(draw.normal(size=(rows, outputs)))
        network = MLPRegressor(hidden_layer_sizes=(hidden,), alpha=0, max_iter=1).fit(x, y)
    else:
        labels = draw.integers(0, outputs, size=rows)
        labels[:outputs] = np.arange(outputs)
        y = np.eye(outputs)[labels]
        network = MLPClassifier(hidden_layer_sizes=(hidden,), alpha=0, max_iter=1).fit(x, labels)
    network.coefs_ = [first[:columns].copy(), second.copy()]
    network.intercepts_ = [first[columns].copy(), np.zeros(outputs)]
    activations, deltas = [x, None, None], [None, None]
    slopes, shifts = [None, None], [None, None]
    network._backprop(x, y, None, activations, deltas, slopes, shifts)
    return {
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "first": first.ravel().tolist(),
        "second": second.ravel().tolist(),
        "toFirst": np.vstack([slopes[0], shifts[0]]).ravel().tolist(),
        "toSecond": slopes[1].ravel().tolist(),
    }


print(
    json.dumps(
        {
            "madeWith": {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "scikit-learn")},
            "values": of_values(),
            "classes": of_classes(),
            "depth": of_depth(),
            "codes": of_codes(),
            "terms": of_terms(),
            "points": of_points(),
            "perceptrons": {kind: of_perceptron(kind) for kind in ("regression", "classification")},
        }
    )
)
