import * as assert from 'node:assert/strict';
import { InputError } from '../../../src/support/errors.js';

/** Asserts that work ends in an InputError whose message matches every pattern. */
export async function rejects(work: Promise<unknown>, ...patterns: RegExp[]): Promise<void> {
  await assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  });
}
