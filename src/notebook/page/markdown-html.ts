import markdownIt from 'markdown-it';
import { escapeHtml } from '../../plot/escape-html.js';
import type { MimeBundle } from '../nbformat.js';
import { highlightTypeScript } from './highlight.js';
import { pictureUrl } from '../picture-url.js';

/** Addresses with a scheme that may be links or pictures. */
const harmless = /^(?:https?|mailto|attachment):|^data:image\/(?:png|jpeg|gif|webp);base64,/i;

/** A heading of the text, with the name by which it can be linked to. */
export interface Heading {
  level: number;
  text: string;
  id: string;
}

export interface MarkdownPage {
  /** Markdown as HTML. Raw HTML is shown as it is written, addresses that run something are no links. */
  html(text: string, attachments?: Record<string, MimeBundle>): string;
  /** The headings of all texts so far. */
  headings: Heading[];
}

/**
 * Turns the markdown of a notebook into HTML.
 *
 * @param relative changes addresses that are relative to the notebook
 * @param localPicture the address of a picture that lies beside the notebook as `data:`; undefined when it cannot be shown
 */
export function markdownPage(
  relative: (address: string) => string,
  localPicture: (address: string) => string | undefined,
): MarkdownPage {
  const headings: Heading[] = [];
  const markdown = markdownIt({ html: false, linkify: false, highlight: highlighted });
  const { rules } = markdown.renderer;

  rules.heading_open = (tokens, index, options, _env, self) => {
    const text = (tokens[index + 1].children ?? []).map(({ content }) => content).join('');
    const id = unusedId(text, headings);
    headings.push({ level: Number(tokens[index].tag.slice(1)), text, id });
    tokens[index].attrSet('id', id);
    return self.renderToken(tokens, index, options);
  };
  rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index].attrSet('href', relative(`${tokens[index].attrGet('href') ?? ''}`));
    return self.renderToken(tokens, index, options);
  };
  rules.image = (tokens, index, _options, env) => {
    const words = escapeHtml(tokens[index].content);
    const address = `${tokens[index].attrGet('src') ?? ''}`;
    const attachments = env?.attachments as Record<string, MimeBundle> | undefined;
    const shown = address.startsWith('data:') ? address : (attached(address, attachments) ?? localPicture(address));
    if (shown !== undefined) return `<img src="${escapeHtml(shown)}" alt="${words}">`;
    return `<a href="${escapeHtml(relative(address))}">${words || escapeHtml(address)}</a>`;
  };
  rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
  markdown.validateLink = (address) => !/^\s*[\w+.-]+:/.test(address) || harmless.test(address);
  return { headings, html: (text, attachments) => markdown.render(text, { attachments }) };
}

function highlighted(code: string, language: string): string {
  return /^(ts|typescript|js|javascript|json)$/.test(language) ? highlightTypeScript(code) : '';
}

/** A picture that is kept in the cell itself. */
function attached(address: string, attachments: Record<string, MimeBundle> = {}): string | undefined {
  const name = /^attachment:(.*)$/.exec(address)?.[1];
  if (name === undefined) return undefined;
  const bundle = new Map(Object.entries(attachments)).get(decodeURIComponent(name)) ?? {};
  const picture = Object.entries(bundle).find(
    ([type, content]) => type.startsWith('image/') && typeof content === 'string',
  );
  return picture && pictureUrl(picture[0], picture[1] as string);
}

function unusedId(text: string, headings: readonly Heading[]): string {
  const slug = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'section'; // prettier-ignore
  const taken = new Set(headings.map(({ id }) => id));
  let id = slug;
  for (let i = 2; taken.has(id); i++) id = `${slug}-${i}`;
  return id;
}
