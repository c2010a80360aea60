"""Processor and wall seconds of numpy at what bench/analysis.ts measures: analysis.py TASK FOLDER [float64]

TASK is cka, layers or ridge; FOLDER holds what that bench made. Prints one JSON object. Features are in memory before the clock starts.
In single precision unless float64 is given, which is what both are compared with.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np

task, folder, *precision = sys.argv[1:]
dtype = np.float64 if precision else np.float32
description = json.loads((pathlib.Path(folder) / f"{task}.json").read_text())


started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
size = 0


def load(name):
    global size
    features = np.load(pathlib.Path(folder) / f"{name}.npy").astype(dtype, copy=False)
    size += features.nbytes
    return features


def squared_norms(rows):
    return np.einsum("ij,ij->i", rows, rows)


def alignment(product, x_norms, y_norms):
    """‖XᵀY‖² of centred features, debiased."""
    n = len(x_norms)
    biased = np.vdot(product, product)
    traces = x_norms.sum() * y_norms.sum()
    return biased - n / (n - 2) * np.dot(x_norms, y_norms) + traces / ((n - 1) * (n - 2))


def cka(x, y):
    x = x - x.mean(0)
    y = y - y.mean(0)
    of_x, of_y = squared_norms(x), squared_norms(y)
    # numpy makes the product of a matrix with its own transpose at half the cost.
    between = alignment(x.T @ y, of_x, of_y)
    return between / np.sqrt(alignment(x.T @ x, of_x, of_x) * alignment(y.T @ y, of_y, of_y))


def side_by_side(layers):
    """All layers centred, in one matrix, with the squared lengths of each one's rows."""
    columns = [layer.shape[1] for layer in layers]
    ends = np.cumsum([0, *columns])
    joined = np.empty((len(layers[0]), ends[-1]), dtype)
    for layer, begin, end in zip(layers, ends, ends[1:]):
        np.subtract(layer, layer.mean(0), out=joined[:, begin:end])
    parts = [joined[:, begin:end] for begin, end in zip(ends, ends[1:])]
    return joined, parts, ends, [squared_norms(part) for part in parts]


def cka_of_layers(first, second):
    x, x_parts, x_ends, x_norms = side_by_side(first)
    y, y_parts, y_ends, y_norms = side_by_side(second)
    own = [
        [alignment(part.T @ part, norms, norms) for part, norms in zip(parts, of_parts)]
        for parts, of_parts in ((x_parts, x_norms), (y_parts, y_norms))
    ]
    # One product of all layers with all: faster than a small one for each pair.
    product = x.T @ y
    return [
        [
            alignment(product[x_ends[i] : x_ends[i + 1], y_ends[j] : y_ends[j + 1]], x_norms[i], y_norms[j])
            / np.sqrt(own[0][i] * own[1][j])
            for j in range(len(second))
        ]
        for i in range(len(first))
    ]


def ridge(x, y, validation_x, validation_y, penalties):
    """Coefficients of standardised columns, the penalty chosen by the validation error, all from second moments."""
    rows = len(x)
    mean, centre = x.mean(0), y.mean(0)
    z, t = x - mean, y - centre
    gram, moment = (z.T @ z).astype(float) / rows, (z.T @ t).astype(float) / rows
    deviation = np.sqrt(np.diag(gram))
    values, vectors = np.linalg.eigh(gram / np.outer(deviation, deviation))
    projected = vectors.T @ (moment / deviation[:, None])
    z, t = validation_x - mean, validation_y - centre
    gram = (z.T @ z).astype(float) / np.outer(deviation, deviation)
    moment = (z.T @ t).astype(float) / deviation[:, None]
    energy = np.vdot(t, t)
    least, best = np.inf, None
    for penalty in penalties:
        b = vectors @ (projected / (values + penalty)[:, None])
        error = energy - 2 * np.sum(b * moment) + np.sum(b * (gram @ b))
        if error < least:
            least, best = error, b
    weights = best / deviation[:, None]
    return np.concatenate([weights, [centre - mean @ weights]])


if task == "cka":
    x, y = load("x"), load("y")
    work = lambda: [cka(x, y)]
elif task == "layers":
    first, second = ([load(name) for name in description[side]] for side in ("first", "second"))
    work = lambda: cka_of_layers(first, second)
else:
    x, y, train = load("features"), load("targets"), description["train"]
    work = lambda: ridge(x[:train], y[:train], x[train:], y[train:], description["penalties"])

cpu, wall = time.process_time(), time.perf_counter()
values = work()
seconds = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - started - size
print(json.dumps({**seconds, "megabytes": more / 1e6, "values": np.ravel(values).astype(float).tolist()}))
