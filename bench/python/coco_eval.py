"""Processor and wall seconds of pycocotools' COCOeval, for bench/coco-eval.ts: coco_eval.py bbox|segm instances.json results.json"""

import contextlib
import io
import json
import resource
import sys
import time

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

iou_type, annotations, results = sys.argv[1:]


def now():
    return [time.process_time(), time.perf_counter()]


with contextlib.redirect_stdout(io.StringIO()):
    start = now()
    truths = COCO(annotations)
    evaluation = COCOeval(truths, truths.loadRes(results), iou_type)
    loaded = now()
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    end = now()


def seconds(begin):
    return {"cpu": end[0] - begin[0], "wall": end[1] - begin[1]}


megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    json.dumps(
        {
            "memory": seconds(loaded),
            "files": seconds(start),
            "megabytes": megabytes,
            "stats": evaluation.stats.tolist(),
        }
    )
)
