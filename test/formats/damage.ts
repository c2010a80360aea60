import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { InputError } from '../../src/support/errors.js';

/** The file with up to three of its bytes changed, cut short at some place in one case of four. */
export function damaged(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
  return fc
    .tuple(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(3), fc.nat(file.length))
    .map(([changes, cut, length]) => {
      const bytes = Uint8Array.from(file);
      for (const [at, value] of changes) bytes[at] = value;
      return cut === 0 ? bytes.subarray(0, length) : bytes;
    });
}

/** Reads damaged bytes, which may succeed or be refused with InputError and nothing else, and takes little memory. */
export function assertReadsOrRefuses(read: () => unknown): void {
  const before = process.memoryUsage().arrayBuffers;
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof InputError, (error as Error).stack);
  }
  const taken = process.memoryUsage().arrayBuffers - before;
  assert.ok(taken < 2 ** 26, `${taken} bytes were taken`);
}

/** Asserts that a call is refused with InputError that names the file and matches `fault`. */
export function assertRefused(call: () => unknown, file: string, fault: RegExp): void {
  assert.throws(call, (error: Error) => isRefusal(error, file, fault));
}

export function isRefusal(error: Error, file: string, fault: RegExp): boolean {
  assert.ok(error instanceof InputError, error.stack);
  assert.ok(error.message.includes(file), error.message);
  assert.match(error.message, fault);
  return true;
}
