import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodeColourImage } from '../src/image/index.js';
import { corruptImage, presets, severities, type Severity } from '../src/robustness/corruptions/index.js';

/**
 * Processor time of the 19 corruptions on one core: `node dist/bench/corruptions.js IMAGE.png [PYTHON]`.
 *
 * Means over the five severities of preset `imagecorruptions`, each the least of several rounds, threads included. With a
 * Python that has the package imagecorruptions, which corrupts the same image, the two take turns and the
 * ratio is printed, more than 1 where this toolkit needs less. Names of corruptions after these leave out the others.
 */
const [file, python, ...chosen] = process.argv.slice(2);
/** Rounds go on for so many milliseconds, at least so many and at most so many times: what is short is measured once compiled. */
const [turns, leastRounds, mostRounds, enough] = [2, 3, 20, 100];
const image = await decodeColourImage(file);

async function milliseconds(corruption: string, severity: Severity): Promise<number> {
  const begin = process.cpuUsage();
  await corruptImage(image, { preset: 'imagecorruptions', corruption, severity });
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

async function meanMilliseconds(corruption: string): Promise<number> {
  let sum = 0;
  for (const severity of severities) {
    let [least, spent] = [Infinity, 0];
    for (let round = 0; round < leastRounds || (round < mostRounds && spent < enough); round++) {
      const taken = await milliseconds(corruption, severity);
      least = Math.min(least, taken);
      spent += taken;
    }
    sum += least / severities.length;
  }
  return sum;
}

function peerMilliseconds(): Record<string, number> {
  const script = fileURLToPath(new URL('../../bench/python/corruptions.py', import.meta.url));
  const limits = [leastRounds, mostRounds, enough / 1000].map(String);
  const said = execFileSync(python, [script, file, ...limits, ...names], { encoding: 'utf8' });
  const seconds = JSON.parse(said) as Record<string, number>;
  return Object.fromEntries(Object.entries(seconds).map(([name, value]) => [name, 1000 * value]));
}

const names = chosen.length > 0 ? chosen : Object.keys(presets.imagecorruptions);
const own = new Map<string, number>();
const peer = new Map<string, number>();
const keepLeast = (kept: Map<string, number>, name: string, value: number) =>
  kept.set(name, Math.min(value, kept.get(name) ?? Infinity));

for (let turn = 0; turn < turns; turn++) {
  for (const name of names) keepLeast(own, name, await meanMilliseconds(name));
  if (python) for (const [name, value] of Object.entries(peerMilliseconds())) keepLeast(peer, name, value);
}

console.log(`${image.width}×${image.height}, milliseconds of processor an image`);
for (const name of names) {
  const [ours, theirs] = [own.get(name)!, peer.get(name)];
  const ratio =
    theirs === undefined ? '' : `${theirs.toFixed(2).padStart(10)} ${(theirs / ours).toFixed(2).padStart(8)}×`;
  console.log(`${name.padEnd(18)} ${ours.toFixed(2).padStart(8)}${ratio}`);
}
if (python) {
  const logs = names.map((name) => Math.log(peer.get(name)! / own.get(name)!));
  console.log(`geometric mean ${Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length).toFixed(2)}×`);
}
