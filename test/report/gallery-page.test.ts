import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import { findings } from '../../figures/index.js';
import { galleryPage } from '../../src/report/gallery-page.js';
import type { Study } from '../../src/study/types.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

function parse(study: Study): Document {
  return new JSDOM(galleryPage(study, { figures: [findings(study)], figureFolder: 'figures', studyFiles: [] })).window
    .document;
}

describe('galleryPage', () => {
  const study = syntheticStudy();

  it('says what was compared once, and below each finding what decides it', () => {
    const document = parse(study);
    const text = document.querySelector('section')!.textContent!.replace(/\s+/g, ' ');
    assert.equal(text.split('cross-modal − cross-view, paired by seed').length, 2);
    assert.equal(document.querySelector('#color small')!.textContent, 'albedo a*b* R², mlp, s4');
  });

  it('says once at which level the intervals of the findings are, and calls none a 95 % interval', () => {
    const text = parse(study).querySelector('section')!.textContent!;
    assert.equal(text.split('family-wise 95 %').length, 2);
    assert.doesNotMatch(text, /95 % (t )?interval/);
  });

  it('heads the page with what was pretrained, not with the baselines', () => {
    const summary = study.result.variations.none;
    const variations = { ...study.result.variations, position: summary, trivial: summary };
    const facts = parse({ ...study, result: { ...study.result, variations } }).querySelector('header .facts')!;
    assert.equal(facts.textContent!.split(' · ')[0], 'none, cross-view, cross-modal, cross-view+cross-modal');
  });

  it('says once why all findings have no verdict', () => {
    const document = parse(syntheticStudy({ seeds: 2 }));
    const reasons = [...document.querySelectorAll('section .note')].map((note) => note.textContent);
    assert.deepEqual(reasons, ['All findings: fewer than five seeds give no verdict.']);
  });

  it('names invalid runs', () => {
    const variations = structuredClone(study.result.variations);
    variations['cross-modal'].invalid.push('seed 3: recall is not above the position null');
    const document = parse({ ...study, result: { ...study.result, variations } });
    assert.match(document.querySelector('dl')!.textContent!, /cross-modal, seed 3: recall is not above/);
  });

  it('shows whatever a study says as text', () => {
    const evil = '<script>alert("x")</script>';
    const [first, ...rest] = study.result.findings;
    const hostile = [{ ...first, statement: evil, comparison: evil, note: evil, unit: evil }, ...rest];
    const result = { ...study.result, dataset: evil, commit: evil, backend: evil, notes: [evil], findings: hostile };
    const document = parse({ ...study, result });
    assert.equal(document.querySelectorAll('script').length, 0);
    assert.equal(document.querySelector('.note')!.textContent, evil);
    assert.equal(document.querySelector('#color strong')!.textContent, evil);
  });
});
