import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { indexAnnotations } from '../../../data-loaders/coco/annotation-index.js';
import type { AnnotationKind } from '../../../data-loaders/coco/layout.js';
import { InputError } from '../../../src/support/errors.js';
import '../../support/property-seed.js';
import { categories, instances, object } from './collection.js';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const indexText = (text: string, kind: AnnotationKind = 'instances', size = 64) =>
  indexAnnotations(cut(Buffer.from(text), size), kind, 'a.json');

const image = (id: number, file = `${id}.jpg`) => ({ id, file_name: file, width: 8, height: 6 });
const box: [number, number, number, number] = [1, 1, 3, 2];

describe('index of a COCO annotation file', () => {
  it('is what JSON.parse finds, in any order of keys and cut anywhere', async () => {
    const documents = fc
      .record({
        images: fc.uniqueArray(fc.nat(50), { maxLength: 8 }),
        owners: fc.array(fc.nat(50), { maxLength: 20 }),
        order: fc.shuffledSubarray(['info', 'images', 'annotations', 'categories'], { minLength: 4 }),
        indent: fc.constantFrom(undefined, 1, '\t'),
        text: fc.string({ unit: 'grapheme' }),
      })
      .map(({ images, owners, order, indent, text }) => {
        const members: Record<string, unknown> = {
          info: { description: text },
          images: images.map((id) => image(id)),
          annotations: owners.map((owner, i) => object(9e11 + i, owner, 18, box, { note: text })),
          categories,
        };
        return JSON.stringify(Object.fromEntries(order.map((key) => [key, members[key]])), null, indent);
      });
    await fc.assert(
      fc.asyncProperty(documents, fc.integer({ min: 1, max: 40 }), async (text, size) => {
        const index = await indexText(text, 'instances', size);
        const parsed = JSON.parse(text) as ReturnType<typeof instances> & {
          images: { id: number; file_name: string }[];
          annotations: { id: number; image_id: number }[];
        };
        const bytes = Buffer.from(text);
        assert.deepEqual(
          [...index.images.ids],
          parsed.images.map(({ id }) => id),
        );
        assert.deepEqual(
          index.images.files,
          parsed.images.map(({ file_name }) => file_name),
        );
        parsed.images.forEach(({ id }, row) => {
          const found = Array.from({ length: index.first[row + 1] - index.first[row] }, (_, i) => {
            const at = index.first[row] + i;
            const begin = index.offsets[at];
            const annotation: unknown = JSON.parse(bytes.subarray(begin, begin + index.lengths[at]).toString());
            assert.equal((annotation as { id: number }).id, index.ids[at]);
            return annotation;
          });
          assert.deepEqual(
            found,
            parsed.annotations.filter((annotation) => annotation.image_id === id),
          );
        });
        const listed = new Set(parsed.images.map(({ id }) => id));
        assert.equal(index.strays, parsed.annotations.filter(({ image_id }) => !listed.has(image_id)).length);
      }),
    );
  });

  it('keeps ids beyond 32 bits', async () => {
    const index = await indexText(JSON.stringify(instances([image(1)], [object(908400553664, 1, 1, box)])));
    assert.deepEqual([...index.ids], [908400553664]);
  });

  it('refuses what is no such file, naming file and place', async () => {
    const good = object(5, 1, 1, box);
    const wrong: [object, RegExp, AnnotationKind?][] = [
      [{ images: [image(1)], annotations: [] }, /^a\.json has no categories/],
      [{ annotations: [], categories }, /^a\.json has no images/],
      [{ images: [image(1)], categories }, /^a\.json has no annotations/],
      [{ images: [image(1)] }, /^a\.json has no annotations/, 'captions'],
      [{ images: {}, annotations: [], categories }, /^a\.json, images, is no array/],
      [instances([image(1)], [null as unknown as object]), /annotations\[0\], is no object/],
      [instances([image(1)], [good, { ...good, id: 'x' }]), /annotations\[1\], has "x" id/],
      [instances([image(1)], [{ ...good, id: 2 ** 53 }]), /has 9007199254740992 id/],
      [instances([image(1)], [{ id: 5, category_id: 1 }]), /has no image_id/],
      [instances([image(1)], [object(5, 1, 12, box)]), /annotation 5 is of category 12, which is not among the 3/],
      [instances([image(1)], [], { categories: [{ id: -1, name: 'x' }] }), /categories\[0\], has the id -1/],
      [instances([image(1)], [], { categories: [{ id: 70000, name: 'x' }] }), /has the id 70000/],
      [instances([image(1)], [], { categories: [{ id: 1 }] }), /the name undefined/],
      [
        instances([image(1)], [], { categories: [...categories, categories[1]] }),
        /lists the category 18 \(dog\) twice/,
      ],
      [instances([{ ...image(1), width: 0 }], []), /images\[0\], has the size 0×6/],
      [instances([{ ...image(1), height: 2.5 }], []), /has the size 8×2\.5/],
      [instances([image(1), image(2), image(1)], []), /has the image 1 twice\. Keep one/],
      [instances([image(1)], [good, good]), /has the annotation 5 twice/],
      [
        instances(
          [image(1)],
          [1, 1, 2, 2, 3, 3, 4, 4].map((id) => object(id, 1, 1, box)),
        ),
        /has the annotation 1 twice \(also 2, 3, …; 4 in all\)/,
      ],
      [{ annotations: [{ image_id: 1, file_name: '1.png' }] }, /has no segments_info/, 'panoptic'],
      [
        { annotations: [{ image_id: 1, file_name: '1.png', segments_info: [{ id: 3, category_id: 12 }] }] },
        /annotation 1 is of category 12, which is not among the 133/,
        'panoptic',
      ],
    ];
    for (const [document, message, kind] of wrong)
      await assert.rejects(indexText(JSON.stringify(document), kind), (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.match(error.message, message);
        return true;
      });
  });

  it('refuses names of images that lead elsewhere', async () => {
    for (const file of [
      '../1.jpg',
      'a/../../1.jpg',
      '/etc/passwd',
      'C:\\1.jpg',
      '..\\1.jpg',
      'a\0.jpg',
      './1.jpg',
      '',
      7,
    ])
      await assert.rejects(
        indexText(JSON.stringify(instances([image(1, file as string)], []))),
        /^InputError: a\.json, images\[0\], has the file_name .* refused/,
        String(file),
      );
    const png = { image_id: 1, file_name: '../1.png', segments_info: [] };
    await assert.rejects(indexText(JSON.stringify({ annotations: [png] }), 'panoptic'), /refused/);
  });

  it('refuses or reads any mutated file, and does not crash', async () => {
    const text = JSON.stringify(instances([image(1), image(2)], [object(5, 1, 1, box), object(6, 2, 18, box)]));
    const edits = fc.array(
      fc.tuple(
        fc.nat(text.length - 1),
        fc.nat(12),
        fc.constantFrom('', '[', ']', '{', '}', '"', ',', 'null', '-1', '1e999', '[]', '{}', '\\u0000'),
      ),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(edits, async (mutations) => {
        let mutated = text;
        for (const [at, length, piece] of mutations)
          mutated = mutated.slice(0, at) + piece + mutated.slice(at + length);
        await indexText(mutated).catch((error: unknown) => {
          assert.ok(error instanceof InputError, (error as Error).stack);
        });
      }),
      { numRuns: 500 },
    );
  });
});
