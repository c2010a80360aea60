import * as assert from 'node:assert/strict';
import { i16x8, i32, i32x4, interleave, Kernel, Kernels, v128 } from '../../src/support/wasm-code.js';

describe('kernels in WebAssembly', () => {
  it('run over a memory as often as they are told, which may be never', () => {
    const kernel = new Kernel('addFar', 2);
    const [at, count] = [kernel.parameter(0), kernel.parameter(1)];
    const added = kernel.constant(i32x4.constant(1, -2, 70000));
    kernel.repeat(count, () => {
      kernel.do(v128.store(at, i32x4.add(v128.load(at, 1 << 16), added)));
      kernel.change(at, i32.add(at, i32.constant(16)));
    });
    const kernels = new Kernels([kernel]);
    kernels.reserve(70000);
    const numbers = new Int32Array(kernels.memory.buffer);
    numbers.set([10, 20, 30, 40, 50, 60, 70, 80, 90], 1 << 14);
    kernels.get('addFar')(0, 0);
    assert.deepEqual([...numbers.subarray(0, 4)], [0, 0, 0, 0]);
    kernels.get('addFar')(0, 2);
    assert.deepEqual([...numbers.subarray(0, 9)], [11, 18, 70030, 41, 51, 58, 70070, 81, 0]);
  });

  it('make many values, and interleave the lanes of two vectors', () => {
    const kernel = new Kernel('turn', 1);
    const at = kernel.parameter(0);
    let [a, b] = [kernel.keep(v128.load(at)), kernel.keep(v128.load(at, 16))];
    // Three turns exchange a bit of the place each: four times three bring everything back, by 200 locals and more.
    for (let turn = 0; turn < 100; turn++)
      [a, b] = [kernel.keep(interleave(a, b, 2, 'low')), kernel.keep(interleave(a, b, 2, 'high'))];
    kernel.do(v128.store(at, i16x8.add(a, a)));
    kernel.do(v128.store(at, i16x8.multiply(b, b), 16));
    const { memory, get } = new Kernels([kernel]);
    const numbers = new Int16Array(memory.buffer, 0, 16);
    numbers.set(numbers.map((_, i) => i));
    get('turn')(0);
    assert.deepEqual([...numbers], [0, 2, 4, 6, 8, 10, 12, 14, 64, 81, 100, 121, 144, 169, 196, 225]);
  });
});
