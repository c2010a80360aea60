import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { joinTrees, openTree, type FileTree } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';
import { zipBytes } from '../support/write-zip.js';
import { isRefusal } from './damage.js';

const files = {
  'readme.txt': 'hello',
  'training/calib/000000.txt': 'P0: 1',
  'training/image_2/000010.png': 'ten',
  'training/image_2/000002.png': 'two',
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('file trees', () => {
  let folder: string;
  let root: string;
  const opened: FileTree[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-tree-'));
    root = path.join(folder, 'kitti');
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), content);
    }
  });
  afterEach(() => {
    opened.splice(0).forEach((tree) => tree.close());
    fs.rmSync(folder, { recursive: true });
  });

  async function open(name: string): Promise<FileTree> {
    const tree = await openTree(name);
    opened.push(tree);
    return tree;
  }

  async function zip(name: string, names: string[]): Promise<FileTree> {
    const file = path.join(folder, name);
    const content = (entry: string) => new TextEncoder().encode(files[entry as keyof typeof files]);
    fs.writeFileSync(file, zipBytes(names.map((entry) => ({ name: entry, content: content(entry) }))));
    return open(file);
  }

  const inRoot = (...parts: string[]) => path.join(root, ...parts);
  const names = Object.keys(files);

  for (const [kind, tree] of [
    ['a folder', () => open(root)],
    ['a zip archive', () => zip('kitti.zip', names)],
    [
      'several archives as one',
      async () => joinTrees('kitti', [await zip('a.zip', names.slice(0, 3)), await zip('b.zip', names.slice(2))]),
    ],
    [
      'a folder beside an archive',
      async () => {
        fs.rmSync(inRoot('training/image_2'), { recursive: true });
        return joinTrees('kitti', [await open(root), await zip('b.zip', names.slice(1))]);
      },
    ],
  ] as const)
    it(`list and read ${kind} alike`, async () => {
      const { list, ...rest } = bound(await tree());
      assert.deepEqual(await list(), { files: ['readme.txt'], folders: ['training'] });
      assert.deepEqual(await list('training'), { files: [], folders: ['calib', 'image_2'] });
      assert.deepEqual((await list('training/image_2')).files, ['000002.png', '000010.png']);
      assert.deepEqual((await all(rest.files())).sort(), [...names].sort());
      assert.deepEqual((await all(rest.files('training/image_2'))).sort(), names.slice(2).sort());
      for (const [name, content] of Object.entries(files)) {
        assert.equal(Buffer.from(await rest.read(name)).toString(), content);
        assert.equal(Buffer.concat(await all(rest.stream(name))).toString(), content);
        const { size, modified } = await rest.status(name);
        assert.equal(size, content.length);
        assert.ok(modified > Date.UTC(2019) && modified < Date.now() + 1000);
      }
      assert.deepEqual(
        await Promise.all([rest.has('readme.txt'), rest.has('none'), rest.has('training'), rest.has('readme.txt/x')]),
        [true, false, false, false],
      );
      assert.deepEqual(
        await Promise.all([rest.hasFolder('training'), rest.hasFolder('readme.txt'), rest.hasFolder('none')]),
        [true, false, false],
      );
      for (const call of [rest.read, rest.status, list]) {
        await assert.rejects(call('training/none'), (e: Error) => isRefusal(e, 'none', /./));
        for (const bad of [
          '../kitti/readme.txt',
          '/etc/passwd',
          'a\\b',
          'C:/x',
          'training//calib',
          'a\0b',
          './readme.txt',
        ])
          await assert.rejects(call(bad), (e: Error) => isRefusal(e, JSON.stringify(bad), /is refused, because/));
      }
      await assert.rejects(rest.read('training'), InputError);
    });

  it('say where a file lies on disk, if it does', async () => {
    const tree = await open(root);
    assert.equal(await tree.locate('readme.txt'), fs.realpathSync(inRoot('readme.txt')));
    assert.equal(tree.describe('readme.txt'), inRoot('readme.txt'));
    await assert.rejects(tree.locate('training'), /training is no file/);
    const archive = await zip('kitti.zip', names);
    assert.equal(archive.describe('readme.txt'), `${path.join(folder, 'kitti.zip')}: readme.txt`);
    await assert.rejects(archive.locate('readme.txt'), /kitti\.zip: readme\.txt can only be read from a folder/);
  });

  it('follow links within the folder, and none out of it', async () => {
    fs.writeFileSync(path.join(folder, 'secret'), 'x');
    fs.mkdirSync(path.join(folder, 'kitti-other'));
    fs.symlinkSync('training/image_2', inRoot('images'));
    fs.symlinkSync('../secret', inRoot('out'));
    fs.symlinkSync(path.join(folder, 'kitti-other'), inRoot('beside'));
    const tree = await open(root);
    assert.deepEqual(await tree.list(), { files: ['out', 'readme.txt'], folders: ['beside', 'images', 'training'] });
    assert.equal(Buffer.from(await tree.read('images/000002.png')).toString(), 'two');
    for (const call of [tree.read('out'), tree.has('out'), tree.list('beside'), tree.locate('out'), all(tree.files())])
      await assert.rejects(call, (e: Error) => isRefusal(e, root, /is a link out of .*, to .*(secret|kitti-other)/));
    // The root itself may be a link.
    fs.symlinkSync('kitti', path.join(folder, 'link'));
    assert.equal(Buffer.from(await (await open(path.join(folder, 'link'))).read('readme.txt')).toString(), 'hello');
  });

  it('end their walk though links go round in circles', async () => {
    fs.symlinkSync('..', inRoot('training/up'));
    fs.symlinkSync('itself', inRoot('itself'));
    fs.symlinkSync('nowhere', inRoot('broken'));
    // Two links in each of thirty folders to the next make 2³⁰ ways to the last.
    for (let i = 0; i < 30; i++) {
      fs.mkdirSync(inRoot(`deep-${i}`));
      for (const way of ['a', 'b']) fs.symlinkSync(`../deep-${i + 1}`, inRoot(`deep-${i}`, way));
    }
    fs.mkdirSync(inRoot('deep-30'));
    const tree = await open(root);
    assert.deepEqual((await all(tree.files())).sort(), [...names, 'broken', 'itself'].sort());
    assert.deepEqual(
      [await tree.has('itself'), await tree.has('broken'), await tree.has('training/up/readme.txt')],
      [false, false, true],
    );
    await assert.rejects(tree.read('itself'), /itself is a link that leads to itself/);
    await assert.rejects(tree.read('broken'), /broken: it does not exist/);
  });

  it('refuse roots that are neither folder nor archive', async () => {
    await assert.rejects(openTree(path.join(folder, 'none')), /none: it does not exist/);
    await assert.rejects(openTree(inRoot('readme.txt')), /readme\.txt is neither a folder nor a \.zip archive/);
    fs.writeFileSync(path.join(folder, 'bad.zip'), 'no');
    await assert.rejects(openTree(path.join(folder, 'bad.zip')), /bad\.zip is not a readable zip archive/);
  });
});

/** The methods of a tree, free of it. */
function bound(tree: FileTree): Pick<FileTree, 'list' | 'files' | 'read' | 'stream' | 'status' | 'has' | 'hasFolder'> {
  return {
    list: (name) => tree.list(name),
    files: (name) => tree.files(name),
    read: (name) => tree.read(name),
    stream: (name) => tree.stream(name),
    status: (name) => tree.status(name),
    has: (name) => tree.has(name),
    hasFolder: (name) => tree.hasFolder(name),
  };
}
