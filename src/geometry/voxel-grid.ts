/**
 * The occupied cells of a cubic grid, numbered 0, 1, 2 … in the order in which they were first entered: a hash table
 * with open addressing on typed arrays, since a Map of keys made of three numbers is ten times slower.
 */
export class VoxelGrid {
  /** Edge of a cell in metres; cell (i, j, k) spans i·edge ≤ x < (i + 1)·edge and so on. */
  readonly edge: number;
  /** Occupied cells so far. */
  count = 0;
  private cells: Int32Array;
  private slots: Int32Array;

  constructor(edge: number, expected = 1024) {
    this.edge = edge;
    let size = 64;
    while (size < expected * 2) size *= 2;
    this.slots = new Int32Array(size).fill(-1);
    this.cells = new Int32Array((size / 2) * 3);
  }

  /** Cell coordinates (i, j, k) of occupied cell `index`. */
  cell(index: number): [number, number, number] {
    return [this.cells[index * 3], this.cells[index * 3 + 1], this.cells[index * 3 + 2]];
  }

  /** Number of the cell (i, j, k), or −1 if nothing has entered it. */
  find(i: number, j: number, k: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(i, j, k) & mask; ; slot = (slot + 1) & mask) {
      const index = this.slots[slot];
      if (index < 0) return -1;
      const at = index * 3;
      if (this.cells[at] === i && this.cells[at + 1] === j && this.cells[at + 2] === k) return index;
    }
  }

  /** Number of the cell that holds the point, which becomes occupied. */
  enter(x: number, y: number, z: number): number {
    const i = Math.floor(x / this.edge);
    const j = Math.floor(y / this.edge);
    const k = Math.floor(z / this.edge);
    const found = this.find(i, j, k);
    if (found >= 0) return found;
    if ((this.count + 1) * 2 > this.slots.length) this.grow();
    this.cells[this.count * 3] = i;
    this.cells[this.count * 3 + 1] = j;
    this.cells[this.count * 3 + 2] = k;
    this.place(this.count);
    return this.count++;
  }

  private place(index: number): void {
    const mask = this.slots.length - 1;
    let slot = hash(this.cells[index * 3], this.cells[index * 3 + 1], this.cells[index * 3 + 2]) & mask;
    while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = index;
  }

  private grow(): void {
    const cells = new Int32Array(this.cells.length * 2);
    cells.set(this.cells);
    this.cells = cells;
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let index = 0; index < this.count; index++) this.place(index);
  }
}

/** Teschner et al., Optimized spatial hashing, 2003; the last lines spread the bits (a plain XOR clusters on planes). */
function hash(i: number, j: number, k: number): number {
  let h = Math.imul(i, 73856093) ^ Math.imul(j, 19349663) ^ Math.imul(k, 83492791);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return h ^ (h >>> 13);
}
