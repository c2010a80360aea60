"""Scores of cityscapesScripts for made-up images, for test/metrics/{confusion,cityscapes-instances,panoptic}.test.ts.

Its panoptic evaluation is that of panopticapi, which is not on PyPI. Images are lists of rectangles, painted in order:
[value, left, top, width, height].

Run by hand: pip install cityscapesscripts==2.3.0 scikit-learn==1.9.1 numpy pillow &&
python test/reference/cityscapes-scores.py > test/reference/cityscapes-scores.json &&
npx prettier --write test/reference/cityscapes-scores.json
"""

import contextlib
import importlib.metadata
import json
import math
import os
import random
import sys
import tempfile

import numpy as np
from PIL import Image

sys.argv = sys.argv[:1]
from cityscapesscripts.evaluation import evalInstanceLevelSemanticLabeling as instance_level
from cityscapesscripts.evaluation import evalPanopticSemanticLabeling as panoptic
from cityscapesscripts.evaluation import evalPixelLevelSemanticLabeling as pixel_level
from cityscapesscripts.helpers.labels import labels
from sklearn import metrics

if not hasattr(np, "in1d"):  # numpy 2.4 dropped the name that cityscapesscripts 2.3.0 calls
    np.in1d = np.isin

# Notes to itself, which it cannot write with numpy 2.4.
instance_level.writeDict2JSON = lambda *_: None

draw = random.Random(20221124)
WIDTH, HEIGHT = 48, 32


def paint(rectangles, dtype=np.uint16, background=0):
    image = np.full((HEIGHT, WIDTH), background, dtype)
    for value, left, top, width, height in rectangles:
        image[top : top + height, left : left + width] = value
    return image


def rectangle(value, smallest=3, largest=24):
    return [
        value,
        draw.randint(-4, WIDTH - 4),
        draw.randint(-4, HEIGHT - 4),
        draw.randint(smallest, largest),
        draw.randint(smallest, largest),
    ]


def clip(rectangle):
    value, left, top, width, height = rectangle
    right, bottom = min(WIDTH, left + width), min(HEIGHT, top + height)
    left, top = max(0, left), max(0, top)
    return [value, left, top, right - left, bottom - top]


def jitter(shape, value, by):
    _, left, top, width, height = shape
    move = lambda: draw.randint(-by, by)
    moved = clip([value, left + move(), top + move(), max(2, width + move()), max(2, height + move())])
    return moved if moved[3] > 0 and moved[4] > 0 else [value, left, top, width, height]


def save(folder, name, image):
    path = os.path.join(folder, name)
    Image.fromarray(image).save(path)
    return path


