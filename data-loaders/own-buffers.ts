/** Bytes of the smallest array that is handed over: what is smaller, as poses are, a dataset may keep. */
const smallest = 4096;

/**
 * A sample, or another plain value, whose buffers can be handed to another thread, and those buffers: its rasters themselves,
 * which belong to who loaded them, and copies of arrays that are small or lie in a buffer with other things.
 */
export function withOwnBuffers<T>(value: T): { value: T; buffers: ArrayBuffer[] } {
  const buffers = new Set<ArrayBuffer>();
  return { value: own(value, buffers), buffers: [...buffers] };
}

function own<T>(value: T, buffers: Set<ArrayBuffer>): T {
  if (ArrayBuffer.isView(value)) {
    const isAlone = value.byteLength === value.buffer.byteLength && value.byteLength >= smallest;
    const array = isAlone ? value : (Uint8Array.prototype.slice.call(value) as Uint8Array);
    buffers.add(array.buffer as ArrayBuffer);
    return array as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => own(item, buffers)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, own(item, buffers)])) as T;
}
