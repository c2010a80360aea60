import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Floor of each room; imports run downward only. Rooms named in `beside` may import their neighbours on the same floor. */
const floors: Record<string, number> = {
  'src/cli': 7,
  'src/report': 6,
  'src/notebook': 6,
  figures: 5,
  'src/study': 4,
  'src/analysis': 4,
  'src/pretrain': 3,
  'src/tasks': 3,
  'src/probes': 3,
  'src/similarity': 3,
  'src/robustness': 3,
  'src/features': 2,
  'src/nn': 2,
  'src/training': 2,
  'src/metrics': 2,
  'src/stats': 2,
  'src/plot': 2,
  'src/backend': 1,
  'data-loaders': 1,
  'src/support': 0,
  'src/formats': 0,
  'src/geometry': 0,
  'src/image': 0,
};
const mayImportNeighbours = new Set(['src/features', 'src/analysis']);
const publicEntry = 'src/index.ts';

function sources(folder: string): string[] {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
}

function roomOf(file: string): string | undefined {
  const parts = file.split(path.sep);
  const room = parts[0] === 'src' ? parts.slice(0, 2).join('/') : parts[0];
  return room in floors ? room : undefined;
}

/** Relative imports and re-exports of a source text, type-only and dynamic ones included. */
export function relativeImports(source: string): string[] {
  const found = source.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...found].map((match) => match[1]);
}

describe('layers', () => {
  const files = [...sources('src'), ...sources('data-loaders'), ...sources('figures')].filter((f) => f !== publicEntry);

  it('knows every room', () => {
    const strangers = files.filter((file) => roomOf(file) === undefined);
    assert.deepEqual(strangers, [], 'files outside the rooms of the house');
  });

  it('imports run downward only', () => {
    const violations: string[] = [];
    for (const file of files) {
      const room = roomOf(file)!;
      for (const specifier of relativeImports(fs.readFileSync(path.join(root, file), 'utf8'))) {
        const target = path.normalize(path.join(path.dirname(file), specifier));
        const other = roomOf(target);
        if (other === room) continue;
        if (other === undefined) violations.push(`${file} imports ${specifier}, which is in no room`);
        else if (floors[other] > floors[room])
          violations.push(`${file} (floor ${floors[room]}) imports up: ${specifier}`);
        else if (floors[other] === floors[room] && floors[room] > 0 && !mayImportNeighbours.has(room))
          violations.push(`${file} imports its neighbour ${other}`);
      }
    }
    assert.deepEqual(violations, []);
  });

  it('recognises every form of import', () => {
    const text = `import a from './a.js';\nimport type { B } from "../b.js";\nexport * from './c.js';\nawait import('./d.js');\nimport './e.js';`;
    assert.deepEqual(relativeImports(text), ['./a.js', '../b.js', './c.js', './d.js', './e.js']);
  });
});
