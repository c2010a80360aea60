"""Boxes and masks evaluated by pycocotools, for test/metrics/coco and test/cli/score-coco.test.ts.

Run by hand: pip install pycocotools==2.0.11 numpy && python test/reference/coco-eval.py [folder of COCO samples] >
test/reference/coco-eval.json && npx prettier --write test/reference/coco-eval.json

The samples are annotations/instances_val2017.json with results/instances_val2017_fake{bbox,segm}_results.json.
"""

import contextlib
import copy
import importlib.metadata
import io
import json
import os
import random
import sys

from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

draw = random.Random(20221124)
width, height = 160, 120


def outline(x, y, w, h, cut):
    """A box with its corners cut off by a share of its sides."""
    a, b = cut * w, cut * h
    right, bottom = x + w, y + h
    return [x + a, y, right - a, y, right, y + b, right, bottom - b, right - a, bottom, x + a, bottom, x, bottom - b, x, y + b]


def run_lengths(box, cut):
    rle = mask.frPyObjects([outline(*box, cut)], height, width)[0]
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def truth(image, category, box, crowd=0, cut=None, area=None):
    cut = draw.choice([0, 0.2, 0.5]) if cut is None else cut
    if area is None:
        area = draw.choice([box[2] * box[3], box[2] * box[3], 0, 32**2, 96**2, draw.uniform(0, 15000)])
    return [image, category, *box, cut, crowd, round(area, 2)]


def detection(image, category, box, score, cut=None):
    return [image, category, *box, draw.choice([0, 0.2, 0.5]) if cut is None else cut, score]


def random_box():
    """Of any size from nothing to almost the image, partly out of it."""
    w, h = [round(draw.choice([0, 4, 16, 32, 96, 150]) * draw.uniform(0.8, 1.2), 1) for _ in range(2)]
    return [round(draw.uniform(-5, width - 20), 1), round(draw.uniform(-5, height - 20), 1), w, h]


def near(box):
    scale = draw.choice([0, 0.02, 0.1, 0.3])
    x, y, w, h = box
    shift = lambda side: round(draw.uniform(-scale, scale) * side, 1)
    return [round(x + shift(w), 1), round(y + shift(h), 1), round(abs(w + shift(w)), 1), round(abs(h + shift(h)), 1)]


def mixed():
    """Ties of scores within and between images, crowds, images with nothing, a category without truths, one without detections."""
    truths, detections = [], []
    images = draw.sample(range(1, 1000), 10)
    for image in images[:8]:
        for _ in range(draw.randint(1, 7)):
            category, box = draw.choice([1, 3, 18, 90]), random_box()
            truths.append(truth(image, category, box, crowd=int(draw.random() < 0.15)))
            for _ in range(draw.choice([0, 1, 1, 2])):
                found = draw.choice([1, 3, 44]) if draw.random() < 0.2 or category == 90 else category
                detections.append(detection(image, found, near(box), round(draw.random(), 1)))
    for image in images[1:9]:
        detections.append(detection(image, draw.choice([1, 3, 18, 44]), random_box(), round(draw.random(), 1)))
    draw.shuffle(truths)
    draw.shuffle(detections)
    return images, [1, 3, 18, 44, 90], truths, detections


def crowded():
    """More than 100 detections of one category in one image."""
    truths = [truth(1, 1, random_box(), crowd=int(i < 2)) for i in range(20)]
    detections = [detection(1, 1, near(draw.choice(truths)[2:6]), round(draw.random(), 2)) for _ in range(130)]
    detections += [detection(2, 1, random_box(), round(draw.random(), 2)) for _ in range(5)]
    return [1, 2], [1], truths, detections


def exact():
    """Overlaps that are the thresholds themselves, areas on the borders between sizes, two truths overlapped alike."""
    truths, detections = [], []
    for image in range(1, 12):
        for row in range(2):
            w, area = 20 * (1 + row), draw.choice([32**2, 96**2])
            truths.append(truth(image, 1, [0, 60 * row, w, 10], cut=0, area=area))
            detections.append(detection(image, 1, [0, 60 * row, w * (9 + image) / 20, 10], round(draw.random(), 1), 0))
        detections.append(detection(image, 1, [100, 0, *draw.choice([(32, 32), (96, 96)])], 0.5, 0))
    for shift in [0, 10]:
        truths.append(truth(12, 1, [shift, 0, 20, 20], cut=0, area=400 if shift == 0 else 1e4))
    detections += [detection(12, 1, [5, 0, 20, 20], score, 0) for score in [0.9, 0.8]]
    # An ignored truth is overlapped more than one that counts: a crowd, or one of another size.
    for image, crowd in [(13, 1), (14, 0)]:
        truths.append(truth(image, 1, [0, 0, 20, 20], cut=0, area=400))
        truths.append(truth(image, 1, [4, 0, 20, 20], cut=0, area=1e4, crowd=crowd))
        detections.append(detection(image, 1, [4, 0, 20, 20], 0.95, 0))
    return list(range(1, 15)), [1], truths, detections


