"""CPU seconds of each of imagecorruptions' 19 corruptions, averaged over the five severities; the fewest of some rounds.

python corruptions.py IMAGE.png ROUNDS → one JSON object on standard output. Needs imagecorruptions 1.1.2 and what
test/reference/corruptions.py names.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")
import cv2
import numpy as np
import skimage.filters
from PIL import Image

original_gaussian = skimage.filters.gaussian


def gaussian(image, sigma=1, multichannel=False, **others):
    """scikit-image renamed this parameter after imagecorruptions was written."""
    return original_gaussian(image, sigma, channel_axis=-1 if multichannel else None, **others)


skimage.filters.gaussian = gaussian
import imagecorruptions

cv2.setNumThreads(1)
image = np.array(Image.open(sys.argv[1]).convert("RGB"))


def seconds(name, severity):
    begin = time.process_time()
    imagecorruptions.corrupt(image, severity, name)
    return time.process_time() - begin


def mean_seconds(name):
    rounds = 1 if name == "glass_blur" else int(sys.argv[2])
    return sum(min(seconds(name, severity) for _ in range(rounds)) for severity in range(1, 6)) / 5


print(json.dumps({name: mean_seconds(name) for name in imagecorruptions.get_corruption_names("all")}))
