/** Finest division of the longest side of a cloud; keeps the table small when a cloud is large beside the radius. */
const mostCells = 64;

/** Points [n, 3] filed by cubic cell, for searches within a radius. */
export class PointGrid {
  private readonly edge: number;
  private readonly lower: [number, number, number] = [Infinity, Infinity, Infinity];
  private readonly cells: [number, number, number] = [1, 1, 1];
  /** The points of cell c are members[starts[c]] … members[starts[c + 1] − 1]. */
  private readonly starts: Int32Array;
  private readonly members: Int32Array;
  private found = new Int32Array(64);

  /** `edge` in metres should be the radius that will be asked for. */
  constructor(
    private readonly positions: Float32Array,
    edge: number,
  ) {
    const upper = [-Infinity, -Infinity, -Infinity];
    for (let i = 0; i < positions.length; i++) {
      const axis = i % 3;
      if (positions[i] < this.lower[axis]) this.lower[axis] = positions[i];
      if (positions[i] > upper[axis]) upper[axis] = positions[i];
    }
    const extent = positions.length > 0 ? Math.max(...upper.map((value, axis) => value - this.lower[axis])) : 0;
    this.edge = Math.max(edge, extent / mostCells);
    if (positions.length > 0)
      for (let axis = 0; axis < 3; axis++)
        this.cells[axis] = Math.floor((upper[axis] - this.lower[axis]) / this.edge) + 1;
    const count = positions.length / 3;
    const cellOf = new Int32Array(count);
    this.starts = new Int32Array(this.cells[0] * this.cells[1] * this.cells[2] + 1);
    for (let p = 0; p < count; p++) {
      const at = p * 3;
      const cell =
        (this.index(positions[at], 0) * this.cells[1] + this.index(positions[at + 1], 1)) * this.cells[2] +
        this.index(positions[at + 2], 2);
      cellOf[p] = cell;
      this.starts[cell + 1]++;
    }
    for (let cell = 1; cell < this.starts.length; cell++) this.starts[cell] += this.starts[cell - 1];
    const next = this.starts.slice(0, -1);
    this.members = new Int32Array(count);
    for (let p = 0; p < count; p++) this.members[next[cellOf[p]]++] = p;
  }

  private index(value: number, axis: number): number {
    return Math.floor((value - this.lower[axis]) / this.edge);
  }

  /**
   * Points within `radius` of (x, y, z): at most `most` of them, spread evenly over what was found when there are more.
   * The array is used again by the next search.
   */
  within(x: number, y: number, z: number, radius: number, most: number): Int32Array {
    let count = 0;
    this.visit(x, y, z, radius, (point) => {
      if (count === this.found.length) {
        const longer = new Int32Array(2 * count);
        longer.set(this.found);
        this.found = longer;
      }
      this.found[count++] = point;
    });
    if (count <= most) return this.found.subarray(0, count);
    for (let i = 0; i < most; i++) this.found[i] = this.found[Math.floor((i * count) / most)];
    return this.found.subarray(0, most);
  }

  /** The nearest point within `radius`, or −1. */
  nearest(x: number, y: number, z: number, radius: number): number {
    let best = -1;
    let least = Infinity;
    this.visit(x, y, z, radius, (point, squared) => {
      if (squared < least) {
        least = squared;
        best = point;
      }
    });
    return best;
  }

  private visit(
    x: number,
    y: number,
    z: number,
    radius: number,
    found: (point: number, squared: number) => void,
  ): void {
    const { positions, members, starts, cells } = this;
    const from = (value: number, axis: number): number => Math.max(0, this.index(value - radius, axis));
    const to = (value: number, axis: number): number => Math.min(cells[axis] - 1, this.index(value + radius, axis));
    const limit = radius * radius;
    const [lastI, lastJ, firstK, lastK] = [to(x, 0), to(y, 1), from(z, 2), to(z, 2)];
    if (firstK > lastK) return;
    for (let i = from(x, 0); i <= lastI; i++)
      for (let j = from(y, 1); j <= lastJ; j++) {
        const column = (i * cells[1] + j) * cells[2];
        const end = starts[column + lastK + 1];
        for (let m = starts[column + firstK]; m < end; m++) {
          const at = members[m] * 3;
          const dx = positions[at] - x;
          const dy = positions[at + 1] - y;
          const dz = positions[at + 2] - z;
          const squared = dx * dx + dy * dy + dz * dz;
          if (squared <= limit) found(members[m], squared);
        }
      }
  }
}
