import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { renderFigures } from '../../src/report/index.js';
import { loadStudy } from '../../src/study/load.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';

describe('renderFigures', () => {
  const study = loadStudy('docs/results/quick');
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-figures-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('writes the figures asked for in each theme and size, and once what knows none', async () => {
    const [{ name, caption, files }, ...others] = await renderFigures(study, folder, {
      names: ['interventions'],
      formats: ['json', 'csv', 'svg'],
      themes: ['light', 'dark'],
      sizes: ['wide', 'column'],
    });
    assert.deepEqual([name, others], ['interventions', []]);
    assert.match(caption, /5 seeds/);
    const written = files.map((file) => path.basename(file)).sort();
    assert.deepEqual(written, fs.readdirSync(folder).sort());
    assert.deepEqual(written, [
      'interventions-column-dark.svg',
      'interventions-column.json',
      'interventions-column.svg',
      'interventions-dark.svg',
      'interventions.csv',
      'interventions.json',
      'interventions.svg',
    ]);
    assert.equal(new Set(files.map((file) => fs.readFileSync(file, 'utf8'))).size, files.length);
  });

  it('names the nearest figures where one is unknown, before anything is drawn', async () => {
    const asked = renderFigures(study, path.join(folder, 'none'), { names: ['retentoin'] });
    await assert.rejects(asked, (error: Error) => {
      assert.ok(error instanceof InputError);
      return /no figure 'retentoin'\. Nearest: retention/.test(error.message);
    });
    assert.ok(!fs.existsSync(path.join(folder, 'none')));
  });

  it('stops between figures', async () => {
    const asked = renderFigures(study, path.join(folder, 'none'), { signal: AbortSignal.abort() });
    await assert.rejects(asked, InterruptedError);
  });

  it('names the folder in which it may not write', async () => {
    const file = path.join(folder, 'in-the-way');
    fs.writeFileSync(file, '');
    await assert.rejects(renderFigures(study, file, { names: ['cka'], formats: ['csv'] }), /in-the-way/);
  });
});
