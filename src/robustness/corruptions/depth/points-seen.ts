import type { PartialView } from './fill-gaps.js';

/** Points cover a square a tenth larger than they are: sloping surfaces, drawn out, leave no holes. */
const coverSize = 1.1;

/** Points of a pixel whose nearness differs by less are of one surface: one of the 40 steps of 3DCC's largest disparity. */
const sameSurface = 1 / 40;

/** Red, green, blue, nearness and the shares that they are multiplied by. */
const sumsPerPixel = 5;

/**
 * Coloured points: each is shared among the four pixels about it, unless another surface hides it there. Pixels whose middle
 * lies on no point are gaps.
 */
export class PointsSeen {
  /** Points have a margin of one pixel about the image, so that all four pixels exist. */
  private readonly stride: number;
  /** Of each point: the upper left of its four pixels, −1 where it is not seen, and how far beyond its middle it lies. */
  private readonly corner: Int32Array;
  private readonly toRight: Float64Array;
  private readonly toBelow: Float64Array;
  /** How far along each axis it covers pixels and hides what lies behind it. */
  private readonly reach: Float64Array;
  /** Nearness of the nearest surface at each pixel, 0 where there is none. */
  private readonly front: Float32Array;
  private readonly sums: Float32Array;
  private readonly view: PartialView;

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly colours: Float32Array,
    private readonly nearness: Float32Array,
  ) {
    const points = nearness.length;
    this.stride = width + 2;
    this.corner = new Int32Array(points);
    this.toRight = new Float64Array(points);
    this.toBelow = new Float64Array(points);
    this.reach = new Float64Array(points);
    this.front = new Float32Array(this.stride * (height + 2));
    this.sums = new Float32Array(this.front.length * sumsPerPixel);
    const seen = new Float32Array(colours.length);
    this.view = { width, height, colours: seen, nearness: new Float32Array(points), covered: new Uint8Array(points) };
  }

  /** Puts a point at (x, y), in pixels from the middle of the first one, `size` times as large as a pixel and less than 1.8. */
  put(point: number, x: number, y: number, size: number): void {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const seen = left >= -1 && left < this.width && top >= -1 && top < this.height;
    this.corner[point] = seen ? (top + 1) * this.stride + left + 1 : -1;
    this.toRight[point] = x - left;
    this.toBelow[point] = y - top;
    this.reach[point] = (coverSize * size) / 2;
  }

  /** What is seen of the points: valid until the next call. */
  seen(): PartialView {
    this.findFront();
    this.addPoints();
    this.average();
    return this.view;
  }

  private findFront(): void {
    const { corner, toRight, toBelow, reach, front, nearness, stride } = this;
    front.fill(0);
    const hide = (q: number, pixel: number): void => {
      if (q > front[pixel]) front[pixel] = q;
    };
    for (let point = 0; point < corner.length; point++) {
      const pixel = corner[point];
      if (pixel < 0) continue;
      const [x, y, q, far] = [toRight[point], toBelow[point], nearness[point], reach[point]];
      if (x <= far && y <= far) hide(q, pixel);
      if (1 - x <= far && y <= far) hide(q, pixel + 1);
      if (x <= far && 1 - y <= far) hide(q, pixel + stride);
      if (1 - x <= far && 1 - y <= far) hide(q, pixel + stride + 1);
    }
  }

  private addPoints(): void {
    const { corner, toRight, toBelow, front, nearness, stride, colours, sums } = this;
    sums.fill(0);
    const add = (point: number, pixel: number, share: number): void => {
      const q = nearness[point];
      if (share === 0 || q < front[pixel] - sameSurface) return;
      const [to, from] = [sumsPerPixel * pixel, 3 * point];
      sums[to] += share * colours[from];
      sums[to + 1] += share * colours[from + 1];
      sums[to + 2] += share * colours[from + 2];
      sums[to + 3] += share * q;
      sums[to + 4] += share;
    };
    for (let point = 0; point < corner.length; point++) {
      const pixel = corner[point];
      if (pixel < 0) continue;
      const [x, y] = [toRight[point], toBelow[point]];
      add(point, pixel, (1 - x) * (1 - y));
      add(point, pixel + 1, x * (1 - y));
      add(point, pixel + stride, (1 - x) * y);
      add(point, pixel + stride + 1, x * y);
    }
  }

  /** Divides sums by their shares, and finds the gaps. */
  private average(): void {
    const { width, height, stride, front, sums } = this;
    const { colours, nearness, covered } = this.view;
    for (let v = 0, pixel = 0; v < height; v++)
      for (let u = 0; u < width; u++, pixel++) {
        const padded = (v + 1) * stride + u + 1;
        covered[pixel] = front[padded] > 0 ? 1 : 0;
        if (covered[pixel] === 0) continue;
        const from = sumsPerPixel * padded;
        const share = sums[from + 4];
        colours[3 * pixel] = sums[from] / share;
        colours[3 * pixel + 1] = sums[from + 1] / share;
        colours[3 * pixel + 2] = sums[from + 2] / share;
        nearness[pixel] = sums[from + 3] / share;
      }
  }
}
