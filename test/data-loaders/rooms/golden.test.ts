import * as assert from 'node:assert/strict';
import { generatorVersion } from '../../../data-loaders/rooms/options.js';
import { renderScene } from '../../../data-loaders/rooms/render-scene.js';
import { sha256 } from '../../../src/support/files.js';

/** SHA-256 of whole rendered scenes. When the renderer changes on purpose, raise `generatorVersion` and renew these. */
const golden = {
  version: 3,
  independent: 'e91cb1ec186a2990dd64cbcdb37a7bf1c4c3cc4b4d8072809cb8fe60704f8a82',
  natural: '93ce3f09e48124fea7e20124b29b8b4e6706bdae39d2ec950cfbbd47d8481ce7',
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
        voxel: 0.06,
        world: 'golden',
        split: 'test',
        index: 2,
      });
      assert.equal(generatorVersion, golden.version);
      assert.equal(sha256(bytes), golden[preset]);
    });
});
