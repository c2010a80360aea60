import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { figures } from '../../figures/index.js';
import { renderStudy } from '../../src/report/index.js';
import type { Study } from '../../src/study/types.js';
import { InterruptedError } from '../../src/support/errors.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

describe('renderStudy', () => {
  let folder: string;
  let study: Study;
  let rendered: Study;
  before(async function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-report-'));
    study = syntheticStudy({ folder });
    fs.writeFileSync(path.join(folder, 'study.json'), JSON.stringify(study.result));
    fs.writeFileSync(path.join(folder, 'rows.jsonl'), '');
    rendered = await renderStudy(study);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('lists its figures in the study, each with all its files', () => {
    const stored = JSON.parse(fs.readFileSync(path.join(folder, 'study.json'), 'utf8')) as { figures: string[] };
    assert.deepEqual(stored.figures, rendered.result.figures);
    assert.equal(stored.figures.length, Object.keys(figures).length);
    for (const file of stored.figures)
      for (const ending of ['svg', 'png', 'html', 'json'])
        assert.ok(fs.existsSync(path.join(folder, file.replace(/svg$/, ending))), `${file} as ${ending}`);
  });

  it('makes a page whose every link and picture is there, and nothing from elsewhere', () => {
    const page = fs.readFileSync(path.join(folder, 'index.html'), 'utf8');
    const { document } = new JSDOM(page).window;
    const targets = [...document.querySelectorAll('[href],[src]')].map(
      (element) => element.getAttribute('href') ?? element.getAttribute('src')!,
    );
    targets.push(...[...page.matchAll(/url\("([^"]+)"\)/g)].map((match) => match[1]));
    assert.ok(targets.length > 5 * Object.keys(figures).length);
    for (const target of targets) assert.ok(fs.existsSync(path.join(folder, target)), target);
  });

  it('shows findings, captions and provenance', () => {
    const { document } = new JSDOM(fs.readFileSync(path.join(folder, 'index.html'), 'utf8')).window;
    assert.deepEqual(
      [...document.querySelectorAll('.badge')].map((badge) => badge.textContent),
      ['supported', 'inconclusive', 'inconclusive', 'equivalent', 'contradicted'],
    );
    assert.equal(document.querySelectorAll('figcaption').length, Object.keys(figures).length);
    const facts = document.querySelector('dl')!.textContent!;
    for (const fact of ['000000000000', 'v20.19.0', '0, 1, 2, 3, 4']) assert.ok(facts.includes(fact), fact);
  });

  it('draws no further figure once it is interrupted', async () => {
    const out = path.join(folder, 'interrupted');
    const signal = AbortSignal.abort();
    await assert.rejects(renderStudy(study, { out, signal }), InterruptedError);
    assert.ok(!fs.existsSync(out));
  });

  it('leaves the study alone when it draws elsewhere', async () => {
    const before = fs.readFileSync(path.join(folder, 'study.json'), 'utf8');
    const out = path.join(folder, 'elsewhere');
    await renderStudy({ ...study, rows: [], panels: [], result: { ...study.result, findings: [] } }, { out });
    assert.equal(fs.readFileSync(path.join(folder, 'study.json'), 'utf8'), before);
    assert.ok(fs.existsSync(path.join(out, 'index.html')) && fs.existsSync(path.join(out, 'findings.svg')));
  });
});
