import { escapeHtml } from '../../plot/escape-html.js';

const keywords = [
  'abstract|as|async|await|break|case|catch|class|const|continue|default|delete|do|else|enum|export|extends|finally|for',
  'from|function|get|if|implements|import|in|instanceof|interface|keyof|let|new|of|private|protected|public|readonly',
  'return|satisfies|set|static|super|switch|this|throw|try|type|typeof|var|void|while|yield|true|false|null|undefined',
].join('|');

/** What is marked, in the order in which it is looked for; a regular expression literal is left as it is. */
const tokens = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))`,
    String.raw`(?<string>'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|${'`'}(?:[^${'`'}\\]|\\[^])*${'`'})`,
    String.raw`(?<number>(?<![\w$.])(?:0[xX][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?)n?(?![\w$]))`,
    String.raw`(?<keyword>(?<![\w$.])(?:${keywords})(?![\w$]))`,
  ].join('|'),
  'g',
);

/** TypeScript as HTML in which comments, strings, numbers and keywords are spans of these classes. */
export function highlightTypeScript(code: string): string {
  let html = '';
  let end = 0;
  for (const { 0: token, index, groups } of code.matchAll(tokens)) {
    const [kind] = Object.entries(groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    html += `${escapeHtml(code.slice(end, index))}<span class="${kind}">${escapeHtml(token)}</span>`;
    end = index + token.length;
  }
  return html + escapeHtml(code.slice(end));
}
