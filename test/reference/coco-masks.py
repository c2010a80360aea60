"""Masks drawn, merged and compared by pycocotools, for test/image/mask.test.ts.

Run by hand: pip install pycocotools==2.0.11 numpy && python test/reference/coco-masks.py > test/reference/coco-masks.json &&
npx prettier --write test/reference/coco-masks.json
"""

import importlib.metadata
import json
import random

from pycocotools import mask

draw = random.Random(20221124)
sizes = [(1, 1), (7, 5), (64, 48), (33, 100), (2, 30), (50, 1)]


def polygon(width, height):
    """Corners in the image, around it, on whole and half pixels, on its border; some of them twice."""
    kind = draw.choice(["inside", "around", "whole", "tenths", "border"])
    corners = []
    for _ in range(draw.choice([3, 3, 4, 5, 8, 20])):
        if kind == "inside":
            corner = [round(draw.uniform(0, width), 2), round(draw.uniform(0, height), 2)]
        elif kind == "around":
            corner = [round(draw.uniform(-width, 2 * width), 2), round(draw.uniform(-height, 2 * height), 2)]
        elif kind == "whole":
            corner = [draw.randint(0, width), draw.randint(0, height)]
        elif kind == "tenths":
            corner = [round(draw.uniform(-1, width + 1), 1), round(draw.uniform(-1, height + 1), 1)]
        else:
            corner = [draw.choice([0, width, width - 1, -0.5, 0.5, width + 2]), draw.choice([0, height, -0.5, 0.5, -4])]
        corners += corner * draw.choice([1, 1, 1, 2])
    return corners


def case():
    width, height = draw.choice(sizes)
    polygons = [polygon(width, height) for _ in range(draw.choice([1, 1, 2, 3]))]
    parts = mask.frPyObjects(polygons, height, width)
    union = mask.merge(parts)
    common = mask.merge(parts, intersect=True)
    return {
        "size": [width, height],
        "polygons": polygons,
        "union": union["counts"].decode(),
        "intersection": common["counts"].decode(),
        "area": int(mask.area(union)),
        "box": mask.toBbox(union).tolist(),
        # Of each part with the union and, as a crowd, with the intersection.
        "iou": mask.iou(parts, [union, common], [0, 1]).tolist(),
    }


print(
    json.dumps(
        {
            "tool": f"pycocotools {importlib.metadata.version('pycocotools')}",
            "cases": [case() for _ in range(100)],
        }
    )
)
