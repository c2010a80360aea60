import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withoutBaselines } from '../../../figures/legend.js';
import { scriptJson } from '../../plot/escape-html.js';
import { darkColours } from '../../plot/dark-colours.js';
import { plotlyBundle } from '../../plot/plotly-window.js';
import { recolour } from '../../plot/recolour.js';
import type { Study, StudyResult } from '../../study/types.js';
import { citationSection } from './citation-section.js';
import { figuresSection, type DrawnFigure } from './figures-section.js';
import { findingsSection } from './findings-section.js';
import { markup, Html } from './markup.js';
import { limitsSection } from './limits-section.js';
import { measurementsSection } from './measurements-section.js';
import { methodSection } from './method-section.js';
import { originSection } from './origin-section.js';
import { embeddedFonts } from './page-fonts.js';
import { pageStyle } from './page-style.js';
import { studyPictures } from './picture-sets.js';
import { picturesSection } from './pictures-section.js';
import { runsSection } from './runs-section.js';
import { outcomeOf } from './verdict-words.js';

/** The page's own scripts, each a module without imports. */
const ownScripts = ['lazy-figures', 'picture-viewer', 'sortable-tables', 'measurement-browser'];

/**
 * The page of a study, as one file: verdicts, figures, pictures, all measurements as tables, runs, method, limits and
 * where it all comes from.
 *
 * It asks nothing of the network, and its policy lets no script run but its own. What a study says is text, never
 * markup. Without scripts figures are stills and tables are short; what a study did not measure the page says.
 */
export async function reportPage(study: Study, drawn: readonly DrawnFigure[]): Promise<string> {
  const { result } = study;
  const title = `${result.dataset}, ${result.profile}`;
  const sections: [id: string, heading: string, content: Html][] = [
    ['findings', 'Findings', findingsSection(result)],
    ['figures', 'Figures', figuresSection(drawn, study)],
    ['pictures', 'Pictures', picturesSection(await studyPictures(study), study)],
    ['tables', 'Measurements', measurementsSection(study)],
    ['runs', 'Runs and their settings', runsSection(study)],
    ['method', 'Method in short', methodSection(result)],
    ['limits', 'What could be wrong', limitsSection(result)],
    ['origin', 'Where this comes from', originSection(result)],
    ['cite', 'How to cite', citationSection(result)],
  ];
  const plotly = `${fs.readFileSync(plotlyBundle(), 'utf8')}\n${recolour.toString()}`;
  const scripts = [plotly, ...ownScripts.map(ownScript)].map(inScriptElement);
  return `<!doctype html>
${
  markup`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy(scripts)}" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} – alignscope</title>
      <style>
        ${new Html(`${embeddedFonts()}\n${pageStyle}`)}
      </style>
    </head>
    <body>
      <a class="skip" href="#content">Skip to the findings</a>
      <div class="column">
        <header>
          <p class="overline">alignscope, report of a study</p>
          <h1>What alignment keeps and loses: ${title}</h1>
          <p class="outcome">${outcomeOf(result)}</p>
          <p class="facts">${headline(result)}</p>
          ${result.notes.map((note) => markup`<p class="note">${note}</p>`)}
        </header>
        <nav aria-label="Contents">
          <ol>
            ${sections.map(([id, heading]) => markup`<li><a href="#${id}">${heading}</a></li>`)}
          </ol>
        </nav>
        <main id="content">
          ${sections.map(
            ([id, heading, content]) =>
              markup`<section id="${id}" aria-labelledby="${id}-heading">
                <h2 id="${id}-heading">${heading}</h2>
                ${content}
              </section>`,
          )}
        </main>
        <footer>One file: it can be kept, sent and opened without a network.</footer>
      </div>
      ${new Html(`<script type="application/json" id="dark-colours">${scriptJson(darkColours)}</script>`)}
      ${scripts.map((source, i) => new Html(`<script${i === 0 ? '' : ' type="module"'}>${source}</script>`))}
    </body>
  </html> `.source
}`;
}

function headline({ seeds, testScenes, variations, commit, backend }: StudyResult): string {
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return [
    withoutBaselines(Object.keys(variations)).join(', '),
    count(seeds.length, 'seed'),
    count(testScenes.length, 'test scene'),
    `backend ${backend}`,
    `commit ${commit}`,
  ].join(' · ');
}

function ownScript(name: string): string {
  return fs.readFileSync(fileURLToPath(new URL(`browser/${name}.js`, import.meta.url)), 'utf8');
}

/** A script as it can stand in an element, without the address of its source map. */
function inScriptElement(source: string): string {
  return source.replace(/^\/\/# sourceMappingURL=.*$/m, '').replace(/<\/(?=script)/gi, '<\\/');
}

/** Nothing is loaded, and no script runs but these. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((source) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`);
  return `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'`;
}
