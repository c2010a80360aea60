import type { KnnFit } from './knn.js';
import type { RidgeFit } from './ridge.js';

/** What to know of a penalty that is the weakest or the strongest of its grid: the best may lie beyond. */
export function penaltyWarning({ lambda, path }: Pick<RidgeFit, 'lambda' | 'path'>): string | undefined {
  const tried = path.map((step) => step.lambda);
  const [weakest, strongest] = [Math.min(...tried), Math.max(...tried)];
  if (weakest === strongest || (lambda !== weakest && lambda !== strongest)) return undefined;
  const end = lambda === weakest ? 'weakest' : 'strongest';
  return `the penalty chosen, ${shown(lambda)}, is the ${end} of its grid (${shown(weakest)} … ${shown(strongest)})`;
}

/** A penalty without the digits that its power of ten is off by. */
function shown(lambda: number): string {
  return String(Number(lambda.toPrecision(3)));
}

/** What to know of a number of neighbours that is the highest tried: more may do better. */
export function neighbourWarning({ neighbours, path }: Pick<KnnFit, 'neighbours' | 'path'>): string | undefined {
  const most = path[path.length - 1].neighbours;
  if (path.length === 1 || neighbours < most) return undefined;
  return `the number of neighbours chosen, ${neighbours}, is the highest tried`;
}
