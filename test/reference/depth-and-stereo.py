"""Depth scores after cropping, capping and aligning, and KITTI's D1, by numpy, for test/metrics/{depth-protocol,stereo}.test.ts.

No package computes them: depth follows the evaluation of monodepth2 and BTS, written with numpy's median and lstsq; D1 and
the filling of gaps are written for whole rows from the definition of KITTI's devkit (evaluate_scene_flow.cpp), in float32.

Run by hand: pip install numpy && python test/reference/depth-and-stereo.py > test/reference/depth-and-stereo.json &&
npx prettier --write test/reference/depth-and-stereo.json
"""

import importlib.metadata
import json

import numpy as np

draw = np.random.default_rng(20221124)
WIDTH, HEIGHT = 23, 13


def depth_image():
    """Stored values of KITTI, metres · 256: truth with gaps, and a prediction of another scale."""
    truth = np.exp(draw.uniform(np.log(1.5), np.log(120), (HEIGHT, WIDTH)))
    prediction = 0.6 * truth ** draw.uniform(0.8, 1.1) * np.exp(draw.normal(0, 0.15, truth.shape)) + 0.5
    truth[draw.random(truth.shape) < 0.4] = 0
    return np.round(truth * 256).astype(np.uint16), np.round(prediction * 256).astype(np.uint16)


def crop_mask(crop):
    shares = {
        "none": (0, 1, 0, 1),
        "garg": (0.40810811, 0.99189189, 0.03594771, 0.96405229),
        "eigen": (0.3324324, 0.91351351, 0.0359477, 0.96405229),
    }[crop]
    top, bottom, left, right = (int(share * side) for share, side in zip(shares, (HEIGHT, HEIGHT, WIDTH, WIDTH)))
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[top:bottom, left:right] = True
    return mask


def align(d, g, alignment, highest):
    fit = lambda x, y: np.stack([x, np.ones_like(x)], axis=1) @ np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y)[0]
    if alignment == "median":
        return d * np.median(g) / np.median(d)
    if alignment == "scale-shift":
        return fit(d, g)
    if alignment == "scale-shift-inverse":
        return 1 / np.maximum(fit(1 / d, 1 / g), 1 / highest)
    return d


def errors(d, g):
    ratio = np.maximum(d / g, g / d)
    e = np.log(d) - np.log(g)
    return {
        **{f"delta{k}": (ratio < 1.25**k).mean() for k in (1, 2, 3)},
        "absRel": (np.abs(d - g) / g).mean(),
        "sqRel": ((d - g) ** 2 / g).mean(),
        "sqRelKitti": ((d - g) ** 2 / g**2).mean(),
        "rmse": np.sqrt(((d - g) ** 2).mean()),
        "rmseLog": np.sqrt((e**2).mean()),
        "silog": 100 * np.sqrt((e**2).mean() - e.mean() ** 2),
        "irmse": 1000 * np.sqrt(((1 / d - 1 / g) ** 2).mean()),
        "log10": np.abs(np.log10(d) - np.log10(g)).mean(),
    }


def depth_scores(images, crop, lowest, highest, pooling, alignment):
    pairs = []
    for stored_truth, stored_prediction in images:
        truth, prediction = stored_truth / 256, stored_prediction / 256
        mask = (truth > lowest) & (truth < highest) & crop_mask(crop)
        g = truth[mask]
        pairs.append((np.clip(align(prediction[mask], g, alignment, highest), lowest, highest), g))
    if pooling == "pooled":
        pairs = [tuple(np.concatenate(parts) for parts in zip(*pairs))]
    each = [errors(d, g) for d, g in pairs]
    return {name: float(np.mean([one[name] for one in each])) for name in each[0]}


