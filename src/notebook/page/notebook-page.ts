import { escapeHtml } from '../../plot/escape-html.js';
import type { Cell, CodeCell, Notebook } from '../nbformat.js';
import { highlightTypeScript } from './highlight.js';
import { markdownPage, type Heading, type MarkdownPage } from './markdown-html.js';
import { outputHtml } from './output-html.js';
import { pageStyle } from './page-style.js';

export interface NotebookPageOptions {
  /** Title of a notebook without a heading. */
  name: string;
  /** Changes addresses that are relative to the notebook; as they are when omitted. */
  relative?: (address: string) => string;
  /** The `data:` address of a picture that lies beside the notebook; undefined when it cannot be shown. */
  localPicture?: (address: string) => string | undefined;
}

/** Nothing runs and nothing is loaded, whatever the notebook holds; frames inherit it. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A notebook as one page of HTML that asks nothing of the network and runs no scripts: text, code, outputs, and a table of
 * contents. It follows the reader's light or dark setting.
 */
export function notebookPage(
  { cells }: Notebook,
  { name, relative = (address) => address, localPicture = () => undefined }: NotebookPageOptions,
): string {
  const markdown = markdownPage(relative, localPicture);
  const sections = cells.map((cell) => cellHtml(cell, markdown)).filter((section) => section !== '');
  const title = markdown.headings[0]?.text || name;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>
${pageStyle}
</style>
</head>
<body>
<a class="skip" href="#notebook">Skip to the notebook</a>
${contents(markdown.headings)}<main id="notebook">
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function cellHtml(cell: Cell, markdown: MarkdownPage): string {
  if (cell.cell_type === 'code') return codeHtml(cell, markdown);
  if (cell.source.trim() === '') return '';
  if (cell.cell_type === 'raw') return `<pre class="raw" tabindex="0">${escapeHtml(cell.source)}</pre>`;
  return `<section class="text">\n${markdown.html(cell.source, cell.attachments)}</section>`;
}

function codeHtml({ source, outputs, execution_count }: CodeCell, markdown: MarkdownPage): string {
  if (source.trim() === '' && outputs.length === 0) return '';
  const count = execution_count ?? ' ';
  const shown = outputs.map((output) => outputHtml(output, (text) => markdown.html(text)));
  return `<section class="cell" aria-label="Code cell${execution_count === null ? '' : ` ${execution_count}`}">
<div class="source"><span class="count" aria-hidden="true">[${count}]</span><pre tabindex="0"><code>${highlightTypeScript(source)}</code></pre></div>
${shown.length > 0 ? `<div class="outputs">\n${shown.join('\n')}\n</div>\n` : ''}</section>`;
}

/** Links to the headings, where there are enough to be lost among. */
function contents(headings: readonly Heading[]): string {
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  if (listed.length < 3) return '';
  const items = listed.map(
    ({ level, text, id }) => `<li class="level-${level}"><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav aria-label="Contents"><details><summary>Contents</summary>\n<ul>\n${items.join('\n')}\n</ul></details></nav>\n`;
}
