import { darkColours } from '../../plot/dark-colours.js';
import { ink, verdictColours } from '../../plot/index.js';
import type { Verdict } from '../../study/types.js';

/** Colours of the page by what they are for. */
export interface Theme {
  paper: string;
  raised: string;
  ink: string;
  soft: string;
  line: string;
  /** Lines of things that can be used. */
  edge: string;
  link: string;
  /** The band of differences that do not matter. */
  band: string;
  verdicts: Record<Verdict, string>;
}

export const light: Theme = {
  paper: ink.paper,
  raised: ink.band,
  ink: ink.text,
  soft: ink.soft,
  line: '#d6dbe1',
  edge: '#7d8793',
  link: '#0a5ea8',
  band: '#e2e5e9',
  verdicts: verdictColours,
};

export const dark: Theme = {
  paper: darkColours[ink.paper],
  raised: darkColours[ink.band],
  ink: darkColours[ink.text],
  soft: darkColours[ink.soft],
  line: '#30373f',
  edge: '#7d8793',
  link: '#7cb9f4',
  band: '#2b323b',
  verdicts: Object.fromEntries(
    Object.entries(verdictColours).map(([verdict, colour]) => [verdict, darkColours[colour]]),
  ) as Theme['verdicts'],
};

/** A theme as CSS custom properties. */
export function customProperties({ verdicts, ...colours }: Theme): string {
  return [...Object.entries(colours), ...Object.entries(verdicts)]
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}
