import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AnnotationFile } from '../data-loaders/coco/index.js';
import { openFolder } from '../src/formats/index.js';
import { seeded } from '../src/support/random.js';

/**
 * Opening an annotation file as large as COCO's largest: `node dist/bench/coco-index.js [annotations]`.
 *
 * Writes instances_train2017.json with 860,001 annotations of 118,287 images (or as many as told, in proportion) to the
 * temporary folder, and prints what it costs to index it, to open it by the index that was kept, and the memory.
 */
const annotations = Number(process.argv[2] ?? 860_001);
const images = Math.ceil((annotations * 118_287) / 860_001);

function writeAnnotations(file: string): void {
  const random = seeded('coco-index');
  const handle = fs.openSync(file, 'w');
  let pending: string[] = ['{"info": {"year": 2017}, "licenses": [], "images": ['];
  const put = (text: string): void => {
    pending.push(text);
    if (pending.length === 10_000) flush();
  };
  const flush = (): void => {
    fs.writeSync(handle, pending.join(''));
    pending = [];
  };
  for (let id = 1; id <= images; id++) {
    const name = `${String(id).padStart(12, '0')}.jpg`;
    const coco_url = `http://images.cocodataset.org/train2017/${name}`;
    put(
      `${id > 1 ? ', ' : ''}${JSON.stringify({ license: 3, file_name: name, coco_url, height: 480, width: 640, id })}`,
    );
  }
  put('], "annotations": [');
  for (let id = 1; id <= annotations; id++) {
    const polygon = Array.from({ length: 46 }, () => random.int(48_000) / 100);
    const bbox = [0, 0, 480, 480];
    const annotation = { segmentation: [polygon], area: 702.1, iscrowd: 0, image_id: 1 + random.int(images), bbox, category_id: 1, id }; // prettier-ignore
    put(`${id > 1 ? ', ' : ''}${JSON.stringify(annotation)}`);
  }
  put('], "categories": [{"supercategory": "person", "id": 1, "name": "person"}]}');
  flush();
  fs.closeSync(handle);
}

async function measure(label: string, root: string): Promise<void> {
  const before = process.cpuUsage();
  const start = performance.now();
  const { index } = await AnnotationFile.open(await openFolder(root), 'instances_train2017.json', 'instances');
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${label}: ${index.ids.length} annotations in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), peak memory ${peak.toFixed(0)} MB`,
  );
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-index-'));
try {
  const file = path.join(root, 'instances_train2017.json');
  writeAnnotations(file);
  console.log(`${os.cpus()[0].model}, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB of JSON`);
  await measure('index', root);
  await measure('open  ', root);
} finally {
  fs.rmSync(root, { recursive: true });
}
