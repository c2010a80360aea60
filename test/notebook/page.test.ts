import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { JSDOM } from 'jsdom';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeCell, writeNotebook, type Cell, type MimeBundle, type Notebook, type Output } from '../../src/notebook/nbformat.js'; // prettier-ignore
import { highlightTypeScript } from '../../src/notebook/page/highlight.js';
import { notebookPage } from '../../src/notebook/page/notebook-page.js';
import { writeNotebookPage } from '../../src/notebook/page/write-page.js';

const book = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const markdown = (source: string, attachments?: Record<string, MimeBundle>): Cell => ({ cell_type: 'markdown', id: `m${source.length}`, metadata: {}, source, attachments }); // prettier-ignore
const code = (source: string, ...outputs: Output[]): Cell => ({ ...codeCell(source), execution_count: 1, outputs });
const shown = (data: MimeBundle, metadata = {}): Output => ({ output_type: 'display_data', data, metadata });
const documentOf = (...cells: Cell[]): Document =>
  new JSDOM(notebookPage(book(...cells), { name: 'a' })).window.document;
const outputOf = (output: Output): Element => documentOf(code('a', output)).querySelector('.outputs')!;

/** Elements and attributes that can run something or ask the network for something. */
function active(document: Document | Element): string[] {
  const found: string[] = [];
  for (const { localName, attributes } of document.querySelectorAll('*')) {
    if (['script', 'object', 'embed', 'link', 'base', 'form'].includes(localName)) found.push(localName);
    for (const { name, value } of attributes)
      if (
        name.startsWith('on') ||
        /^\s*(javascript|vbscript):/i.test(value) ||
        (name === 'src' && !value.startsWith('data:image/'))
      )
        // prettier-ignore
        found.push(`${localName} ${name}`);
  }
  return found;
}

