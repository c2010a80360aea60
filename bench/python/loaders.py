"""Frames per second that Pillow and numpy read in one process, for bench/loaders.ts: loaders.py kitti|cityscapes ROOT WARM"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

dataset, root, warm = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])


def numbers(text):
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key: np.array(values.split(), dtype=np.float64) for key, values in lines}


def kitti(image):
    """Image, scan in the frame of the left colour camera with the colours that it sees, boxes."""
    folder = image.parents[1]
    rgb = np.asarray(Image.open(image).convert("RGB"))
    calibration = numbers((folder / "calib" / f"{image.stem}.txt").read_text())
    projection = calibration["P2"].reshape(3, 4)
    velodyne = np.vstack([calibration["Tr_velo_to_cam"].reshape(3, 4), [0, 0, 0, 1]])
    rectified = np.eye(4)
    rectified[:3, :3] = calibration["R0_rect"].reshape(3, 3)
    shift = np.eye(4)
    shift[:3, 3] = np.linalg.solve(projection[:, :3], projection[:, 3])
    pose = shift @ rectified @ velodyne
    scan = np.fromfile(folder / "velodyne" / f"{image.stem}.bin", dtype="<f4").reshape(-1, 4)
    points = (scan[:, :3] @ pose[:3, :3].T + pose[:3, 3]).astype(np.float32)
    height, width = rgb.shape[:2]
    x, y, z = points.T
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.floor(projection[0, 0] * x / z + projection[0, 2])
        v = np.floor(projection[1, 1] * y / z + projection[1, 2])
    seen = (z > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
    grey = np.round(255 * np.clip(scan[:, 3], 0, 1)).astype(np.uint8)
    colours = np.repeat(grey[:, None], 3, axis=1)
    colours[seen] = rgb[v[seen].astype(int), u[seen].astype(int)]
    boxes = [line.split() for line in (folder / "label_2" / f"{image.stem}.txt").read_text().splitlines()]
    return {"rgb": rgb, "points": points, "colours": colours, "boxes": boxes}


def cityscapes(image):
    """Image, label ids, instances with their boxes, depth from disparity."""
    split, city = image.parts[-3:-1]
    name = image.name.removesuffix("_leftImg8bit.png")
    rgb = np.asarray(Image.open(image).convert("RGB"))
    labels = root / "gtFine" / split / city / f"{name}_gtFine_labelIds.png"
    instances = np.asarray(Image.open(root / "gtFine" / split / city / f"{name}_gtFine_instanceIds.png")).astype(np.uint16)
    semantics = np.asarray(Image.open(labels)).astype(np.uint16)
    boxes = []
    for value in np.unique(instances):
        if value < 24:
            continue
        rows, columns = np.nonzero(instances == value)
        boxes.append((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    stored = np.asarray(Image.open(root / "disparity" / split / city / f"{name}_disparity.png")).astype(np.float32)
    camera = json.loads((root / "camera" / split / city / f"{name}_camera.json").read_text())
    with np.errstate(divide="ignore"):
        depth = camera["intrinsic"]["fx"] * camera["extrinsic"]["baseline"] * 256 / (stored - 1)
    depth[stored == 0] = 0
    return {"rgb": rgb, "semantics": semantics, "instances": np.where(instances >= 1000, instances, 0), "depth": depth.astype(np.float32), "boxes": boxes}


files = {"kitti": "training/image_2/*.png", "cityscapes": "leftImg8bit/train/*/*.png"}[dataset]
read = {"kitti": kitti, "cityscapes": cityscapes}[dataset]
sums = {"rgb": 0, "semantics": 0, "instances": 0, "points": 0, "depth": 0}
images = sorted(root.glob(files))
for i, image in enumerate(images):
    if i == warm:
        start = time.perf_counter()
    frame = read(image)
    if i >= warm:
        continue
    # For comparison, of the frames that are not timed.
    for name in ("rgb", "semantics", "instances"):
        sums[name] += int(frame[name].sum(dtype=np.int64)) if name in frame else 0
    sums["points"] += len(frame.get("points", ()))
    sums["depth"] += int(np.count_nonzero(frame["depth"])) if "depth" in frame else 0
print(json.dumps({"rate": (len(images) - warm) / (time.perf_counter() - start), "sums": sums}))
