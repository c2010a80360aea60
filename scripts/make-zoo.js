/**
 * Copies the encoders of one seed of a finished study into `zoo/`, with what they were made from:
 * `node scripts/make-zoo.js studies/rooms-quick 0`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [study, seed = '0'] = process.argv.slice(2);
if (study === undefined || !fs.existsSync(path.join(study, 'study.json'))) {
  console.error('Name the folder of a finished study: node scripts/make-zoo.js studies/rooms-quick 0');
  process.exit(2);
}
const readJson = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));
const { commit, backend, machine, config, profile } = readJson(study, 'study.json');
const zoo = path.join(root, 'zoo');
fs.rmSync(zoo, { recursive: true, force: true });
fs.mkdirSync(zoo);
const encoders = {};
// The runs that the study's rows name: its folder may hold others, of earlier configurations.
const rows = fs.readFileSync(path.join(study, 'rows.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
const audits = rows.filter((row) => row.kind === 'audit' && row.step === undefined && row.seed === Number(seed));
for (const id of new Set(audits.map((row) => row.run))) {
  const folder = path.join(study, 'runs', id);
  const run = readJson(folder, 'config.json');
  const file = `${run.variation}.safetensors`;
  fs.copyFileSync(path.join(folder, 'encoder.safetensors'), path.join(zoo, file));
  const { values, invalid } = readJson(folder, 'result.json');
  encoders[run.variation] = { file, run: id, seed: run.seed, ...values, invalid };
}
const { dataset, encoder, pretrain } = config;
const contents = { profile, commit, backend, machine, dataset, encoder, pretrain, encoders };
fs.writeFileSync(path.join(zoo, 'zoo.json'), `${JSON.stringify(contents, null, 2)}\n`);
const bytes = fs.readdirSync(zoo).reduce((sum, name) => sum + fs.statSync(path.join(zoo, name)).size, 0);
console.log(`zoo: ${Object.keys(encoders).join(', ')}; ${(bytes / 1e6).toFixed(2)} MB`);