def without_truths():
    return [1], [1, 2], [], [detection(1, 1, random_box(), 0.5)]


def dataset(images, categories, truths):
    annotations = [
        {
            "id": i + 1,
            "image_id": image,
            "category_id": category,
            "bbox": box,
            "segmentation": run_lengths(box, cut) if crowd else [outline(*box, cut)],
            "area": area,
            "iscrowd": crowd,
        }
        for i, (image, category, *box, cut, crowd, area) in enumerate(truths)
    ]
    coco = COCO()
    coco.dataset = {
        "images": [{"id": image, "width": width, "height": height} for image in images],
        "categories": [{"id": category, "name": f"category {category}"} for category in categories],
        "annotations": annotations,
    }
    coco.createIndex()
    return coco


def results(detections, fields):
    return [
        {"image_id": image, "category_id": category, "score": score}
        | ({"bbox": box} if "bbox" in fields else {})
        | ({"segmentation": run_lengths(box, cut)} if "segmentation" in fields else {})
        for image, category, *box, cut, score in detections
    ]


def numbers(values):
    return [None if value == -1 else float(value) for value in values]


def evaluate(coco, found, iou_type, categories=None):
    evaluation = COCOeval(copy.deepcopy(coco), coco.loadRes(copy.deepcopy(found)), iou_type)
    if categories is not None:
        evaluation.params.catIds = categories
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation


def outcome(coco, found, iou_type):
    categories = sorted(coco.getCatIds())
    return {
        "stats": numbers(evaluate(coco, found, iou_type).stats),
        "perCategory": [numbers(evaluate(coco, found, iou_type, [category]).stats) for category in categories],
    }


def curves(coco, found, iou_type):
    """[thresholds, categories, areas, limits]: recall, and Σ (r + 1)·precision over the recall thresholds r."""
    evaluation = evaluate(coco, found, iou_type).eval
    precision = evaluation["precision"]
    weighted = sum((r + 1) * precision[:, r] for r in range(precision.shape[1]))
    weighted[precision[:, 0] == -1] = -1
    compact = lambda values: [None if value == -1 else round(value, 10) for value in values.ravel().tolist()]
    return {"recall": compact(evaluation["recall"]), "weightedPrecision": compact(weighted)}


def case(make):
    images, categories, truths, detections = make()
    coco = dataset(images, categories, truths)
    expected = {
        "bbox": outcome(coco, results(detections, ["bbox"]), "bbox"),
        "segm": outcome(coco, results(detections, ["segmentation"]), "segm"),
    }
    if make is mixed:
        for iou_type, field in [("bbox", "bbox"), ("segm", "segmentation")]:
            expected[iou_type]["curves"] = curves(coco, results(detections, [field]), iou_type)
        # Results with other fields than those that are compared: their areas are those of the boxes, if there are boxes.
        expected["bbox of masks"] = outcome(coco, results(detections, ["segmentation"]), "bbox")
        expected["segm of boxes"] = outcome(coco, results(detections, ["bbox"]), "segm")
        expected["segm with boxes"] = outcome(coco, results(detections, ["bbox", "segmentation"]), "segm")
    return {
        "name": make.__name__.replace("_", " "),
        "images": images,
        "categories": categories,
        "truths": truths,
        "detections": detections,
        "expected": expected,
    }


def real(folder):
    coco = COCO(os.path.join(folder, "annotations", "instances_val2017.json"))
    expected = {}
    for iou_type in ["bbox", "segm"]:
        with open(os.path.join(folder, "results", f"instances_val2017_fake{iou_type}_results.json")) as file:
            evaluation = evaluate(coco, json.load(file), iou_type)
        precision = evaluation.eval["precision"][:, :, :, 0, 2]
        of_category = [precision[:, :, k] for k in range(precision.shape[2])]
        expected[iou_type] = {
            "stats": numbers(evaluation.stats),
            "apPerCategory": [None if (values == -1).all() else float(values.mean()) for values in of_category],
        }
    return expected


with contextlib.redirect_stdout(io.StringIO()):
    fixture = {
        "tool": f"pycocotools {importlib.metadata.version('pycocotools')}, numpy {importlib.metadata.version('numpy')}",
        "size": [width, height],
        "cases": [case(make) for make in [mixed, crowded, exact, without_truths]],
    }
    if len(sys.argv) > 1:
        fixture["samples"] = real(sys.argv[1])
print(json.dumps(fixture))
