import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { BackendUnavailable, startBackend } from '../../src/backend/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { onBackend, restoreBackendAfterwards } from './on-backend.js';
import { smallNetwork } from './small-network.js';

/** Chromium carries a Vulkan device that the processor imitates, and the loader that finds it. */
const chromium = '/usr/lib/chromium';
const vulkanDevice = `${chromium}/vk_swiftshader_icd.json`;

describe('a small network has the same loss and gradients', () => {
  restoreBackendAfterwards();

  let expected: Float32Array[];
  before(async () => {
    expected = (await onBackend('cpu', smallNetwork)).map(({ values }) => values);
  });

  function assertAsOnCpu(actual: ArrayLike<number>[]): void {
    assert.equal(actual.length, expected.length);
    expected.forEach((values, i) => {
      const scale = Math.max(...values.map(Math.abs));
      assert.ok(scale > 1e-3, `result ${i} is not zero everywhere`);
      assertAllClose(actual[i], values, { rtol: 1e-3, atol: 1e-4 * scale, label: `result ${i}` });
    });
  }

  it('on wasm as on cpu', async () => {
    assertAsOnCpu((await onBackend('wasm', smallNetwork)).map(({ values }) => values));
  });

  it('on tensorflow as on cpu', async function () {
    try {
      await startBackend({ name: 'tensorflow' });
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
    assertAsOnCpu((await onBackend('tensorflow', smallNetwork)).map(({ values }) => values));
  });

  it('on webgpu as on cpu', function () {
    if (!fs.existsSync(vulkanDevice)) {
      console.log(`      skipped: no ${vulkanDevice} (Debian: apt install chromium)`);
      this.skip();
    }
    const script = fileURLToPath(new URL('run-small-network.js', import.meta.url));
    const output = execFileSync(process.execPath, [script, 'webgpu'], {
      env: { ...process.env, VK_ICD_FILENAMES: vulkanDevice, LD_LIBRARY_PATH: chromium },
      encoding: 'utf8',
    });
    const { device, values } = JSON.parse(output) as { device: string; values: number[][] };
    assert.match(device, /SwiftShader.*emulated/);
    assertAsOnCpu(values);
  });

  it('and leaves no tensor behind', async () => {
    const count = tf.memory().numTensors;
    for (const name of ['cpu', 'wasm'] as const) await onBackend(name, smallNetwork);
    assert.equal(tf.memory().numTensors, count);
  });
});
