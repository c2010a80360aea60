import { escapeHtml } from '../../plot/index.js';

/** HTML that may stand in a page as it is. */
export class Html {
  constructor(readonly source: string) {}
}

/** What a template may hold: text is escaped, {@link Html} is not, and nothing stands for undefined. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** A template of HTML whose values are escaped, so that text of a study is never markup: markup`<p>${text}</p>`. */
export function markup(strings: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  return new Html(strings.map((string, i) => (i === 0 ? string : sourceOf(parts[i - 1]) + string)).join(''));
}

function sourceOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.source;
  return typeof part === 'object' ? part.map(sourceOf).join('\n') : escapeHtml(String(part));
}
