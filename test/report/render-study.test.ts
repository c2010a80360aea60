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
  let document: Document;
  before(async function () {
    this.timeout(180_000);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-report-'));
    study = syntheticStudy({ folder });
    fs.writeFileSync(path.join(folder, 'study.json'), JSON.stringify(study.result));
    fs.writeFileSync(path.join(folder, 'rows.jsonl'), '');
    rendered = await renderStudy(study);
    document = new JSDOM(fs.readFileSync(path.join(folder, 'index.html'), 'utf8')).window.document;
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

  it('makes a page that needs none of the files beside it', () => {
    const addresses = [...document.querySelectorAll('[href],[src]')].map(
      (element) => element.getAttribute('href') ?? element.getAttribute('src')!,
    );
    assert.ok(addresses.length > Object.keys(figures).length);
    for (const address of addresses) assert.match(address, /^(#|data:)/);
  });

  it('shows findings, captions and provenance on it', () => {
    assert.deepEqual(
      [...document.querySelectorAll('article h3 .verdict')].map((verdict) => verdict.textContent),
      ['supported', 'inconclusive', 'inconclusive', 'equivalent', 'contradicted'],
    );
    assert.equal(document.querySelectorAll('.figure figcaption').length, Object.keys(figures).length - 3);
    const facts = document.querySelector('dl')!.textContent!;
    for (const fact of ['000000000000', 'v20.19.0', '0, 1, 2, 3, 4']) assert.ok(facts.includes(fact), fact);
  });

  it('draws no further figure once it is interrupted', async () => {
    const out = path.join(folder, 'interrupted');
    const signal = AbortSignal.abort();
    await assert.rejects(renderStudy(study, { out, signal }), InterruptedError);
    assert.ok(!fs.existsSync(out));
  });

  it('leaves the study alone when it draws elsewhere', async function () {
    this.timeout(180_000);
    const before = fs.readFileSync(path.join(folder, 'study.json'), 'utf8');
    const out = path.join(folder, 'elsewhere');
    await renderStudy({ ...study, rows: [], panels: [], result: { ...study.result, findings: [] } }, { out });
    assert.equal(fs.readFileSync(path.join(folder, 'study.json'), 'utf8'), before);
    assert.ok(fs.existsSync(path.join(out, 'index.html')) && fs.existsSync(path.join(out, 'findings.svg')));
  });
});
