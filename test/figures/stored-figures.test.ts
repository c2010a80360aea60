import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { drawFigures } from '../../figures/index.js';
import { figureNumbers, renderFigure, type Figure } from '../../src/plot/index.js';
import { loadStudy, type LoadedStudy } from '../../src/study/load.js';
import { sha256 } from '../../src/support/files.js';

/** Two of each published study that together hold lines, bars, heat maps, pictures and intervals; the rest take long. */
const redrawn: Record<string, string[]> = {
  quick: ['interventions', 'depth-task'],
  standard: ['cka', 'reconstructions'],
};

/** SHA-256 of every file of every published figure, by name. */
function publishedHashes(profile: string): Map<string, string> {
  const lines = fs
    .readFileSync(path.join('docs', 'figures', profile, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n');
  return new Map(lines.map((line) => line.split('  ').reverse() as [string, string]));
}

describe('figures of published results', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-stored-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const profile of fs.readdirSync('docs/results')) {
    describe(profile, () => {
      let study: LoadedStudy;
      let wide: Figure[];
      before(() => {
        study = loadStudy(path.join('docs', 'results', profile));
        wide = drawFigures(study);
      });

      for (const name of redrawn[profile])
        it(`are drawn as they were published, byte for byte: ${name}`, async () => {
          const known = publishedHashes(profile);
          for (const size of ['wide', 'column'] as const) {
            const figure = drawFigures(study, { size }).find((one) => one.name === name)!;
            const theme = size === 'wide' ? 'light' : 'dark';
            for (const file of Object.values(await renderFigure(figure, path.join(folder, profile), { theme }))) {
              const base = path.basename(file);
              if (known.has(base)) assert.equal(sha256(fs.readFileSync(file)), known.get(base), base);
            }
          }
          assert.ok(known.has(`${name}.svg`) && known.has(`${name}-column-dark.pdf`));
        });

      it('are all published, and the pictures and tables in docs are those', () => {
        const known = publishedHashes(profile);
        for (const { name } of wide)
          for (const ending of ['.json', '.csv', '.html', '.svg', '-dark.png', '-column.pdf', '-column-dark.svg'])
            assert.ok(known.has(name + ending), name + ending);
        const shown = fs.readdirSync(path.join('docs', 'figures', profile)).filter((file) => file !== 'SHA256SUMS');
        assert.equal(shown.length, 3 * wide.length);
        for (const file of shown)
          assert.equal(sha256(fs.readFileSync(path.join('docs', 'figures', profile, file))), known.get(file), file);
      });

      it('say seeds, items and intervals in every caption', () => {
        for (const { name, caption } of wide) {
          assert.match(caption, /5 seeds/, name);
          assert.match(caption, /interval/, name);
          assert.match(caption, /n = [\d,]+/, name);
        }
      });

      it('tell their numbers, each inside its interval and with its seeds and items', () => {
        for (const figure of wide) {
          const numbers = figureNumbers(figure);
          assert.ok(numbers.length >= 4, figure.name);
          for (const number of numbers) {
            const { panel, series, value, low, high, seeds, n, measure } = number;
            const where = `${figure.name}: ${JSON.stringify(number)}`;
            assert.ok(panel !== '' && series !== '' && measure, where);
            assert.ok(Number.isFinite(value), where);
            if (low !== undefined && low !== null) assert.ok(low <= value! && value! <= high! && seeds! > 1, where);
            if (low !== undefined && low !== null) assert.ok(n! > 0, where);
          }
        }
      });

      it('have the same numbers at column width', () => {
        for (const [i, figure] of drawFigures(study, { size: 'column' }).entries())
          assert.deepEqual(
            figureNumbers(figure).map(({ panel, ...number }) => ({ panel: panel.replace(/\s+/g, ' '), ...number })),
            figureNumbers(wide[i]),
            figure.name,
          );
      });
    });
  }
});
