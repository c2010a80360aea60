import type { FindingPart } from '../../study/types.js';
import { markup, type Html } from './markup.js';

/** Ends of a forest's axis, in margins, signed so that the right is as claimed. */
export type ForestRange = readonly [number, number];

/** Where the axis ends when an effect is larger, in margins. */
const furthest = 12;

/** An axis that holds all intervals, at least 3 and at most {@link furthest} margins to each side. */
export function forestRange(parts: readonly FindingPart[]): ForestRange {
  const reaches = parts.flatMap(({ estimate, ci95, claimedSign, margin }) =>
    [estimate ?? 0, ...(ci95 ?? [])].map((value) => (claimedSign * value) / margin),
  );
  return [
    Math.max(-furthest, Math.min(-3, ...reaches.map((reach) => reach * 1.05))),
    Math.min(furthest, Math.max(3, ...reaches.map((reach) => reach * 1.05))),
  ];
}

/** A line of a forest plot: the band of equivalence, seeds, interval and mark; the numbers stand beside it in words. */
export function forestStrip(part: FindingPart, range: ForestRange): Html {
  const { estimate, ci95, perSeed, claimedSign, margin, verdict, guard } = part;
  const at = (value: number): string => place((claimedSign * value) / margin, range);
  const ends = ci95?.map(at);
  return markup`<svg class="strip ${verdict}" aria-hidden="true">
    <rect class="claimed" x="${place(1, range)}" width="${span(1, range[1], range)}" height="100%"></rect>
    <rect class="band" x="${place(-1, range)}" width="${span(-1, 1, range)}" height="100%"></rect>
    <line class="zero" x1="${place(0, range)}" x2="${place(0, range)}" y2="100%"></line>
    ${perSeed.map((value) => markup`<line class="seed" x1="${at(value)}" x2="${at(value)}" y1="30%" y2="70%"></line>`)}${ends && markup`<line class="interval" x1="${ends[0]}" x2="${ends[1]}" y1="50%" y2="50%"></line>`}${estimate === null ? undefined : markup`<circle class="${guard ? 'guard' : 'own'}" cx="${at(estimate)}" cy="50%" r="4.5"></circle>`}
  </svg>`;
}

/** The regions of a forest's axis by name, as its head. */
export function forestHead(range: ForestRange): Html {
  const name = (from: number, to: number, text: string): Html =>
    markup`<span style="left:${place((from + to) / 2, range)}">${text}</span>`;
  return markup`<span class="regions" aria-hidden="true"
    >${name(range[0], -1, 'opposite')}${name(-1, 1, '±δ')}${name(1, range[1], 'as claimed')}</span
  >`;
}

function place(margins: number, [low, high]: ForestRange): string {
  const share = (Math.max(low, Math.min(high, margins)) - low) / (high - low);
  return `${Number((100 * share).toFixed(2))}%`;
}

function span(from: number, to: number, [low, high]: ForestRange): string {
  return `${Number(((100 * (to - from)) / (high - low)).toFixed(2))}%`;
}
