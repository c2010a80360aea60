import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openFeatures, wholeMatrix } from '../../src/features/index.js';
import { writeNpy, writeNpz, writeSafetensors } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';
import { temporaryFolder } from '../cli/run-cli.js';

describe('features in files', () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6.5);
  const matrix = { shape: [3, 2], values };
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  before(() => {
    folder = temporaryFolder();
    writeNpy(at('single.npy'), matrix);
    writeNpy(at('half.npy'), { ...matrix, dtype: 'f2' });
    writeNpy(at('integers.npy'), { shape: [3, 2], values: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n) });
    writeNpy(at('none.npy'), { shape: [0, 2], values: new Float32Array(0) });
    writeNpz(at('one.npz'), [['only', matrix]]);
    writeNpz(at('deep.npz'), [['deep', { shape: [1, 3, 2], values }]]);
    const tensor = { dtype: 'F32', shape: [3, 2], values } as const;
    writeSafetensors(at('two.safetensors'), [
      ['s1', { ...tensor, shape: [3, 2] }],
      ['s2', { ...tensor, shape: [3, 2], values: values.map((value) => -value) }],
    ]);
    fs.writeFileSync(at('ids.txt'), 'a\nb\nc\n');
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('are the same out of every format', async () => {
    for (const place of ['single.npy', 'half.npy', 'one.npz', 'one.npz#only', 'two.safetensors#s1']) {
      const { rows, columns, values: read, ids } = wholeMatrix(await openFeatures(at(place)));
      assert.deepEqual([rows, columns, [...read], ids], [3, 2, [...values], undefined], place);
    }
    assert.deepEqual(
      [...wholeMatrix(await openFeatures(at('two.safetensors#s2'))).values],
      [...values].map((x) => -x),
    );
    assert.deepEqual([...wholeMatrix(await openFeatures(at('integers.npy'))).values], [1, 2, 3, 4, 5, 6]);
  });

  it('take ids from a file, one a row', async () => {
    assert.deepEqual((await openFeatures(at('single.npy'), { ids: at('ids.txt') })).ids, ['a', 'b', 'c']);
    fs.writeFileSync(at('short.txt'), 'a\nb');
    await assert.rejects(openFeatures(at('single.npy'), { ids: at('short.txt') }), /3 rows but 2 sample ids/);
  });

  it('are refused by name when it is not clear which are meant, or they are no matrix', async () => {
    const refused: [string, RegExp][] = [
      ['two.safetensors', /two\.safetensors holds s1, s2: name one, as two\.safetensors#s1/],
      ['two.safetensors#s3', /holds s1, s2: name one/],
      ['one.npz#other', /holds only: name one, as one\.npz#only/],
      ['deep.npz', /deep\.npz: deep has shape \[1, 3, 2\]; expected two dimensions/],
      ['none.npy', /none\.npy is empty \(0 × 2\)/],
      ['absent.npy', /absent\.npy: it does not exist/],
      ['absent.npz', /absent\.npz: it does not exist/],
      ['ids.txt', /ids\.txt is not a readable \.npy file/],
    ];
    for (const [place, says] of refused)
      await assert.rejects(openFeatures(at(place)), (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.match(error.message, says);
        return true;
      });
  });
});
