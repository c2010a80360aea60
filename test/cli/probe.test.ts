import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePng } from '../../src/formats/index.js';
import type { Row } from '../../src/study/types.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const encoder = fileURLToPath(new URL('../../../zoo/none.safetensors', import.meta.url));

interface ProbeDocument {
  rows: Row[];
  trivial: { target: string; metric: string }[];
  notMeasurable: Record<string, string>;
  notes: string[];
  skipped: { frame: string; problem: string }[];
}

interface FoldsDocument {
  folds: number;
  scenes: string[];
  results: { target: string; head: string; value: number; ci95: [number, number] | null; lambdas: number[] }[];
}

describe('probe on a folder of images', () => {
  let root: string;
  beforeEach(() => (root = temporaryFolder()));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  function writeImages(count: number): void {
    for (let i = 0; i < count; i++) {
      const [width, height] = [40 + i, 30];
      const values = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * (i + 3)) % 251);
      fs.writeFileSync(path.join(root, `${i}.png`), writePng({ width, height, channels: 3, values }));
    }
  }

  const probe = ['probe', encoder, '--backend', 'wasm', '--dataset', 'images', '--width', '32', '--height', '24'];

  it('reads colour out, and says what cannot be read and how many frames it took', () => {
    writeImages(8);
    const asked = [...probe, '--root', root, '--targets', 'rgb', 'semantics', 'depth', '--frames', '3'];
    const { rows, trivial, notMeasurable, notes } = alignscopeJson<ProbeDocument>(asked);
    assert.deepEqual([...new Set(rows.map(({ target }) => target))], ['rgb']);
    assert.ok(rows.every(({ dataset, n }) => dataset === 'images' && n > 0));
    assert.ok(trivial.length > 0 && trivial.every(({ target, metric }) => target === 'rgb' && metric === 'r2'));
    assert.deepEqual(notMeasurable, {
      depth: 'the samples have no depth',
      semantics: 'the samples have no semantics',
    });
    assert.match(notes.pop()!, /^Of rgb at .* the penalty chosen, 100, is the strongest of its grid/);
    assert.deepEqual(notes, [
      '3 of the 5 train frames are used, at equal steps.',
      'rgb is not measurable at some stages: fewer than 8 cells of stride 16 know it in the training, validation or test frames',
    ]);
  });

  it('tells how selective the probes are and how many bits the truth takes, by any heads', () => {
    writeImages(14);
    const asked = [...probe, '--root', root, '--targets', 'rgb', '--heads', 'ridge', 'knn', '--selectivity'];
    const out = path.join(root, 'drawn');
    const { stdout } = alignscope([...asked, '--description-length', '--out', out]);
    assert.ok(fs.existsSync(path.join(out, 'layer-curves.png')) && stdout.includes('layer-curves.png'));
    assert.match(stdout, /^target +read-out metric +s1 /);
    assert.match(stdout, /^rgb +trivial +r2 +-?0\.\d{3} \([+−]\d\.\d{3}\)/m);
    assert.match(stdout, /^rgb +knn +r2 +-?\d\.\d{3} \([+−]\d\.\d{3}\)/m);
    assert.match(stdout, /^target +stage +bits a cell +trivial +even odds +compression$/m);
    assert.match(stdout, /^rgb +s1 +\d+\.\d{3} +\d+\.\d{3} +– +\d\.\d{3}$/m);
  });

  it('names a frame that cannot be read, and goes on without it when asked', () => {
    writeImages(9);
    const file = path.join(root, '4.png');
    fs.truncateSync(file, 90);
    const asked = [...probe, '--root', root, '--targets', 'rgb', '--heads', 'ridge'];
    assertRefused(alignscope(asked), { code: 2, says: [/4\.png/] });
    const { skipped, rows } = alignscopeJson<ProbeDocument>([...asked, '--on-error', 'skip']);
    assert.deepEqual(skipped.map(({ problem }) => problem.includes('4.png')), [true]); // prettier-ignore
    assert.ok(rows.length > 0);
  });

  it('tests every scene once in folds, with intervals over scenes', () => {
    writeImages(8);
    const asked = [...probe, '--root', root, '--targets', 'rgb', '--cross-validate', '4'];
    const { folds, scenes, results } = alignscopeJson<FoldsDocument>(asked);
    assert.equal(folds, 4);
    assert.equal(scenes.length, 8);
    const ridges = results.filter(({ head }) => head === 'ridge');
    assert.ok(ridges.length > 0);
    for (const { value, ci95, lambdas, target } of ridges) {
      assert.equal(target, 'rgb');
      assert.equal(lambdas.length, 4);
      assert.ok(ci95![0] < value && value < ci95![1], `${value} in ${ci95!.join(', ')}`);
    }
    const unfitted = [...probe, '--root', root, '--targets', 'correspondence', '--cross-validate', '4'];
    assertRefused(alignscope(unfitted), { code: 2, says: [/correspondence fits nothing/] });
    assertRefused(alignscope([...asked, '--selectivity']), {
      code: 2,
      says: [/ridges alone: leave out --selectivity/],
    });
  });

  it('says what to do about too few of them', () => {
    writeImages(2);
    assertRefused(alignscope([...probe, '--root', root]), { code: 2, says: [/too few scenes/, /Add scenes/] });
  });
});
