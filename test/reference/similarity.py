"""Measures of similarity from numpy and scipy, by their definitions, for test/similarity/parity.test.ts.

Run by hand: pip install numpy==2.4.6 scipy==1.17.1 && python test/reference/similarity.py > test/reference/similarity.json &&
npx prettier --write test/reference/similarity.json
"""

import importlib.metadata
import json

import numpy as np
import scipy.linalg
import scipy.spatial.distance
import scipy.stats

draw = np.random.default_rng(20221124)


def centred(x):
    return x - x.mean(axis=0)


def canonical(x, y):
    """Canonical correlations by bases from pivoted QR, and the variates on the first side."""
    bases = []
    for side in (x, y):
        q, r, _ = scipy.linalg.qr(centred(side), mode="economic", pivoting=True)
        bases.append(q[:, np.abs(np.diag(r)) > 1e-10 * np.abs(r[0, 0])])
    u, rho, _ = np.linalg.svd(bases[0].T @ bases[1], full_matrices=False)
    return rho, bases[0] @ u


def leading(x, variance):
    u, s, _ = np.linalg.svd(centred(x), full_matrices=False)
    keep = np.searchsorted(np.cumsum(s**2) / np.sum(s**2), variance) + 1
    return u[:, :keep] * s[:keep]


def pwcca(x, y):
    rho, variates = canonical(x, y)
    weights = np.abs(variates.T @ centred(x)).sum(axis=1)
    return weights @ rho / weights.sum()


def nuclear(x, y):
    x, y = centred(x), centred(y)
    return np.linalg.norm((x / np.linalg.norm(x)).T @ (y / np.linalg.norm(y)), "nuc")


def rsa(x, y, metric, comparison):
    compare = {"pearson": scipy.stats.pearsonr, "spearman": scipy.stats.spearmanr, "kendall": scipy.stats.kendalltau}
    pairs = [scipy.spatial.distance.pdist(side, metric) for side in (x, y)]
    return compare[comparison](*pairs).statistic


def near(kernel, k):
    kernel = kernel.copy()
    np.fill_diagonal(kernel, -np.inf)
    mask = np.zeros(kernel.shape)
    np.put_along_axis(mask, np.argsort(-kernel, axis=1)[:, :k], 1, axis=1)
    return mask


def cosine(x):
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    return unit @ unit.T


def mutual(x, y, k):
    return (near(cosine(x), k) * near(cosine(y), k)).sum() / (len(x) * k)


def cknna(x, y, k):
    def hsic(a, b):
        n = len(a)
        sums = a.sum() * b.sum() / ((n - 1) * (n - 2)) - 2 * (a @ b).sum() / (n - 2)
        return (np.trace(a @ b) + sums) / (n * (n - 3))

    def aligned(a, b):
        mask = near(a, k) * near(b, k)
        return hsic(mask * a, mask * b)

    a, b = cosine(x), cosine(y)
    return aligned(a, b) / np.sqrt(aligned(a, a) * aligned(b, b))


def ridge(x, y, penalty, new):
    """Prediction for new rows: centred on the training rows, normal equations of the smaller side."""
    mean, offset = x.mean(axis=0), y.mean(axis=0)
    gram = (x - mean) @ (x - mean).T + penalty * np.eye(len(x))
    return (new - mean) @ (x - mean).T @ np.linalg.solve(gram, y - offset) + offset


def predictivity(x, y, fold):
    missed = total = 0
    for held in np.unique(fold):
        train, test = fold != held, fold == held
        largest = np.linalg.norm(centred(x[train]), 2) ** 2
        errors = []
        for share in 10.0 ** np.arange(-8, 3):
            # Each training row is left out with its influence on the fit, the training mean staying as it is.
            rows = centred(x[train])
            targets = centred(y[train])
            gram = rows.T @ rows + share * largest * np.eye(rows.shape[1])
            hat = rows @ np.linalg.solve(gram, rows.T) + 1 / len(rows)
            errors.append(np.sum(((targets - hat @ targets) / (1 - np.diag(hat))[:, None]) ** 2))
        penalty = 10.0 ** (np.argmin(errors) - 8) * largest
        missed += np.sum((y[test] - ridge(x[train], y[train], penalty, x[test])) ** 2)
        total += np.sum((y[test] - y[train].mean(axis=0)) ** 2)
    return 1 - missed / total


def case(name, x, y, spans):
    x, y = np.round(x, 4), np.round(y, 4)
    k = 5
    fold = draw.permutation(len(x)) % 4
    expected = {
        "svcca .8": canonical(leading(x, 0.8), leading(y, 0.8))[0].mean(),
        "procrustes": 2 - 2 * nuclear(x, y),
        "angular-shape": np.arccos(nuclear(x, y)),
        "mutual-knn": mutual(x, y, k),
        "cknna": cknna(x, y, k),
        "linear-predictivity": predictivity(x, y, fold),
    }
    for metric in ("correlation", "euclidean", "cosine"):
        for comparison in ("pearson", "spearman", "kendall"):
            expected[f"rsa {metric} {comparison}"] = rsa(x, y, metric, comparison)
    if not spans:
        rho = canonical(x, y)[0]
        expected |= {"cca": rho.mean(), "cca-r2": (rho**2).mean(), "pwcca": pwcca(x, y)}
    return {
        "name": name,
        "n": len(x),
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "fold": fold.tolist(),
        "expected": {key: float(value) for key, value in expected.items()},
    }


def pair(n, p, q, noise):
    shared = draw.normal(0, 1, (n, 3))
    side = lambda columns: shared @ draw.normal(0, 1, (3, columns)) + draw.normal(0.5, noise, (n, columns))
    return side(p), side(q)


x, y = pair(25, 5, 6, 1)
dependent = np.round(x, 4)
dependent[:, 4] = dependent[:, 0]
ties = [np.round(side) for side in pair(22, 6, 4, 1)]
cases = [
    case("more samples than columns", *pair(24, 5, 4, 1), spans=False),
    case("more columns than samples", *pair(20, 30, 26, 0.7), spans=True),
    case("a column twice", dependent, y, spans=False),
]
tied = [
    {
        "a": a.tolist(),
        "b": b.tolist(),
        "spearman": float(scipy.stats.spearmanr(a, b).statistic),
        "kendall": float(scipy.stats.kendalltau(a, b).statistic),
    }
    for a, b in zip(ties[0].T[:4], ties[1].T)
]
matrix = np.round(draw.normal(0, 1, (7, 12)), 4)
print(
    json.dumps(
        {
            "tool": f"numpy {importlib.metadata.version('numpy')}, scipy {importlib.metadata.version('scipy')}",
            "cases": cases,
            "tied": tied,
            "singularValues": {"rows": 7, "columns": 12, "a": matrix.ravel().tolist(), "values": np.linalg.svd(matrix, compute_uv=False).tolist()},
        }
    )
)
