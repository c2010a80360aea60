import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { reportPage } from '../../src/report/index.js';
import type { Finding, Study, StudyResult } from '../../src/study/types.js';
import { syntheticStudy } from '../figures/synthetic-study.js';
import { pageOf } from './page-in-browser.js';

async function parse(study: Study): Promise<Document> {
  return new JSDOM(await pageOf(study)).window.document;
}

/** The page without its figures and pictures, which take time. */
async function parseWithoutFigures(study: Study): Promise<Document> {
  return new JSDOM(await reportPage({ ...study, panels: [] }, [])).window.document;
}

/** The text of an element with every space counted once. */
function textOf(element: Element | null): string {
  return element!.textContent!.replace(/\s+/g, ' ').trim();
}

function withResult(study: Study, change: Partial<StudyResult>): Study {
  return { ...study, result: { ...study.result, ...change } };
}

describe('the page of a study', () => {
  let folder: string;
  let study: Study;
  let document: Document;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-page-'));
    study = syntheticStudy({ folder });
    document = await parse(study);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('asks for nothing outside of it', () => {
    const addresses = [...document.querySelectorAll('[src], link, [href]')].map(
      (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
    );
    assert.ok(addresses.length > 50);
    for (const address of addresses) assert.match(address, /^(data:|#)/);
    assert.doesNotMatch(document.querySelector('style')!.textContent!, /url\("?(?!"?data:)|@import/);
  });

  it('lets no script run but its own', () => {
    const policy = document.querySelector('meta[http-equiv=Content-Security-Policy]')!.getAttribute('content')!;
    const allowed = /script-src ([^;]*)/.exec(policy)![1].split(' ');
    const scripts = [...document.scripts].filter(({ type }) => type !== 'application/json');
    assert.equal(allowed.length, scripts.length);
    for (const source of allowed) assert.match(source, /^'sha256-[\w+/]{43}='$/);
    assert.match(policy, /^default-src 'none';/);
  });

  it('tells each finding in words, with the part that decides it', () => {
    const color = textOf(document.getElementById('finding-color'));
    assert.match(
      color,
      /^Does cross-modal alignment discard colour\? supported Yes, as claimed\. All 4 parts lie beyond the margin of 0\.05/,
    );
    assert.match(
      color,
      /In the part that decides \(albedo a\*b\* R², mlp, s4\), cross-modal is 0\.15 R² lower than cross-view, interval \[−0\.21, −0\.09\]; the claim is that it is lower by more than 0\.05\./,
    );
    assert.match(textOf(document.getElementById('finding-robustness')), /No, the opposite\./);
    assert.match(
      textOf(document.getElementById('finding-depth-prediction')),
      /No difference that matters\. All 2 parts lie within ±0\.01\./,
    );
    assert.match(textOf(document.getElementById('finding-texture')), /Not decided\./);
  });

  it('says how the findings came out in one sentence', () => {
    assert.equal(
      textOf(document.querySelector('.outcome')),
      'Of 5 findings, 1 is supported (color), 2 are inconclusive (texture, depth-cues), 1 is equivalent (depth-prediction), 1 is contradicted (robustness).',
    );
  });

  it('shows every part of every finding, guards apart', () => {
    const rows = document.querySelectorAll('.forest tbody tr');
    assert.equal(rows.length, study.result.findings.flatMap(({ parts }) => parts).length);
    const guards = document.querySelectorAll('#finding-color details .forest tbody tr');
    assert.equal(guards.length, study.result.findings[0].parts.filter(({ guard }) => guard).length);
  });

  it('says once what was compared and at which level the intervals of findings are', () => {
    const text = textOf(document.getElementById('findings'));
    assert.equal(text.split('paired by seed').length, 2);
    assert.equal(text.split('family-wise 95 %').length, 2);
    assert.doesNotMatch(text, /95 % (t )?interval/);
  });

  it('heads the page with what was pretrained, not with the baselines', async () => {
    const summary = study.result.variations.none;
    const variations = { ...study.result.variations, position: summary, trivial: summary };
    const facts = textOf((await parseWithoutFigures(withResult(study, { variations }))).querySelector('header .facts'));
    assert.equal(facts.split(' · ')[0], 'none, cross-view, cross-modal, cross-view+cross-modal');
  });

  it('says once why all findings have no verdict', async () => {
    const few = await parseWithoutFigures(syntheticStudy({ seeds: 2 }));
    const reasons = [...few.querySelectorAll('#findings .note')].map(textOf);
    assert.deepEqual(reasons, ['All findings: fewer than five seeds give no verdict.']);
    assert.match(textOf(few.getElementById('limits')), /2 seeds are too few: this study gives no verdict/);
  });

  it('names invalid runs among what could be wrong', async () => {
    const variations = structuredClone(study.result.variations);
    variations['cross-modal'].invalid.push('seed 3: recall is not above the position null');
    const page = await parseWithoutFigures(withResult(study, { variations }));
    assert.match(textOf(page.getElementById('limits')), /cross-modal, seed 3: recall is not above/);
  });

  it('shows whatever a study says as text', async () => {
    const evil = '</script><script>alert("x")</script><img src=x onerror=alert(1)>\'"&';
    const spoilt = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value), (_key, inner: unknown) => (typeof inner === 'string' ? evil : inner)) as T;
    const [first, ...rest] = study.result.findings;
    const finding: Finding = { ...first, statement: evil, comparison: `${evil}: ${evil}`, note: evil, unit: evil, parts: first.parts.map((part) => ({ ...part, name: evil, unit: evil, note: evil })) }; // prettier-ignore
    const { result, rows, panels } = study;
    const hostile: Study = {
      folder,
      rows: rows.map((row) => ({ ...row, target: row.target && evil, protocol: evil, unit: evil, metric: evil })),
      panels: panels.map((panel) => ({ ...panel, sample: evil, variation: panel.variation && evil })),
      result: {
        ...result,
        dataset: evil,
        profile: evil,
        commit: evil,
        backend: evil,
        notes: [evil],
        machine: spoilt(result.machine),
        config: { [evil]: evil },
        variations: { [evil]: { ...result.variations.none, invalid: [evil] } },
        findings: [finding, ...rest],
      },
    };
    const page = await parse(hostile);
    const running = (of: Document): string[] =>
      [...of.scripts].filter(({ type }) => type !== 'application/json').map((script) => script.textContent!);
    assert.deepEqual(running(page), running(document));
    assert.equal(page.querySelectorAll('[onerror]').length, 0);
    assert.equal(page.querySelectorAll('img:not([src^="data:"])').length, 0);
    assert.ok(textOf(page.querySelector('h1')).includes('<script>alert("x")</script>'));
    assert.equal(textOf(page.querySelector('header .note')), evil.replace(/\s/g, ' '));
  });

  it('has a summary in words for every picture and figure', () => {
    for (const image of document.querySelectorAll('img'))
      assert.ok(image.alt.length > 10, image.outerHTML.slice(0, 200));
    const alt = (name: string): string => document.querySelector<HTMLImageElement>(`#figure-${name} .still`)!.alt;
    assert.match(alt('findings'), /color: supported, −0\.15 R² \[−0\.21, −0\.09\]\./);
    assert.match(
      alt('retention'),
      /R² of surface colour at the output: none 0\.\d\d, cross-view 0\.\d\d, cross-modal 0\.\d\d, both 0\.\d\d\./,
    );
    assert.match(alt('robustness'), /depth skill on clean images: none 0\.\d\d/);
    assert.match(alt('interventions'), /d′ for colour: none 1\.\d/);
    assert.match(alt('cka'), /CKA of none and cross-view at the output 0\.\d\d\./);
    for (const still of document.querySelectorAll<HTMLImageElement>('.still'))
      assert.ok(!still.alt.endsWith('told below it.'), still.alt);
  });

  it('has one heading of the first level, and leaves no level out', () => {
    const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(({ tagName }) => Number(tagName[1]));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.forEach((level, i) => assert.ok(i === 0 || level <= levels[i - 1] + 1));
  });

  it('makes the same bytes of the same study', async () => {
    const [once, again] = await Promise.all([reportPage(study, []), reportPage(study, [])]);
    assert.ok(once === again);
  });
});

describe('the page of a study that measured little', () => {
  it('says what is missing', async () => {
    const { result } = syntheticStudy();
    const bare: Study = {
      folder: '',
      rows: [],
      panels: [],
      result: { ...result, findings: [], variations: {}, seeds: [0], testScenes: [], config: {}, notes: [] },
    };
    const document = await parseWithoutFigures(bare);
    assert.match(textOf(document.getElementById('findings')), /This study has drawn no findings\./);
    assert.match(textOf(document.getElementById('pictures')), /has stored no pictures/);
    assert.match(textOf(document.getElementById('tables')), /has stored no measurements/);
    assert.match(textOf(document.getElementById('runs')), /does not hold its runs/);
    assert.match(textOf(document.getElementById('limits')), /One seed is too few/);
  });

  it('says of a finding that could not be asked why', async () => {
    const study = syntheticStudy();
    const [first, ...rest] = study.result.findings;
    const unmeasured: Finding = {
      ...first,
      estimate: null,
      ci95: null,
      verdict: 'not-measurable',
      parts: [],
      note: 'no albedo',
    };
    const document = await parseWithoutFigures(withResult(study, { findings: [unmeasured, ...rest] }));
    assert.match(
      textOf(document.getElementById('finding-color')),
      /not measurable It could not be asked: .* Why: no albedo\./,
    );
  });
});
