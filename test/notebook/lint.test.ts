import * as assert from 'node:assert/strict';
import { findingText, lintNotebook, lintRules } from '../../src/notebook/lint.js';
import { codeCell, type Cell, type CodeCell, type MimeBundle, type Notebook, type Output } from '../../src/notebook/nbformat.js'; // prettier-ignore

const markdown = (source: string): Cell => ({ cell_type: 'markdown', id: 'm', metadata: {}, source });
const ran = (count: number | null, source = 'a', fields: Partial<CodeCell> = {}): Cell => ({
  ...codeCell(source),
  execution_count: count,
  ...fields,
});
const shown = (data: MimeBundle): Partial<CodeCell> => ({ outputs: [{ output_type: 'display_data', data, metadata: {} }] }); // prettier-ignore
const printed = (text: string): Partial<CodeCell> => ({ outputs: [{ output_type: 'stream', name: 'stdout', text }] });
const figure = { 'application/vnd.plotly.v1+json': {} };
const title = markdown('# A title');
const parameters = ran(1, 'const a = 1;', { metadata: { tags: ['parameters'] } });
const failed: Output[] = [{ output_type: 'error', ename: 'E', evalue: 'too far\nmore', traceback: [] }];

const book = (cells: Cell[], kernel: string | undefined = 'tslab'): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: kernel === '' ? {} : { kernelspec: { name: kernel, display_name: kernel } },
  cells,
});
const withCell = (cell: Cell): Notebook => book([title, parameters, cell]);

describe('lintNotebook', () => {
  it('finds nothing in a notebook that is in order', () => {
    const notebook = book([
      title,
      parameters,
      markdown('![a room](room.png), `![](code)`, https://example.org/home/x and ../docs/opt/x, 1/tmp/x'),
      ran(null, '  '),
      ran(2, "open({ root: '/data/kitti' })", shown({ ...figure, 'image/png': '/tmp/AAAA', 'text/plain': 'Words' })),
      ran(3, 'b', { outputs: failed, metadata: { tags: ['raises-exception'] } }),
    ]);
    assert.deepEqual(lintNotebook(notebook), []);
    assert.deepEqual(lintNotebook(book(notebook.cells, 'alignscope')), []);
  });

  const faults: [rule: string, notebook: Notebook, found: RegExp, cell?: number][] = [
    ['title-first', book([parameters, title]), /no title/, 0],
    ['title-first', book([markdown('## Not the first'), parameters]), /no title/, 0],
    ['kernel', book([title, parameters], ''), /no kernel/],
    ['kernel', book([title, parameters], 'python3'), /"python3"/],
    ['parameters-cell', book([title, ran(1)]), /no cell has the tag/],
    ['parameters-cell', withCell({ ...parameters, execution_count: 2 } as Cell), /second time/, 2],
    ['parameters-cell', book([title, { ...markdown('x'), metadata: { tags: ['parameters'] } }]), /a markdown cell/, 1],
    ['execution-order', withCell(ran(3)), /number 3, not 2/, 2],
    ['execution-order', withCell(ran(null)), /not run/, 2],
    ['no-errors', withCell(ran(2, 'b', { outputs: failed })), /E: too far$/, 2],
    ['no-local-paths', withCell(ran(2, "open('/home/me/data')")), /source names \/home\/me\/data$/, 2],
    ['no-local-paths', withCell(ran(2, 'a', printed('saved C:\\Users\\me\\a.png'))), /output names C:\\Users/, 2],
    ['no-local-paths', withCell(ran(2, 'a', shown({ 'text/html': '<b>/tmp/x1</b>' }))), /output names \/tmp\/x1$/, 2],
    ['no-local-paths', withCell(ran(2, 'a', shown({ ...figure, 'application/json': ['/root/a'], 'image/png': 'A', 'text/plain': 'x' }))), /\/root\/a$/, 2], // prettier-ignore
    ['still-picture', withCell(ran(2, 'a', shown({ ...figure, 'text/plain': 'x' }))), /no picture/, 2],
    ['alt-text', withCell(ran(2, 'a', shown({ 'image/svg+xml': '<svg/>' }))), /no words/, 2],
    ['alt-text', withCell(markdown('see ![](room.png)')), /in the text/, 2],
    ['output-size', withCell(ran(2, 'a', printed('x'.repeat(1_200_000)))), /output 1 takes 1\.2 MB/, 2],
  ];
  for (const [rule, notebook, found, cell] of faults)
    it(`${rule}: ${found.source}`, () => {
      const findings = lintNotebook(notebook);
      assert.deepEqual(findings.map((finding) => [finding.rule, finding.cell]), [[rule, cell]]); // prettier-ignore
      assert.match(findings[0].found, found);
      assert.equal(findings[0].level, rule === 'output-size' ? 'warning' : 'error');
    });

  it('tests every rule it has, and says its findings in one line', () => {
    assert.deepEqual(new Set(faults.map(([rule]) => rule)), new Set(lintRules.map(({ name }) => name)));
    const notebook = withCell(ran(5, 'draw()\nmore'));
    const [finding] = lintNotebook(notebook);
    assert.equal(
      findingText(finding, notebook),
      'error execution-order, Cell 3 (draw()): it was run as number 5, not 2',
    );
  });
});
