"""Reliability curve, expected calibration error and Brier score from scikit-learn, for test/metrics/calibration.test.ts.

Run by hand: pip install scikit-learn==1.9.1 numpy && python test/reference/calibration.py > test/reference/calibration.json &&
npx prettier --write test/reference/calibration.json
"""

import importlib.metadata
import json

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

draw = np.random.default_rng(20221124)


def case(classes, count, bins):
    logits = draw.normal(0, 1.5, (count, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([draw.choice(classes, p=row**0.7 / (row**0.7).sum()) for row in probabilities])
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    accuracy, mean_confidence = calibration_curve(right, confidence, n_bins=bins)
    share = np.histogram(confidence, bins=bins, range=(0, 1))[0] / count
    return {
        "classes": classes,
        "bins": bins,
        "probabilities": probabilities.ravel().tolist(),
        "labels": labels.tolist(),
        "accuracy": accuracy.tolist(),
        "meanConfidence": mean_confidence.tolist(),
        "ece": float((share[share > 0] * np.abs(accuracy - mean_confidence)).sum()),
        "brier": float(brier_score_loss(labels, probabilities, labels=range(classes), scale_by_half=False)),
    }


print(
    json.dumps(
        {
            "tool": f"scikit-learn {importlib.metadata.version('scikit-learn')}",
            "cases": [case(3, 80, 10), case(2, 60, 15), case(5, 50, 7)],
        }
    )
)
