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
  /** Points of the last search, and their squared distances. */
  private found = new Int32Array(64);
  private squared = new Float64Array(64);

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

  /** Number of points. */
  get count(): number {
    return this.members.length;
  }

  private index(value: number, axis: number): number {
    return Math.floor((value - this.lower[axis]) / this.edge);
  }

  /**
   * Points within `radius` of (x, y, z): at most `most` of them, spread evenly over what was found when there are more.
   * The array is used again by the next search.
   */
  within(x: number, y: number, z: number, radius: number, most: number): Int32Array {
    const count = this.search(x, y, z, radius);
    const { found } = this;
    if (count <= most) return found.subarray(0, count);
    for (let i = 0; i < most; i++) found[i] = found[Math.floor((i * count) / most)];
    return found.subarray(0, most);
  }

  /** The nearest point within `radius`, or −1. */
  nearest(x: number, y: number, z: number, radius: number): number {
    const count = this.search(x, y, z, radius);
    const { found, squared } = this;
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < count; i++)
      if (squared[i] < least) {
        least = squared[i];
        best = found[i];
      }
    return best;
  }

  /** Fills `found` and `squared`; gives the number of points. */
  private search(x: number, y: number, z: number, radius: number): number {
    const { positions, members, starts, cells } = this;
    const limit = radius * radius;
    const [firstI, firstJ, firstK] = [this.from(x, radius, 0), this.from(y, radius, 1), this.from(z, radius, 2)];
    const [lastI, lastJ, lastK] = [this.to(x, radius, 0), this.to(y, radius, 1), this.to(z, radius, 2)];
    if (firstK > lastK) return 0;
    let count = 0;
    for (let i = firstI; i <= lastI; i++)
      for (let j = firstJ; j <= lastJ; j++) {
        const column = (i * cells[1] + j) * cells[2];
        const first = starts[column + firstK];
        const end = starts[column + lastK + 1];
        this.makeRoom(count + end - first);
        const { found, squared } = this;
        for (let m = first; m < end; m++) {
          const point = members[m];
          const dx = positions[point * 3] - x;
          const dy = positions[point * 3 + 1] - y;
          const dz = positions[point * 3 + 2] - z;
          const distance = dx * dx + dy * dy + dz * dz;
          if (distance > limit) continue;
          found[count] = point;
          squared[count++] = distance;
        }
      }
    return count;
  }

  private from(value: number, radius: number, axis: number): number {
    return Math.max(0, this.index(value - radius, axis));
  }

  private to(value: number, radius: number, axis: number): number {
    return Math.min(this.cells[axis] - 1, this.index(value + radius, axis));
  }

  private makeRoom(count: number): void {
    if (count <= this.found.length) return;
    const [found, squared] = [new Int32Array(2 * count), new Float64Array(2 * count)];
    found.set(this.found);
    squared.set(this.squared);
    this.found = found;
    this.squared = squared;
  }
}
