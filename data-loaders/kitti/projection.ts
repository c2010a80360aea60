import type { Camera } from '../../src/geometry/camera.js';
import type { Pose } from '../../src/geometry/pose.js';
import type { LaserScan, VelodyneScan } from './velodyne.js';

/**
 * A scan in the frame of a camera, each point with the colour of the pixel [height, width, 3] on which it falls. What is
 * hidden from the camera, which stands lower than the scanner, takes the colour of what hides it. The arrays of the scan
 * become those of the result.
 */
export function scanInCamera(
  { count, positions, reflectance }: VelodyneScan,
  cameraFromVelodyne: Pose,
  { camera, rgb }: { camera: Camera; rgb: Uint8Array },
): LaserScan {
  const moved = movePoints(positions, cameraFromVelodyne, positions);
  const colours = new Uint8Array(count * 3);
  const inImage = new Uint8Array(count);
  for (let p = 0, i = 0; p < count; p++, i += 3) {
    const pixel = pixelOf(camera, moved[i], moved[i + 1], moved[i + 2]);
    if (pixel < 0) {
      const fraction = reflectance[p];
      // Bytes truncate, so that adding a half rounds.
      colours[i] = colours[i + 1] = colours[i + 2] = fraction >= 1 ? 255 : fraction > 0 ? 255 * fraction + 0.5 : 0;
      continue;
    }
    inImage[p] = 1;
    colours[i] = rgb[pixel * 3];
    colours[i + 1] = rgb[pixel * 3 + 1];
    colours[i + 2] = rgb[pixel * 3 + 2];
  }
  return { count, positions: moved, colours, reflectance, inImage };
}

/** Points [n, 3] in another frame: R·p + t, in an array of their own or in `moved`, which may be the array of points itself. */
export function movePoints(positions: Float32Array, m: Pose, moved = new Float32Array(positions.length)): Float32Array {
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i];
    const y = positions[i + 1];
    const z = positions[i + 2];
    moved[i] = m[0] * x + m[1] * y + m[2] * z + m[3];
    moved[i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
    moved[i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11];
  }
  return moved;
}

/**
 * Points [n, 3] in the frame of a camera as a sparse depth image [height, width] in metres: where several fall on a pixel
 * the nearest counts, where none does it is 0.
 */
export function sparseDepth(positions: Float32Array, camera: Camera): Float32Array {
  const depth = new Float32Array(camera.width * camera.height);
  for (let i = 0; i < positions.length; i += 3) {
    const z = positions[i + 2];
    const pixel = pixelOf(camera, positions[i], positions[i + 1], z);
    if (pixel >= 0 && (depth[pixel] === 0 || z < depth[pixel])) depth[pixel] = z;
  }
  return depth;
}

/** Index of the pixel on which a point falls, or −1 if it is not in the image. */
function pixelOf(camera: Camera, x: number, y: number, z: number): number {
  if (!(z > 0)) return -1;
  const u = Math.floor((camera.fx * x) / z + camera.cx);
  const v = Math.floor((camera.fy * y) / z + camera.cy);
  return u >= 0 && u < camera.width && v >= 0 && v < camera.height ? v * camera.width + u : -1;
}
