import * as fs from 'node:fs';
import * as path from 'node:path';

/** The working copy. */
export const root = path.resolve(import.meta.dirname, '../../..');

/** A page of the documentation; `file` is relative to the working copy. */
export interface Page {
  file: string;
  text: string;
}

/** README, changelog and everything below docs/. */
export function pages(): Page[] {
  const inDocs = fs
    .readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file))
    .sort();
  return ['README.md', 'CHANGELOG.md', ...inDocs].map((file) => {
    return { file, text: fs.readFileSync(path.join(root, file), 'utf8') };
  });
}

/** The contents of a page's code blocks in one of these languages. */
export function codeBlocks({ text }: Page, ...languages: string[]): string[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n([^]*?)^```/gm)]
    .filter(([, language]) => languages.includes(language))
    .map(([, , code]) => code);
}

/** The page without its code, in which nothing is a link. */
export function prose({ text }: Page): string {
  return text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors of a page's headings, as the platforms that show Markdown make them. */
export function anchors({ text }: Page): Set<string> {
  const found = new Set<string>();
  for (const [, heading] of text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ +(.+?) *$/gm)) {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = shown.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; found.has(unique); n++) unique = `${anchor}-${n}`;
    found.add(unique);
  }
  return found;
}

/** The command lines of `alignscope` that a page shows, in code blocks and within sentences, as lists of words. */
export function commandLines(page: Page): string[][] {
  const inBlocks = codeBlocks(page, 'sh', 'bash')
    .flatMap((code) => code.replaceAll('\\\n', ' ').split(/\n|&&/))
    .map((line) => /^\s*npx alignscope (.*)$/.exec(line.replace(/\s#\s.*$/, ''))?.[1]);
  const inSentences = [...page.text.replace(/^```[^]*?^```/gm, '').matchAll(/`(?:npx )?alignscope ([^`]+)`/g)].map(
    ([, line]) => line,
  );
  return [...inBlocks, ...inSentences]
    .filter((line) => line !== undefined)
    .map((line) => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c));
}
