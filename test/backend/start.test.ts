import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendRequest, StartedBackend } from '../../src/backend/index.js';
import { currentBackend, inspectBackends, startBackend } from '../../src/backend/index.js';
import { InputError } from '../../src/support/errors.js';
import { onBackend, restoreBackendAfterwards } from './on-backend.js';
import { smallNetwork } from './small-network.js';

type Reply = StartedBackend & { processorsUsed: number };

const runStart = fileURLToPath(new URL('run-start.js', import.meta.url));

/** Starts a backend in a fresh process, where no library has been loaded yet. */
function startElsewhere(
  options: Parameters<typeof startBackend>[0],
  nodeArguments: string[] = [],
): Reply & { stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeArguments, runStart, JSON.stringify(options)],
    {
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  return { ...(JSON.parse(stdout) as Reply), stderr };
}

describe('startBackend', () => {
  restoreBackendAfterwards();

  it('starts what is named, says so, and computes there', async () => {
    for (const name of ['wasm', 'cpu'] as const) {
      const started = await startBackend({ name });
      assert.equal(started.name, name);
      assert.equal(tf.getBackend(), name);
      assert.match(started.device, /^CPU \(.*1 thread\)$/);
      assert.match(started.version, /^4\.\d+\.\d+$/);
      assert.equal(started.why, 'asked for by name');
      assert.equal(currentBackend(), started);
      assert.equal(await startBackend({ name }), started, 'starting it again changes nothing');
      assert.equal(await startBackend(), started, 'auto keeps what runs');
    }
  });

  it('names the choices and the remedy when the request is wrong', async () => {
    await assert.rejects(
      startBackend({ name: 'cuda' as BackendRequest }),
      (error) => error instanceof InputError && /"cuda".*auto, tensorflow, webgpu, wasm, cpu/.test(error.message),
    );
    for (const threads of [0, 1.5, Number.NaN]) {
      await assert.rejects(
        startBackend({ threads }),
        (error) => error instanceof InputError && error.message.includes(`threads is ${threads}`),
      );
    }
  });

  describe('without the native addon', () => {
    let folder: string;
    let hideAddon: string[];
    before(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-backend-'));
      const preload = path.join(folder, 'hide-addon.cjs');
      fs.writeFileSync(
        preload,
        `const { Module } = require('node:module');
         const load = Module._load;
         Module._load = function (name, ...rest) {
           if (name === '@tensorflow/tfjs-node-gpu') throw new Error('hidden by the test');
           return load.call(this, name, ...rest);
         };`,
      );
      hideAddon = ['--require', preload];
    });
    after(() => fs.rmSync(folder, { recursive: true }));

    it('auto goes on to the next that works and says what it passed over', () => {
      const { name, why, stderr } = startElsewhere({}, hideAddon);
      assert.ok(name === 'wasm' || name === 'webgpu', name);
      assert.match(why, /not tensorflow: .*hidden by the test.*npm run setup:native/);
      if (name === 'wasm') assert.match(why, /not webgpu: /);
      assert.equal(stderr, '', 'nothing is printed on the way');
    });

    it('asking for tensorflow by name fails with the remedy', () => {
      const options = JSON.stringify({ name: 'tensorflow' });
      const { status, stderr } = spawnSync(process.execPath, [...hideAddon, runStart, options], { encoding: 'utf8' });
      assert.notEqual(status, 0);
      assert.match(stderr, /BackendUnavailable: The native TensorFlow library cannot be loaded .*npm run setup:native/);
    });
  });

  describe('with the native addon', () => {
    before(function () {
      if (startElsewhere({}).name !== 'tensorflow') {
        console.log('      skipped: native TensorFlow is not set up (npm run setup:native)');
        this.skip();
      }
    });

    it('keeps to one thread when told', () => {
      const { processorsUsed, device, stderr } = startElsewhere({ name: 'tensorflow', threads: 1 });
      assert.ok(processorsUsed < 1.3, `${processorsUsed} processors are busy`);
      assert.match(device, /^(CPU|GPU)/);
      assert.equal(stderr, '', 'TensorFlow prints nothing while it loads');
    });

    it('repeats a training step to the last bit', async () => {
      assert.deepEqual(await onBackend('tensorflow', smallNetwork), await onBackend('tensorflow', smallNetwork));
    });
  });
});

describe('docs/backends.md', () => {
  it('shows a program that runs', () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const page = fs.readFileSync(path.join(root, 'docs', 'backends.md'), 'utf8');
    const programs = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, program]) => program);
    assert.equal(programs.length, 1);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', programs[0]], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^(tensorflow|webgpu|wasm|cpu) \d+\.\d+\.\d+ on .+: the first that works here/);
  });
});

describe('inspectBackends', () => {
  restoreBackendAfterwards();

  it('reports every backend with device or remedy, and leaves the running one running', async () => {
    await startBackend({ name: 'cpu' });
    const { backends, chosen, node, tools } = await inspectBackends();
    assert.equal(tf.getBackend(), 'cpu');
    assert.equal(node, process.versions.node);
    assert.deepEqual(
      backends.map(({ name }) => name),
      ['tensorflow', 'webgpu', 'wasm', 'cpu'],
    );
    for (const { name, available, device, version, detail } of backends) {
      assert.equal(device !== null && version !== null, available, name);
      if (!available) assert.match(detail, /npm run|install/, name);
    }
    assert.equal(chosen, backends.find(({ available, device }) => available && !device?.includes('emulated'))?.name);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['make', 'g++', 'python3', 'node headers'],
    );
  });
});
