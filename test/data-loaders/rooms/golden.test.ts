import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { generatorVersion } from '../../../data-loaders/rooms/options.js';
import { renderScene } from '../../../data-loaders/rooms/render-scene.js';
import { sha256 } from '../../../src/support/files.js';

/** SHA-256 of whole rendered scenes. When the renderer changes on purpose, raise `generatorVersion` and renew these. */
const golden = {
  version: 5,
  independent: '0b42bf271fec2af831245ca68f7b21261d96efc964d9910984e27f995821b033',
  natural: 'c4ecfe556508085f96fe11903faab05cdeae616618b26d26ba3eb4c6207108be',
};

describe('bytes of Rooms', () => {
  for (const preset of ['independent', 'natural'] as const)
    it(`are the same on every machine: ${preset}`, () => {
      const bytes = renderScene({
        generatorVersion,
        style: { preset, kappa: 0.5 },
        width: 64,
        height: 48,
        views: 3,
        world: 'golden',
        split: 'test',
        index: 2,
      });
      assert.equal(generatorVersion, golden.version);
      assert.equal(sha256(bytes), golden[preset]);
    });

  it('come from + − × ÷ and √ alone: no source uses a function that engines compute differently', () => {
    const folder = path.resolve(import.meta.dirname, '../../../../data-loaders/rooms');
    // Measuring coupling makes no bytes.
    for (const file of fs.readdirSync(folder).filter((name) => name !== 'mutual-information.ts')) {
      const code = fs.readFileSync(path.join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const found = /Math\.(a?(sin|cos|tan)h?|atan2|exp|expm1|log\w*|pow|hypot|cbrt)\b|\*\*|\.normal\(/.exec(code);
      assert.equal(found?.[0], undefined, file);
    }
  });
});
