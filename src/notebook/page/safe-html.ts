import { JSDOM } from 'jsdom';
import { escapeHtml } from '../../plot/escape-html.js';

/** Elements that tables and words are made of, with the attributes that are kept of them. */
const known: Record<string, readonly string[]> = {
  ...Object.fromEntries(
    'b br caption code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre s small span strong sub sup table tbody tfoot thead tr u ul'
      .split(' ')
      .map((name) => [name, []]),
  ),
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
};
const empty = new Set(['br', 'hr']);
const alignment = /^\s*text-align:\s*(left|right|center)\s*;?\s*$/;

/**
 * HTML made anew from the elements of tables and words in it; undefined when there is anything else, such as scripts,
 * styles, pictures or links.
 */
export function plainHtml(html: string): string | undefined {
  const { childNodes } = JSDOM.fragment(html);
  const parts = [...childNodes].map(nodeHtml);
  return parts.includes(undefined) ? undefined : parts.join('');
}

function nodeHtml(node: ChildNode): string | undefined {
  if (node.nodeType === node.TEXT_NODE) return escapeHtml(node.textContent ?? '');
  if (node.nodeType === node.COMMENT_NODE) return '';
  const element = node as Element;
  const name = element.localName;
  if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !Object.hasOwn(known, name)) return undefined;
  const attributes = known[name].flatMap((key) => {
    const value = element.getAttribute(key);
    return value === null ? [] : [` ${key}="${escapeHtml(value)}"`];
  });
  const [, align] = alignment.exec(element.getAttribute('style') ?? '') ?? [];
  const open = `<${name}${attributes.join('')}${align === undefined ? '' : ` style="text-align:${align}"`}>`;
  if (empty.has(name)) return open;
  const inner = [...element.childNodes].map(nodeHtml);
  return inner.includes(undefined) ? undefined : `${open}${inner.join('')}</${name}>`;
}