def plain(value):
    """JSON without NaN, which becomes null."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and math.isnan(value) else value


def semantic_case():
    """Instance ids of truth and label ids predicted; groups, void, caravans and trailers among them."""
    stuff = [0, 1, 3, 7, 8, 9, 11, 14, 17, 21, 23]
    things = [24, 25, 26, 27, 29, 30, 32, 33]
    truth = [[draw.choice(stuff), 0, 0, WIDTH, HEIGHT]]
    for number in range(8):
        label = draw.choice(things)
        truth.append(clip(rectangle(draw.choice([draw.choice(stuff), label, label * 1000 + number, label * 1000 + number]))))
    as_label = lambda value: value // 1000 if value >= 1000 else value
    prediction = [
        jitter(shape, as_label(shape[0]) if draw.random() < 0.7 else draw.choice(stuff + things), by=2) for shape in truth
    ]
    prediction[0][1:] = [0, 0, WIDTH, HEIGHT]
    return {"truth": truth, "prediction": prediction}


def score_semantic(cases):
    args = pixel_level.args
    args.quiet, args.JSONOutput, args.colorized = True, False, False
    with tempfile.TemporaryDirectory() as folder:
        predictions, truths = [], []
        for i, case in enumerate(cases):
            instances = paint(case["truth"])
            save(folder, f"{i}_instanceIds.png", instances)
            label_ids = np.where(instances >= 1000, instances // 1000, instances).astype(np.uint8)
            truths.append(save(folder, f"{i}_labelIds.png", label_ids))
            predictions.append(save(folder, f"{i}_pred.png", paint(case["prediction"], np.uint8)))
        result = pixel_level.evaluateImgLists(predictions, truths, args)
        truth = np.concatenate([np.array(Image.open(path)).ravel() for path in truths])
        prediction = np.concatenate([np.array(Image.open(path)).ravel() for path in predictions])
    del result["confMatrix"], result["priors"], result["labels"]
    counted = [label.id for label in labels if not label.ignoreInEval and label.id >= 0]
    valid = np.isin(truth, counted)
    truth, prediction = truth[valid], prediction[valid]
    present = np.unique(truth)
    result["pixelAccuracy"] = metrics.accuracy_score(truth, prediction)
    result["meanAccuracy"] = metrics.recall_score(truth, prediction, labels=present, average="macro", zero_division=0)
    result["frequencyWeightedIou"] = metrics.jaccard_score(truth, prediction, labels=present, average="weighted")
    return plain(result)


def instance_case():
    things = [24, 25, 26, 26, 26, 27, 29, 33]
    truth = [[draw.choice([7, 11, 3]), 0, 0, WIDTH, HEIGHT]]
    for number in range(7):
        label = draw.choice(things)
        shape = clip(rectangle(0, 4, 20))
        shape[0] = draw.choice([label, 4, label * 1000 + number, label * 1000 + number, label * 1000 + number])
        truth.append(shape)
    predictions = []
    for shape in truth[1:]:
        for _ in range(draw.choice([0, 1, 1, 2])):
            label = shape[0] // 1000 if shape[0] >= 1000 else draw.choice(things)
            mask = [jitter(shape, 1, by=draw.choice([0, 1, 2, 4]))]
            confidence = draw.choice([round(draw.random(), 2), 0.5, 0.9])
            predictions.append({"labelId": label, "confidence": confidence, "mask": mask})
    predictions.append({"labelId": 26, "confidence": 0.7, "mask": []})
    predictions.append({"labelId": 7, "confidence": 0.7, "mask": [[1, 0, 0, 9, 9]]})
    return {"truth": truth, "predictions": predictions}


def score_instances(cases):
    args = instance_level.args
    args.quiet, args.JSONOutput = True, False
    with tempfile.TemporaryDirectory() as folder:
        args.predictionPath, args.gtInstancesFile = folder, os.path.join(folder, "gtInstances.json")
        lists, truths = [], []
        for i, case in enumerate(cases):
            truths.append(save(folder, f"{i}_instanceIds.png", paint(case["truth"])))
            lists.append(os.path.join(folder, f"{i}.txt"))
            with open(lists[-1], "w") as file:
                for j, one in enumerate(case["predictions"]):
                    save(folder, f"{i}_{j}.png", paint(one["mask"], np.uint8) * 255)
                    file.write(f"{i}_{j}.png {one['labelId']} {one['confidence']}\n")
        result = instance_level.evaluateImgLists(lists, truths, args)
    averages = result["averages"]
    classes = {name: {"ap": one["ap"], "ap50": float(one["ap50%"])} for name, one in averages["classes"].items()}
    return plain({"ap": averages["allAp"], "ap50": averages["allAp50%"], "classes": classes})


CATEGORIES = [
    {"id": 7, "name": "road", "isthing": 0},
    {"id": 21, "name": "vegetation", "isthing": 0},
    {"id": 24, "name": "person", "isthing": 1},
    {"id": 26, "name": "car", "isthing": 1},
    {"id": 33, "name": "bicycle", "isthing": 1},
]


def panoptic_case():
    truth, segments = [], []
    for number in range(draw.randint(3, 8)):
        category = draw.choice([7, 21, 24, 26, 26])
        identity = draw.choice([number + 1, 300 + number, 70000 + number])
        truth.append(clip(rectangle(identity, 4, 26)))
        crowd = category in (24, 26) and draw.random() < 0.25
        segments.append({"id": identity, "category_id": category, "iscrowd": int(crowd)})
    prediction, predicted = [], []
    for number, (shape, segment) in enumerate(zip(truth, segments)):
        for part in range(draw.choice([0, 1, 1, 1, 2])):
            identity = 1000 * (part + 1) + number
            prediction.append(jitter(shape, identity, by=draw.choice([0, 1, 3, 5])))
            category = segment["category_id"] if draw.random() < 0.8 else draw.choice([7, 24, 26])
            predicted.append({"id": identity, "category_id": category})
    present = lambda rectangles, infos: [info for info in infos if info["id"] in paint(rectangles, np.uint32)]
    segments, predicted = present(truth, segments), present(prediction, predicted)
    for segment in segments:
        segment["area"] = int((paint(truth, np.uint32) == segment["id"]).sum())
    return {"truth": truth, "segments": segments, "prediction": prediction, "predicted": predicted}


def score_panoptic(cases):
    as_rgb = lambda ids: np.stack([ids & 255, (ids >> 8) & 255, ids >> 16], axis=2).astype(np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        pairs = []
        for i, case in enumerate(cases):
            save(folder, f"{i}_true.png", as_rgb(paint(case["truth"], np.uint32)))
            save(folder, f"{i}_pred.png", as_rgb(paint(case["prediction"], np.uint32)))
            copy = lambda infos: [dict(info) for info in infos]
            pairs.append(
                (
                    {"image_id": i, "file_name": f"{i}_true.png", "segments_info": copy(case["segments"])},
                    {"image_id": i, "file_name": f"{i}_pred.png", "segments_info": copy(case["predicted"])},
                )
            )
        categories = {category["id"]: category for category in CATEGORIES}
        stat = panoptic.pq_compute_single_core(0, pairs, folder, folder, categories)
    return plain(panoptic.average_pq(stat, categories))


with contextlib.redirect_stdout(sys.stderr):
    semantic = [semantic_case() for _ in range(12)]
    instances = [[instance_case() for _ in range(count)] for count in (1, 2, 12)]
    segments = [panoptic_case() for _ in range(25)]
    answer = {
        "tool": " ".join(
            f"{name} {importlib.metadata.version(name)}" for name in ("cityscapesScripts", "scikit-learn", "numpy")
        ),
        "width": WIDTH,
        "height": HEIGHT,
        "semantic": {"images": semantic, "scores": score_semantic(semantic)},
        "instances": [{"images": images, "scores": score_instances(images)} for images in instances],
        "panoptic": {"categories": CATEGORIES, "images": segments, "scores": score_panoptic(segments)},
    }
print(json.dumps(answer))
