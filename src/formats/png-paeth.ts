/**
 * Which of the values to the left, above and in the corner between is nearest to left + above − corner; of equally near ones
 * the first of these.
 *
 * Reference: PNG (Third Edition), W3C 2025, section 9.4.
 */
export function paethPredictor(left: number, above: number, corner: number): number {
  // Where these are equal, as on all even surfaces, the left one is the nearest.
  if (above === corner) return left;
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(above + left - 2 * corner);
  if (toLeft > toAbove || toLeft > toCorner) return toAbove <= toCorner ? above : corner;
  return left;
}