def stereo_image(i):
    """Stored values of KITTI, pixels · 256: truth and prediction with gaps, and an object map."""
    truth = draw.uniform(1, 90, (HEIGHT, WIDTH))
    prediction = truth + draw.normal(0, 3, truth.shape)
    # Errors of exactly 3 pixels, and of exactly 5 %, which single precision takes for more.
    prediction[3, :10] = truth[3, :10] = np.arange(10, 20)
    prediction[3, :10] += 3
    truth[4, :10] = 80
    prediction[4, :10] = 84
    truth[draw.random(truth.shape) < 0.3] = 0
    prediction[draw.random(truth.shape) < 0.3] = 0
    prediction[: i % 3] = 0
    prediction[HEIGHT - i % 2 :] = 0
    if i == 3:
        prediction[8] = 0
    objects = np.zeros((HEIGHT, WIDTH), np.uint8)
    objects[5:12, 4:20] = i % 3
    stored = lambda values: np.round(np.maximum(values, 0) * 256).astype(np.uint16)
    return stored(truth), stored(prediction), objects


def fill(values):
    """Gaps take the smaller neighbour in their row; ends the nearest; then columns likewise, at their ends alone."""
    filled = np.where(values == 0, np.float32(-1), values.astype(np.float32) / np.float32(256))
    for row in filled:
        valid = np.flatnonzero(row >= 0)
        if len(valid) == 0:
            continue
        left = np.maximum(np.searchsorted(valid, np.arange(WIDTH), side="right") - 1, 0)
        right = np.minimum(np.searchsorted(valid, np.arange(WIDTH), side="left"), len(valid) - 1)
        row[:] = np.minimum(row[valid[left]], row[valid[right]])
    for column in filled.T:
        valid = np.flatnonzero(column >= 0)
        if len(valid) == 0:
            continue
        column[: valid[0]] = column[valid[0]]
        column[valid[-1] + 1 :] = column[valid[-1]]
    return filled


def stereo_scores(images):
    parts = []
    for truth, prediction, objects in images:
        valid = truth > 0
        g = truth[valid].astype(np.float32) / np.float32(256)
        error = np.abs(g - fill(prediction)[valid])
        outlier = (error > 3.0) & ((error / g).astype(np.float64) > 0.05)
        parts.append(np.stack([outlier, error, prediction[valid] > 0, objects[valid] > 0]).astype(np.float64))
    outlier, error, predicted, foreground = np.concatenate(parts, axis=1)
    return {
        "D1-bg": 100 * outlier[foreground == 0].mean(),
        "D1-fg": 100 * outlier[foreground == 1].mean(),
        "D1-all": 100 * outlier.mean(),
        "EPE": error.mean(),
        "density": 100 * predicted.mean(),
    }


depths = [depth_image() for _ in range(3)]
protocols = [
    (crop, 1e-3, highest, pooling, alignment)
    for crop, highest, pooling, alignment in [
        ("none", 80, "per image", "none"),
        ("garg", 80, "per image", "none"),
        ("eigen", 80, "pooled", "none"),
        ("garg", 80, "per image", "median"),
        ("none", 50, "pooled", "median"),
        ("none", 80, "per image", "scale-shift"),
        ("eigen", 50, "per image", "scale-shift-inverse"),
        ("none", 80, "pooled", "scale-shift-inverse"),
    ]
]
stereos = [stereo_image(i) for i in range(5)]
print(
    json.dumps(
        {
            "tool": f"numpy {importlib.metadata.version('numpy')}",
            "width": WIDTH,
            "height": HEIGHT,
            "depth": {
                "images": [{"truth": t.ravel().tolist(), "prediction": p.ravel().tolist()} for t, p in depths],
                "scores": [
                    {
                        "protocol": dict(zip(("crop", "min", "max", "pooling", "alignment"), protocol)),
                        "metrics": depth_scores(depths, *protocol),
                    }
                    for protocol in protocols
                ],
            },
            "stereo": {
                "images": [
                    {"truth": t.ravel().tolist(), "prediction": p.ravel().tolist(), "objects": o.ravel().tolist()}
                    for t, p, o in stereos
                ],
                "scores": stereo_scores(stereos),
            },
        }
    )
)
