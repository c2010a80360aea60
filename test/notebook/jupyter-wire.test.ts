import * as assert from 'node:assert/strict';
import { decodeMessage, encodeMessage, request } from '../../src/notebook/jupyter-wire.js';

describe('jupyter wire', () => {
  const message = request('execute_request', { code: 'a = "ü"' }, 'session');

  it('reads back what it writes, whatever identities come before', () => {
    const frames = encodeMessage(message, 'key');
    assert.deepEqual(decodeMessage(frames, 'key'), message);
    assert.deepEqual(decodeMessage([Buffer.from('identity'), Buffer.from([0, 1]), ...frames], 'key'), message);
  });

  it('signs as the protocol says', () => {
    // HMAC-SHA256 with the key "k" of "{}{}{}{}".
    const empty = { header: {}, parent: {}, metadata: {}, content: {} } as unknown as typeof message;
    const [delimiter, signature, ...parts] = encodeMessage(empty, 'k').map(String);
    assert.equal(delimiter, '<IDS|MSG>');
    assert.equal(signature, '6f7c3dea506a2fb840fc9377d65462646f8e8df4acfafa710cf0c50bb2db8de2');
    assert.deepEqual(parts, ['{}', '{}', '{}', '{}']);
  });

  it('refuses another key, a changed frame and half a message', () => {
    const frames = encodeMessage(message, 'key');
    assert.throws(() => decodeMessage(frames, 'other'), /signature/);
    const changed = [...frames.slice(0, 5), Buffer.from('{"code":"rm"}')];
    assert.throws(() => decodeMessage(changed, 'key'), /signature/);
    assert.throws(() => decodeMessage(frames.slice(0, 4), 'key'), /incomplete/);
    assert.throws(() => decodeMessage(frames.slice(1), 'key'), /incomplete/);
  });
});
