import { stripVTControlCharacters } from 'node:util';
import { escapeHtml } from '../../plot/escape-html.js';
import type { DisplayOutput, ExecuteResult, MimeBundle, Output } from '../nbformat.js';
import { pictureUrl } from '../picture-url.js';
import { plainHtml } from './safe-html.js';

const pictureTypes = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/webp', 'image/gif'];

/**
 * An output as HTML in which nothing can run: the best still form that it has, pictures as `<img>`, tables made anew, and
 * any other HTML in a frame without scripts, origin or network.
 *
 * @param markdown turns markdown into HTML without raw HTML
 */
export function outputHtml(output: Output, markdown: (text: string) => string): string {
  switch (output.output_type) {
    case 'stream':
      return printedHtml(output.text, output.name === 'stderr' ? 'stderr' : 'stdout');
    case 'error':
      return printedHtml(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`, 'failure');
    default:
      return displayHtml(output, markdown);
  }
}

function displayHtml({ data, metadata }: DisplayOutput | ExecuteResult, markdown: (text: string) => string): string {
  const picture = pictureTypes.find((type) => typeof data[type] === 'string');
  if (picture !== undefined) return pictureHtml(picture, data, metadata);
  if (typeof data['text/html'] === 'string') return ownHtml(data['text/html'], wordsOf(data));
  if (typeof data['text/markdown'] === 'string') return markdown(data['text/markdown']);
  if (typeof data['text/plain'] === 'string') return printedHtml(data['text/plain'], 'result');
  if ('application/json' in data) return printedHtml(JSON.stringify(data['application/json'], null, 2), 'result');
  return `<p class="missing">An output that only a notebook can show: ${escapeHtml(Object.keys(data).join(', '))}.</p>`;
}

function printedHtml(text: string, kind: string): string {
  const words = stripVTControlCharacters(text).replace(/\n+$/, '');
  return `<pre class="${kind}" tabindex="0">${escapeHtml(words)}</pre>`;
}

/** A picture, described by the words beside it; further lines of them are shown below figures. */
function pictureHtml(type: string, data: MimeBundle, metadata: Record<string, unknown>): string {
  const words = wordsOf(data);
  const [title, ...caption] = words.split('\n');
  const isFigure = Object.keys(data).some((name) => name.includes('plotly')) && caption.length > 0;
  const { width, height } = (metadata[type] ?? {}) as { width?: unknown; height?: unknown };
  const size = typeof width === 'number' && typeof height === 'number' ? ` width="${width}" height="${height}"` : '';
  const image = `<img src="${pictureUrl(type, data[type] as string)}" alt="${escapeHtml(isFigure ? title : words)}"${size}>`;
  const below = isFigure ? `<figcaption>${escapeHtml(caption.join(' '))}</figcaption>` : '';
  return `<figure>${image}${below}</figure>`;
}

function ownHtml(html: string, words: string): string {
  const plain = plainHtml(html);
  if (plain !== undefined) return `<div class="scroll" tabindex="0">${plain}</div>`;
  const [title] = words.split('\n');
  return `<iframe sandbox srcdoc="${escapeHtml(html)}" title="${escapeHtml(title || 'HTML of the cell above')}"></iframe>`;
}

function wordsOf(data: MimeBundle): string {
  return typeof data['text/plain'] === 'string' ? data['text/plain'].trim() : '';
}
