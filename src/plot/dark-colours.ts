/** Counterparts on a dark ground of all colours in `palette.ts`; as far apart there, and as well readable. */
export const darkColours: Readonly<Record<string, string>> = {
  // Paper and ink.
  '#ffffff': '#0d1117',
  '#1f2328': '#e6edf3',
  '#59636e': '#9da7b3',
  '#c9d1d9': '#3d444d',
  '#eceff2': '#21262d',
  '#f4f5f7': '#161b22',
  // The four variations, and two of them as letters.
  '#6f7378': '#a3abb3',
  '#0072b2': '#3f9ce8',
  '#d55e00': '#f58b3d',
  '#009e73': '#35cf9c',
  '#b94f00': '#f58b3d',
  '#007d5b': '#35cf9c',
  // Variations beyond the four, and two of them as letters.
  '#cc79a7': '#e59cc4',
  '#7a5195': '#b892e0',
  '#8c6d31': '#c9a45c',
  '#56b4e9': '#8fd3ff',
  '#a8507f': '#e59cc4',
  '#1f78ad': '#8fd3ff',
  // Verdicts.
  '#1a7f4b': '#3fb970',
  '#a3161e': '#f47067',
  '#4b5fa5': '#8ea2ee',
  '#8a7200': '#d4a72c',
};
