"""CPU seconds of each of imagecorruptions' 19 corruptions, averaged over the five severities; the fewest of some rounds.

python corruptions.py IMAGE.png LEAST MOST ENOUGH [NAME …] → one JSON object on standard output: rounds are at least LEAST, and up to
MOST until they have taken ENOUGH seconds; glass_blur, which takes seconds, has one. Needs imagecorruptions 1.1.2 and what
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


def least_seconds(name, severity):
    least_rounds, most_rounds, enough = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    taken = [seconds(name, severity)]
    while name != "glass_blur" and (len(taken) < least_rounds or (len(taken) < most_rounds and sum(taken) < enough)):
        taken.append(seconds(name, severity))
    return min(taken)


def mean_seconds(name):
    return sum(least_seconds(name, severity) for severity in range(1, 6)) / 5


names = sys.argv[5:] or imagecorruptions.get_corruption_names("all")
print(json.dumps({name: mean_seconds(name) for name in names}))
