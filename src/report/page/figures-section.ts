import { drawFigures } from '../../../figures/index.js';
import { escapeHtml, scriptJson } from '../../plot/escape-html.js';
import { figureCsv, type Figure } from '../../plot/index.js';
import type { Study } from '../../study/types.js';
import { figureAlt } from './figure-alt.js';
import { markup, Html } from './markup.js';

/** A figure with its drawing as SVG. */
export interface DrawnFigure {
  figure: Figure;
  svg: string;
}

/** Figures of pictures: the page shows their pictures themselves. */
const ofPictures: readonly string[] = ['what-the-probe-sees', 'reconstructions', 'predictions'];

/** The table in which the numbers of a figure stand. */
const tables: Record<string, string> = {
  findings: 'Parts of the findings',
  retention: 'Probes',
  interventions: 'Interventions',
  robustness: 'Robustness',
  retrieval: 'Retrieval',
  tasks: 'Tasks',
  'depth-task': 'Tasks',
  'label-efficiency': 'Tasks',
  cka: 'Similarity',
  audit: 'Audit of the pretraining',
};

/** The figures: a still of each, which a script replaces by the interactive one when it comes into view. */
export function figuresSection(drawn: readonly DrawnFigure[], study: Study): Html {
  const shown = drawn.filter(({ figure }) => !ofPictures.includes(figure.name));
  const narrow = new Map(drawFigures(study, { size: 'column' }).map((figure) => [figure.name, figure]));
  if (shown.length === 0) return markup`<p>This study has no figures.</p>`;
  return markup`<p class="needs-script">These are stills; with scripts allowed they answer to the pointer.</p>
    ${shown.map((one, i) => figureHtml(one, narrow.get(one.figure.name), i + 1, study))}`;
}

function figureHtml({ figure, svg }: DrawnFigure, narrow: Figure | undefined, number: number, study: Study): Html {
  const { name, title, caption, layout } = figure;
  const alt = figureAlt(figure, study);
  const still = markup`<img
    class="still"
    src="${svgAddress(svg)}"
    alt="${alt}"
    width="${layout.width}"
    height="${layout.height}"
  />`;
  return markup`<figure class="figure" id="figure-${name}" aria-labelledby="figure-${name}-heading">
    <h3 class="unseen" id="figure-${name}-heading">${title}</h3>
    <div class="sheet" tabindex="0" role="region" aria-label="${title}, figure">
      ${still}
      <div class="live" role="group" aria-label="${alt}" hidden></div>
    </div>
    <figcaption><strong>Figure ${number}.</strong> ${caption}${tableLink(name)}</figcaption>
    ${figureData(figure, narrow)}
  </figure>`;
}

/** What a script draws: the figure for a screen and for a phone, to seven significant digits, and its numbers to save. */
function figureData(figure: Figure, narrow: Figure | undefined): Html {
  const shortened = JSON.parse(
    JSON.stringify({ wide: drawable(figure), narrow: narrow && drawable(narrow) }, (_key, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(7)) : value,
    ),
  ) as object;
  const content = scriptJson({ name: figure.name, ...shortened, csv: figureCsv(figure) });
  return new Html(`<script type="application/json" class="figure-data">${content}</script>`);
}

/** Data and layout without the numbers that they carry for tables. */
function drawable({ data, layout }: Figure): Pick<Figure, 'data' | 'layout'> {
  return {
    data: data.map(({ meta: _meta, ...trace }) => trace),
    layout: { ...layout, meta: undefined },
  };
}

function tableLink(name: string): Html | undefined {
  if (!Object.hasOwn(tables, name)) return undefined;
  return markup` <a class="to-table" href="#measurements" data-table="${tables[name]}">The numbers</a>`;
}

/** An SVG as an address, shorter than in base64; browsers run no scripts of an SVG that is an image. */
function svgAddress(svg: string): Html {
  const body = svg.replace(/[%#\n"]/g, (character) => (character === '\n' ? ' ' : encodeURIComponent(character)));
  return new Html(`data:image/svg+xml,${escapeHtml(body)}`);
}
