import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';

/** An object that annotators have marked on a mesh. */
export interface AnnotatedObject {
  /** What they wrote: the `raw_category` of the label table. */
  label: string;
}

const segmentsFile = z.object({ segIndices: z.array(z.int().nonnegative()) });

const aggregationFile = z.object({
  segGroups: z.array(
    z.object({
      objectId: z.int().nonnegative().max(65534),
      segments: z.array(z.int().nonnegative()),
      label: z.string(),
    }),
  ),
});

/**
 * The segment of each vertex, of `<scan>_vh_clean_2.0.010000.segs.json`. Throws InputError naming `file` if it is damaged
 * or of another mesh.
 *
 * @param vertices of the mesh
 */
export function parseSegments(text: string, file: string, vertices: number): number[] {
  const { segIndices } = parse(segmentsFile, text, file);
  if (segIndices.length !== vertices)
    throw new InputError(
      `${file} has segments of ${segIndices.length} vertices, the mesh has ${vertices}. Download both of the same release.`,
    );
  return segIndices;
}

/**
 * The objects of `<scan>.aggregation.json`, and for each segment the number of its object + 1; of two objects that claim
 * a segment the later has it, as in ScanNet's scripts.
 *
 * Throws InputError naming `file` if it is damaged, if an object is there twice, or if a segment is not in the mesh.
 *
 * @param known segments of the mesh
 */
export function parseAggregation(
  text: string,
  file: string,
  known: ReadonlySet<number>,
): { objects: AnnotatedObject[]; objectOfSegment: Map<number, number> } {
  const { segGroups } = parse(aggregationFile, text, file);
  const objects: AnnotatedObject[] = [];
  const objectOfSegment = new Map<number, number>();
  const seen = new Set<number>();
  for (const { objectId, segments, label } of segGroups) {
    if (seen.has(objectId)) throw new InputError(`${file} has object ${objectId} twice. Download it again.`);
    seen.add(objectId);
    objects[objectId] = { label };
    for (const segment of segments) {
      if (!known.has(segment))
        throw new InputError(
          `${file} has segment ${segment} in object ${objectId}, which the mesh does not have. Download segments and aggregation of the same mesh.`,
        );
      objectOfSegment.set(segment, objectId + 1);
    }
  }
  return { objects: Array.from(objects, (object) => object ?? { label: '' }), objectOfSegment };
}

function parse<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let fault: string;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    fault = `${issue.path.join('.')}: ${issue.message}`;
  } catch (error) {
    fault = (error as Error).message;
  }
  throw new InputError(`${file} is not a readable annotation of ScanNet (${fault}). Download it again.`);
}