describe('notebook page', () => {
  it('shows text, code and outputs in order, with title and contents', () => {
    const document = documentOf(
      markdown('# The *title*\n\n| a | b |\n|---|---|\n| 1 | 2 |'),
      code('const a = 1; // one', { output_type: 'stream', name: 'stdout', text: '\u001b[32mgreen\u001b[0m\n' }),
      markdown('## Part\n\n[other](b.md)\n\n```ts\nlet x;\n```'),
      markdown('## Part'),
      markdown('### Third'),
      code(' '),
    );
    assert.equal(document.title, 'The title');
    assert.equal(document.querySelector('main')?.querySelectorAll('section').length, 5);
    assert.equal(document.querySelector('td')?.textContent, '1');
    assert.equal(document.querySelector('.source code')?.textContent, 'const a = 1; // one');
    assert.equal(document.querySelector('.stdout')?.textContent, 'green');
    assert.equal(document.querySelector('.text .keyword')?.textContent, 'let');
    const links = [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'));
    assert.deepEqual(links, ['#part', '#part-2', '#third']);
    for (const link of links) assert.ok(document.getElementById(`${link}`.slice(1)));
    assert.equal(new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size, document.querySelectorAll('[id]').length); // prettier-ignore
  });

  it('lets nothing in a notebook run or reach the network', () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const document = documentOf(
      markdown(`# ${evil}\n\n${evil}\n\n[a](javascript:alert(1)) [b](JAVASCRIPT:x) [c](vbscript:x) [d](data:text/html,x) <javascript:x>`),
      markdown('![remote](https://example.org/a.png) ![x"onerror="y](javascript:x) ![s](data:image/svg+xml,<svg/>)\n\n```"><script>\nx\n```'),
      code(`'${evil}' /* </code></pre><script> */`, { output_type: 'stream', name: 'stderr', text: evil }),
      code('a', { output_type: 'error', ename: evil, evalue: evil, traceback: [evil] }),
      code('a', shown({ 'text/html': `<table><tr><td>1</td></tr></table>${evil}`, 'text/plain': evil })),
      code('a', shown({ 'text/html': '<table onclick="x()"><tr><td style="background:url(https://x)">1</td></tr></table>' })),
      code('a', shown({ 'text/html': '<svg><script>x</script></svg>' }), shown({ 'text/markdown': evil })),
      code('a', shown({ 'application/javascript': 'alert(1)' }), shown({ 'application/vnd.plotly.v1+json': {} })),
      code('a', shown({ 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', 'text/plain': evil })),
      code('a', shown({ 'image/png': 'AA"><script>alert(3)</script>' })),
    ); // prettier-ignore
    assert.deepEqual(active(document), []);
    assert.match(document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '', /^default-src 'none';/);
    assert.deepEqual(
      [...document.querySelectorAll('iframe')].map((frame) => frame.getAttribute('sandbox')),
      ['', ''],
    );
    assert.deepEqual([...document.querySelectorAll('.text a')].map((link) => link.getAttribute('href')), ['https://example.org/a.png']); // prettier-ignore
  });

  it('makes tables anew, and frames what is more than a table', () => {
    const table = '<table><thead><tr><th style="text-align:right">a</th></tr></thead><tbody><tr><td colspan="2" class="x">1 &lt; 2</td></tr></tbody></table><p>… and 3 more rows</p>'; // prettier-ignore
    const kept = outputOf(shown({ 'text/html': table })).querySelector('.scroll')!;
    assert.equal(kept.innerHTML, table.replace(' class="x"', ''));
    const frame = outputOf(shown({ 'text/html': '<style>b{}</style><b>"x"</b>', 'text/plain': 'Words\nmore' })).querySelector('iframe')!; // prettier-ignore
    assert.equal(frame.getAttribute('srcdoc'), '<style>b{}</style><b>"x"</b>');
    assert.equal(frame.title, 'Words');
  });

  it('shows the still picture of a figure, with its words', () => {
    const figure = { 'application/vnd.plotly.v1+json': {}, 'image/svg+xml': '<svg/>', 'image/png': 'AA==', 'text/plain': 'Depth\nOf 24 frames.' }; // prettier-ignore
    const shownFigure = outputOf(shown(figure));
    const image = shownFigure.querySelector('img')!;
    assert.equal(image.getAttribute('src'), `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`);
    assert.equal(image.alt, 'Depth');
    assert.equal(shownFigure.querySelector('figcaption')?.textContent, 'Of 24 frames.');
    const picture = outputOf(shown({ 'image/png': 'AA==', 'text/plain': '2 pictures: a, b' }, { 'image/png': { width: 8, height: 4 } })); // prettier-ignore
    assert.equal(picture.querySelector('img')?.outerHTML, '<img src="data:image/png;base64,AA==" alt="2 pictures: a, b" width="8" height="4">'); // prettier-ignore
    assert.match(outputOf(shown({ 'application/x-unknown': 1 })).textContent ?? '', /only a notebook can show: application\/x-unknown/); // prettier-ignore
  });

  it('marks comments, strings, numbers and keywords, and changes no character', () => {
    const source = "const a = 'it\\'s // no'; // `x` <b>\nreturn `${a}` + 1.5e-3 + s4 + a.of; /* 2\n3 */ 'open";
    const { document } = new JSDOM(`<pre>${highlightTypeScript(source)}</pre>`).window;
    assert.equal(document.querySelector('pre')?.textContent, source);
    const marked = (kind: string): string[] => [...document.querySelectorAll(`.${kind}`)].map((e) => e.textContent ?? ''); // prettier-ignore
    assert.deepEqual(marked('keyword'), ['const', 'return']);
    assert.deepEqual(marked('string'), ["'it\\'s // no'", '`${a}`']);
    assert.deepEqual(marked('number'), ['1.5e-3']);
    assert.deepEqual(marked('comment'), ['// `x` <b>', '/* 2\n3 */']);
  });

  it('takes in pictures of its own folder only, and leads links to where they led', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
    try {
      const at = (...parts: string[]): string => path.join(folder, ...parts);
      fs.mkdirSync(at('notebooks', 'figures'), { recursive: true });
      fs.writeFileSync(at('notebooks', 'figures', 'a b.png'), 'inside');
      fs.writeFileSync(at('secret.png'), 'outside');
      fs.symlinkSync(at('secret.png'), at('notebooks', 'link.png'));
      fs.writeFileSync(at('notebooks', 'words.txt'), 'text');
      const source = ['figures/a%20b.png', '../secret.png', 'link.png', 'words.txt', 'none.png', '%ff.png', 'attachment:c.png', 'attachment:constructor']; // prettier-ignore
      const text = `${source.map((name) => `![${name}](${name})`).join('\n')}\n\n[d](../docs/d.md#e) [f](#g) [h](https://i/)`;
      writeNotebook(at('notebooks', 'a.ipynb'), book(markdown(text, { 'c.png': { 'image/png': 'AA==' } })));
      writeNotebookPage(at('notebooks', 'a.ipynb'), at('pages', 'deep', 'a.html'));
      const { document } = new JSDOM(fs.readFileSync(at('pages', 'deep', 'a.html'), 'utf8')).window;
      const taken = [...document.querySelectorAll('img')].map((image) => [image.alt, image.getAttribute('src')]);
      const inside = `data:image/png;base64,${Buffer.from('inside').toString('base64')}`;
      assert.deepEqual(taken, [['figures/a%20b.png', inside], ['attachment:c.png', 'data:image/png;base64,AA==']]); // prettier-ignore
      const links = [...document.querySelectorAll('.text a')].map((link) => link.getAttribute('href'));
      const base = '../../notebooks';
      assert.deepEqual(links, [...['../secret.png', 'link.png', 'words.txt', 'none.png', '%ff.png'].map((name) => `${base}/${name}`), 'attachment:constructor', `${base}/../docs/d.md#e`, '#g', 'https://i/']); // prettier-ignore
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
