import * as assert from 'node:assert/strict';
import { compileError, thrownError } from '../../../src/notebook/kernel/cell-error.js';
import { InputError } from '../../../src/support/errors.js';

describe('errors of cells', () => {
  it('have the name and the message that the error has', () => {
    const { ename, evalue, traceback } = thrownError(new InputError('a file\nis missing'));
    assert.equal(ename, 'InputError');
    assert.equal(evalue, 'a file\nis missing');
    assert.deepEqual(traceback.slice(0, 2), ['InputError: a file', 'is missing']);
    assert.match(traceback[2], /^ {4}at .*cell-error\.test/);
  });

  it('leave out the frames of the kernel and tell the cause', () => {
    const error = new TypeError('outer', { cause: new RangeError('inner') });
    error.stack =
      'TypeError: outer\n    at f (evalmachine.<anonymous>:1:1)\n    at node:vm:1:1\n    at g (/a/node_modules/tslab/dist/executor.js:2:2)';
    (error.cause as Error).stack = 'RangeError: inner';
    assert.deepEqual(thrownError(error).traceback, [
      'TypeError: outer',
      '    at f (evalmachine.<anonymous>:1:1)',
      'caused by',
      'RangeError: inner',
    ]);
  });

  it('may be anything', () => {
    assert.deepEqual(thrownError('text'), { ename: 'Error', evalue: "'text'", traceback: ["Thrown: 'text'"] });
    assert.equal(thrownError(undefined).evalue, 'undefined');
  });

  it('are one for all complaints of the compiler', () => {
    assert.deepEqual(compileError(['1:1 - a', '2:1 - b']), {
      ename: 'TypeScriptError',
      evalue: '1:1 - a\n2:1 - b',
      traceback: ['TypeScriptError: 1:1 - a', '2:1 - b'],
    });
  });
});
