import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EncoderAudit } from '../../src/analysis/index.js';
import { kerasModel } from '../features/tiny-models.js';
import { saveModel } from '../features/save-model.js';
import { useBackend } from '../support/use-backend.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const rooms = ['--scenes', '8', '--views', '2', '--width', '32', '--height', '24'];
const few = ['--targets', 'depth', 'albedo', '--skills', 'depth', '--corruptions', 'hue', '--draws', '1'];

describe('audit on the command line', function () {
  this.timeout(120_000);
  useBackend('cpu');
  let folder: string;
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('audits an encoder of the zoo, and leaves the result and a figure', () => {
    const run = ['audit', 'cross-modal', ...rooms, ...few, '--layers', 'out', '--out', at('zoo')];
    const { code, stdout, stderr } = alignscope(run);
    assert.equal(code, 0, stderr);
    const written = JSON.parse(fs.readFileSync(at('zoo', 'audit.json'), 'utf8')) as EncoderAudit;
    const depth = written.probes.find(({ target }) => target === 'depth')!;
    assert.deepEqual(Object.keys(depth.nulls), ['constant', 'position', 'height', 'density', 'rank', 'untrained']);
    assert.deepEqual(written.shifts.map(({ factor }) => factor), ['colour', 'texture', 'light', 'geometry']); // prettier-ignore
    for (const shown of ['Read out at out', `R²    ${depth.value.toFixed(2).replace('-', '−')}`, 'Beyond the best null', 'matched clean skill', 'new light: features move'])
      assert.ok(stdout.includes(shown), `${shown} in\n${stdout}`); // prettier-ignore
    for (const ending of ['svg', 'png', 'html', 'json']) assert.ok(fs.existsSync(at('zoo', `encoder-audit.${ending}`)));
  });

  it('audits a Keras model at the layers that have cells', async () => {
    const model = kerasModel();
    const file = await saveModel(model, folder);
    model.dispose();
    const small = ['--scenes', '8', '--views', '2', '--width', '24', '--height', '16', '--backend', 'cpu'];
    const { layers, notMeasurable } = alignscopeJson<EncoderAudit>(['audit', file, ...small, ...few, '--out', at('keras')]); // prettier-ignore
    assert.deepEqual(layers.map(({ name, stride }) => [name, stride]), [['first', 2], ['second', 4]]); // prettier-ignore
    const reasons = new Map(notMeasurable.map(({ what, layer, reason }) => [layer ?? what, reason]));
    assert.match(reasons.get('tokens')!, /no cells: its shape is \[24, 6\]/);
    assert.match(reasons.get('null untrained')!, /give an untrained encoder/);
  });

  it('refuses encoders, layers and options that are none', () => {
    const refused = (more: string[], ...says: RegExp[]): void =>
      assertRefused(alignscope(['audit', ...more, '--out', at('none')]), { code: 2, says });
    refused(['cross-modl'], /There is no encoder cross-modl: .*zoo \(cross-modal, /);
    refused([folder], /holds no encoder\.safetensors/);
    refused(['cross-modal', ...rooms, '--layers', 's9'], /unet-small has no layer s9\. Nearest: s1/);
    refused(['cross-modal', '--mean', '1,1,1'], /give --deviation too/);
  });
});
