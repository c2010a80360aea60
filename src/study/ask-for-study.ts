import * as path from 'node:path';
import { startBackend } from '../backend/index.js';
import { InputError } from '../support/errors.js';
import { canonicalJson, sha256 } from '../support/files.js';
import { packageRoot } from '../support/package.js';
import { progress } from '../support/progress.js';
import { announceStudy } from './announce-study.js';
import { checkStudyConfig, type StudyConfig } from './config.js';
import type { LoadedStudy } from './load.js';
import { profiles } from './profiles.js';
import { storedStudy, type Stored } from './stored-study.js';
import { runStudy } from './study.js';

/** Which study is asked for, and how it is carried out where it is not there yet. */
export interface StudyRequest {
  /** Size of the study: `smoke`, `quick` (the default), `standard` or `full`. */
  profile?: string;
  /** Number of replications, with seeds from 0 on; the profile's own when omitted. Fewer than five give no verdict. */
  seeds?: number;
  /** Fields that are to be other than in the profile, each given whole. */
  config?: Partial<Omit<StudyConfig, 'profile' | 'seeds'>>;
  /** Folder of the study, as a path from the current folder. */
  out?: string;
  /** Worker processes of one thread each: one a processor, or as many as free memory holds, when omitted. */
  workers?: number;
  /** Stops the study, whose finished runs stay; in a notebook the stop button does so without it. */
  signal?: AbortSignal;
}

/** Who interrupts a study waits for the next word: its processes have so many milliseconds to save what they do. */
const patience = 600;

/** Folder of the results that are published with this package, one folder a profile. */
const publishedResults = path.join(packageRoot(), 'docs', 'results');

/**
 * A finished study: read where it is stored, carried out where it is not.
 *
 * 1. A finished study of this very configuration in `out` is read. `out` is `studies/rooms-PROFILE` below the current folder
 *    unless given; other `seeds` or another `config` have a folder of their own, so that nothing is taken for the profile.
 * 2. Unless `out` is given, the results published with this package are read, if they are of this configuration.
 * 3. Otherwise the study is carried out in `out`, or goes on there if it was interrupted.
 *
 * One line of progress says which of these it was, with folder, commit and seeds.
 *
 * Throws InputError for a request that cannot be met, among them a folder that holds a finished study of another
 * configuration; InterruptedError after `signal`, WorkError when runs failed; finished runs stay, and the same call goes on.
 */
export function study(request: StudyRequest = {}): Promise<LoadedStudy> {
  return studyFrom(publishedResults, request);
}

/** {@link study}, with the folder in which published results are looked for. */
export async function studyFrom(published: string, request: StudyRequest): Promise<LoadedStudy> {
  const config = requestedConfig(request);
  const { profile } = config;
  const out = request.out ?? path.join('studies', folderName(config));
  const here = storedStudy(config, out);
  if (here.state === 'finished') return told(here.study, `read from ${out}`);
  if (request.out === undefined) {
    const folder = path.join(published, profile);
    const there = storedStudy(config, folder);
    if (there.state === 'finished') {
      const shown = path.relative(packageRoot(), folder);
      return told(there.study, `the results published with alignscope, ${shown}`, leftAside(here, out));
    }
  }
  if (here.state === 'other')
    throw new InputError(
      `${out} holds a finished study of another configuration (other: ${here.differences.join(', ')}). ` +
        'Give another folder as `out`, or delete this one.',
    );
  const { name: backend } = await startBackend();
  const begins = here.state === 'unfinished' ? 'goes on' : 'is carried out';
  progress().note(`Study ${profile}: ${begins} in ${out} (${inWords(config.seeds)}).`);
  const workers = announceStudy(config, backend, request.workers);
  const carriedOut = await runStudy(config, { out, backend, workers, resume: true, signal: request.signal, patience });
  return told(carriedOut, `carried out in ${out}`);
}

/** The profile with what the request changes of it. */
function requestedConfig({ profile: name = 'quick', seeds, config }: StudyRequest): StudyConfig {
  if (!Object.hasOwn(profiles, name))
    throw new InputError(`There is no profile ${JSON.stringify(name)}: choose ${Object.keys(profiles).join(', ')}.`);
  if (seeds !== undefined && !(Number.isInteger(seeds) && seeds >= 1))
    throw new InputError(`seeds is ${String(seeds)}: give a number of replications, a whole number ≥ 1.`);
  const profile = profiles[name];
  const replications = seeds === undefined ? profile.seeds : Array.from({ length: seeds }, (_, i) => i);
  return checkStudyConfig({ ...profile, ...config, seeds: replications, profile: name });
}

/** `rooms-quick` for the profile itself; other seeds and another configuration show in the name. */
function folderName({ seeds, ...config }: StudyConfig): string {
  const { seeds: ownSeeds, ...own } = profiles[config.profile];
  const replications = seeds.length === ownSeeds.length ? [] : [`${seeds.length}-seeds`];
  const changes = canonicalJson(config) === canonicalJson(own) ? [] : [sha256(canonicalJson(config)).slice(0, 8)];
  return [config.dataset.name, config.profile, ...replications, ...changes].join('-');
}

function told(study: LoadedStudy, where: string, more = ''): LoadedStudy {
  const { profile, commit, seeds } = study.result;
  progress().note(`Study ${profile}: ${where} (commit ${commit}, ${inWords(seeds)}).${more}`);
  return study;
}

function inWords(seeds: readonly number[]): string {
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
}

/** What to say of a folder that holds something else than what is read. */
function leftAside(stored: Stored, folder: string): string {
  if (stored.state === 'unfinished')
    return ` ${folder} holds an unfinished study: give it as \`out\` to go on with that.`;
  if (stored.state === 'other') return ` ${folder} holds another one (other: ${stored.differences.join(', ')}).`;
  return '';
}
