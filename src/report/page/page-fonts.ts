import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { pageFonts } from '../../plot/figure-page.js';

/** CSS of the typeface that figures are measured with, its files inside. */
export function embeddedFonts(): string {
  const { resolve } = createRequire(import.meta.url);
  return pageFonts
    .map(({ weight, file }) => {
      const bytes = fs.readFileSync(resolve(`@fontsource/open-sans/files/${file}`)).toString('base64');
      return `@font-face{font-family:"Open Sans";font-weight:${weight};src:url("data:font/woff2;base64,${bytes}") format("woff2")}`;
    })
    .join('\n');
}
