import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { syntheticStudy } from '../figures/synthetic-study.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

describe('report', () => {
  let folder: string;
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  /** A study that has stored its findings only. */
  const writeStudy = (name: string, change: object = {}): string => {
    fs.mkdirSync(at(name, 'panels'), { recursive: true });
    fs.writeFileSync(at(name, 'study.json'), JSON.stringify({ ...syntheticStudy().result, ...change }));
    fs.writeFileSync(at(name, 'rows.jsonl'), '');
    fs.writeFileSync(at(name, 'panels', 'panels.json'), '[]');
    return at(name);
  };
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('writes the page into the folder of the study, and says what it holds', () => {
    const study = writeStudy('study');
    const told = alignscopeJson<{ page: string; bytes: number; verdicts: object }>(['report', '--study', study]);
    assert.equal(told.page, path.join(study, 'index.html'));
    assert.equal(told.bytes, fs.statSync(told.page).size);
    assert.deepEqual(told.verdicts, {
      color: 'supported',
      texture: 'inconclusive',
      'depth-cues': 'inconclusive',
      'depth-prediction': 'equivalent',
      robustness: 'contradicted',
    });
    assert.match(fs.readFileSync(told.page, 'utf8'), /^<!doctype html>/);
  });

  it('says what is wrong with a study that it cannot read, and what to do', () => {
    const report = (...options: string[]) => alignscope(['report', ...options]);
    const missing = report('--study', at('missing'));
    assertRefused(missing, { code: 2, says: [/missing holds no finished study.*Run `alignscope study --out/] });
    fs.mkdirSync(at('unfinished', 'runs'), { recursive: true });
    assertRefused(report('--study', at('unfinished')), { code: 2, says: [/no study\.json.*Run `alignscope study/] });
    const newer = writeStudy('newer', { schema: 2 });
    assertRefused(report('--study', newer), {
      code: 2,
      says: [/study\.json has schema 2; this version reads schema 1\. Take the version/],
    });
  });

  it('does not write over a folder, nor below a file', () => {
    const study = writeStudy('fine');
    const onFolder = alignscope(['report', '--study', study, '--out', folder]);
    assertRefused(onFolder, { code: 2, says: [/--out .* is a folder\. Name the file to write/] });
    const belowFile = alignscope(['report', '--study', study, '--out', path.join(study, 'study.json', 'page.html')]);
    assertRefused(belowFile, { code: 2, says: [/a file and a folder are in each other's place/] });
  });
});
