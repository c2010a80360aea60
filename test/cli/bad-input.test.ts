import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeNpy, writePng } from '../../src/formats/index.js';
import { poseText, recorded, writeRecording } from '../data-loaders/posed-rgbd/recording.js';
import { alignscope, assertRefused, temporaryFolder } from './run-cli.js';

describe('bad input', () => {
  let folder: string;
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  /** A recording in which something is then spoilt. */
  const recording = async (name: string, { jpeg = false } = {}): Promise<string> => {
    await writeRecording(at(name), { frames: 12, jpeg });
    return at(name);
  };
  const cutShort = (file: string): void => fs.truncateSync(file, Math.floor(fs.statSync(file).size * 0.6));

  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lists every frame that cannot be read, by file', async () => {
    const root = await recording('damaged', { jpeg: true });
    cutShort(path.join(root, 'frame-000000.color.jpg'));
    cutShort(path.join(root, 'frame-000005.depth.png'));
    const size = { width: recorded.width / 2, height: recorded.height / 2 };
    const small = writePng({ ...size, channels: 1, values: new Uint16Array(size.width * size.height).fill(1000) });
    fs.writeFileSync(path.join(root, 'frame-000010.depth.png'), small);
    fs.writeFileSync(path.join(root, 'frame-000015.color.jpg'), 'not an image');

    const { code, stdout, stderr } = alignscope(['data', 'check', 'posed-rgbd', '--root', root, '--json']);
    assert.equal(code, 2);
    const { frames, problems } = JSON.parse(stdout) as {
      frames: number;
      problems: { frame: string; problem: string }[];
    };
    assert.equal(frames, 10, 'the frames between the splits belong to none');
    const expected = [
      /frame-000000\.color\.jpg is not a readable image.*[Cc]opy it again/,
      /frame-000005\.depth\.png/,
      /frame-000010\.depth\.png is 40×30, .* 80×60/,
      /frame-000015\.color\.jpg is not a readable image/,
    ];
    assert.equal(problems.length, expected.length);
    problems.forEach(({ problem }, i) => assert.match(problem, expected[i]));
    assert.match(stderr, /4 of 10 frames and 1 of 3 clouds cannot be used/);

    const skipping = alignscope(['data', 'check', 'posed-rgbd', '--root', root, '--on-error', 'skip']);
    assert.equal(skipping.code, 0);
    assert.match(skipping.stdout, /frame-000010\.depth\.png is 40×30.*[^]*4 of 10 frames and .* were skipped\.\n$/);
    const stopping = alignscope(['data', 'check', 'posed-rgbd', '--root', root, '--on-error', 'stop']);
    assertRefused(stopping, { code: 2, says: [/frame-000000\.color\.jpg is not a readable image/] });
    assert.doesNotMatch(stopping.stderr, /frame-000005/);
  });

  it('does not begin a study on frames that cannot be read', async () => {
    const root = await recording('cut');
    cutShort(path.join(root, 'frame-000055.color.png'));
    const asked = ['study', '--dataset', 'posed-rgbd', '--root', root, '--profile', 'smoke', '--backend', 'cpu'];
    const refused = alignscope([...asked, '--out', at('cut-study')], { ALIGNSCOPE_CACHE: at('cache') });
    assertRefused(refused, { code: 2, says: [/frame-000055\.color\.png is not a readable image.*remove the frame/] });
    assert.ok(!fs.existsSync(at('cut-study', 'runs')), 'nothing was run');
  });

  it('names the pose that is not a number', async () => {
    const root = await recording('lost');
    fs.writeFileSync(path.join(root, 'frame-000010.pose.txt'), poseText({ 3: 'nan' }));
    const says = [/frame-000010\.pose\.txt holds nan.*Remove the frame/];
    assertRefused(alignscope(['data', 'inspect', 'posed-rgbd', '--root', root]), { code: 2, says });
    const study = ['study', '--dataset', 'posed-rgbd', '--root', root, '--out', at('lost-study')];
    assertRefused(alignscope(study), { code: 2, says });
    assert.ok(!fs.existsSync(at('lost-study')), 'nothing was written');
  });

  it('turns down requests that make no sense, and says what would', async () => {
    const root = await recording('fine');
    const missing = at('missing');
    const empty = at('empty');
    fs.mkdirSync(empty);
    const requests: [args: string[], says: RegExp[]][] = [
      [
        ['study', '--dataset', 'posed-rgbd', '--root', missing],
        [/missing: it does not exist/, /Check the path/],
      ],
      [['study', '--dataset', 'posed-rgbd'], [/posed-rgbd needs --root/]],
      [['study', '--dataset', 'posed-rgbd', '--root', root, '--kappa', '1'], [/--kappa is an option of rooms/]],
      [
        ['study', '--dataset', 'imagenet'],
        [/imagenet/, /rooms, posed-rgbd/],
      ],
      [['study', '--root', root], [/--root is an option of posed-rgbd/]],
      [
        ['study', '--dataset', 'images', '--root', root],
        [/Dataset images has no depth and no pose and no cloud here/, /docs\/datasets\.md/],
      ],
      [
        ['pretrain', '--variation', 'none', '--dataset', 'images', '--root', root],
        [/Dataset images has no depth and no pose and no cloud here/],
      ],
      [
        ['study', '--workers', '0'],
        [/--workers/, /whole number of at least 1/],
      ],
      [
        ['study', '--kappa', '2'],
        [/--kappa/, /between 0 and 1/],
      ],
      [
        ['study', '--backend', 'cuda'],
        [/--backend/, /tensorflow, webgpu, wasm, cpu/],
      ],
      [['data', 'inspect', 'rooms', '--root', root], [/--root is an option of posed-rgbd/]],
      [['data', 'inspect', 'room'], [/rooms, posed-rgbd/]],
      [
        ['data', 'check', 'posed-rgbd', '--root', empty],
        [/empty has no frame-/, /Point --root at/],
      ],
      [
        ['data', 'inspect', 'posed-rgbd', '--root', root, '--index', '99'],
        [/--index/, /99/],
      ],
      [
        ['data', 'inspect', 'posed-rgbd', '--root', root, '--id', 'x'],
        [/no frame x/, /fine-part00\/frame-000000/],
      ],
      [['data', 'inspect', 'posed-rgbd', '--root', root, '--at', '80,0'], [/80,0 lies outside .* 80×60/]],
      [
        ['data', 'inspect', 'posed-rgbd', '--root', root, '--at', '1'],
        [/--at/, /column,row/],
      ],
      [['data', 'sheet', 'posed-rgbd', '--root', root, '--width', '64'], [/width and height/]],
      [
        ['data', 'sheet', 'rooms', '--out', 'sheet.jpg'],
        [/--out/, /\.png/],
      ],
      [
        ['corrupt', path.join(root, 'frame-000000.color.png')],
        [/--corruption \(or --sheet\) and --out/, /corrupt --list/],
      ],
      [['corrupt', missing, '--corruption', 'jpeg', '--out', at('a.png')], [/missing: it does not exist/]],
      [
        ['corrupt', missing, '--corruption', 'rain', '--out', at('a.png')],
        [/--corruption/, /jpeg/],
      ],
      [
        ['corrupt', missing, '--corruption', 'jpeg', '--severity', '6'],
        [/--severity/, /1, 2, 3, 4, 5/],
      ],
      [
        ['runs', 'list', '--study', missing],
        [/missing holds no finished runs/, /--study/],
      ],
      [['figures', '--study', missing], [/missing holds no finished study/]],
      [
        ['figures', '--study', 'docs/results/quick', '--figure', 'robustnes'],
        [/no figure 'robustnes'/, /Nearest: robustness/],
      ],
      [
        ['figures', '--study', 'docs/results/quick', '--figure', 'predictions', '--out', at('figures')],
        [/quick has not measured what the figure 'predictions' shows/],
      ],
      [
        ['figures', '--format', 'pgn'],
        [/--format pgn/, /Nearest: png/, /csv/],
      ],
      [
        ['figures', '--theme', 'drak'],
        [/--theme/, /light, dark, both/],
      ],
      [
        ['cache', 'clear', 'nothing-of-this-name'],
        [/nothing-of-this-name/, /cache/],
      ],
      [
        ['notebook', 'run', at('missing.ipynb')],
        [/missing\.ipynb/, /does not exist/],
      ],
      [
        ['notebook', 'run', at('a.ipynb'), '--out', 'b.txt'],
        [/b\.txt/, /\.ipynb/],
      ],
    ];
    for (const [args, says] of requests) assertRefused(alignscope(args), { code: 2, says });
  });

  it('refuses features that cannot be compared', () => {
    const features = (name: string, shape: number[], value = (i: number): number => (i * i) % 7): string => {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => value(i));
      writeNpy(at(name), { shape, values });
      return at(name);
    };
    const eight = features('eight.npy', [8, 3]);
    fs.writeFileSync(at('cut.npy'), fs.readFileSync(eight).subarray(0, 150));
    const requests: [other: string, says: RegExp[]][] = [
      [features('nine.npy', [9, 3]), [/eight\.npy has 8 rows.*nine\.npy has 9/, /same samples/]],
      [features('deep.npy', [2, 4, 3]), [/deep\.npy has shape \[2, 4, 3\]/, /samples × features/]],
      [features('nan.npy', [8, 3], (i) => (i === 4 ? NaN : i)), [/NaN.*row 1, column 1/]],
      [features('constant.npy', [8, 3], () => 1), [/same for all 8 samples/]],
      [at('cut.npy'), [/cut\.npy is not a readable \.npy file/]],
      [at('none.npy'), [/none\.npy: it does not exist/]],
    ];
    for (const [other, says] of requests) assertRefused(alignscope(['similarity', eight, other]), { code: 2, says });
  });

  it('refuses a damaged encoder', () => {
    const damaged: [name: string, content: Buffer, says: RegExp[]][] = [
      ['short.safetensors', Buffer.from([9, 0, 0]), [/short\.safetensors/]],
      ['text.safetensors', Buffer.from('this was never an encoder of any kind'), [/text\.safetensors/]],
      ['other.safetensors', safetensors('{}'), [/other\.safetensors is no encoder of this package/]],
    ];
    for (const [name, content, says] of damaged) {
      fs.writeFileSync(at(name), content);
      assertRefused(alignscope(['probe', at(name), '--backend', 'cpu']), { code: 2, says });
    }
  });
});

function safetensors(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header)]);
}
