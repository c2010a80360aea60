/** Steps of quantisation for quality 50, rows from low to high vertical frequency: ITU-T T.81, tables K.1 and K.2. */
// prettier-ignore
const ofLuma = [
  16, 11, 10, 16, 24, 40, 51, 61,
  12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77,
  24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
// prettier-ignore
const ofChroma = [
  17, 18, 24, 47, 99, 99, 99, 99,
  18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99,
  ...new Array<number>(32).fill(99),
];

/** Steps of quantisation of luma and of chroma at `quality` 1..100, [8, 8] each, as libjpeg scales them. */
export function quantisationSteps(quality: number): { luma: number[]; chroma: number[] } {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scaled = (step: number): number => Math.max(1, Math.min(255, Math.floor((step * percent + 50) / 100)));
  return { luma: ofLuma.map(scaled), chroma: ofChroma.map(scaled) };
}
