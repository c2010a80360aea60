"""Masks per second of processor time that pycocotools draws, for bench/coco-masks.ts: coco_masks.py instances.json"""

import json
import sys
import time

from pycocotools import mask

with open(sys.argv[1]) as file:
    data = json.load(file)
sizes = {image["id"]: (image["height"], image["width"]) for image in data["images"]}


def runs(annotation):
    """What COCO.annToRLE does."""
    height, width = sizes[annotation["image_id"]]
    segmentation = annotation["segmentation"]
    if isinstance(segmentation, list):
        return mask.merge(mask.frPyObjects(segmentation, height, width))
    if isinstance(segmentation["counts"], list):
        return mask.frPyObjects(segmentation, height, width)
    return segmentation


def rate(work):
    before = time.process_time()
    for annotation in data["annotations"]:
        work(annotation)
    return len(data["annotations"]) / (time.process_time() - before)


rates = {"runs": rate(runs), "rasters": rate(lambda annotation: mask.decode(runs(annotation)))}
print(json.dumps(rates))
