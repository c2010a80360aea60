import * as fs from 'node:fs';
import type { BackendName, Engine } from './engine.js';
import { BackendUnavailable } from './engine.js';
import { registerGradients } from './gradients.js';
import { describeMachine } from '../support/machine.js';
import { platformWarning } from './platform.js';
import { currentBackend, engines, startBackend } from './start.js';
import type { ToolReport } from './tools.js';
import { inspectBuildTools, inspectChromium, inspectJupyter } from './tools.js';

/** Whether one backend computes on this machine. */
export interface BackendReport {
  name: BackendName;
  available: boolean;
  /** Where its operations ran, or null. */
  device: string | null;
  /** Version of the library that computes, or null. */
  version: string | null;
  /** What it is, or what is missing and the remedy. */
  detail: string;
}

/** What this machine has of all that alignscope can use. */
export interface Inspection {
  /** Version of Node. */
  node: string;
  /** System and processor, such as `linux-x64`. */
  platform: string;
  backends: BackendReport[];
  /** The backend that `auto` takes, or null when none works. */
  chosen: BackendName | null;
  jupyter: ToolReport;
  chromium: ToolReport;
  /** Compilers and the like, needed only to set up native TensorFlow. */
  tools: ToolReport[];
  /** What a person should mend, each with its remedy. */
  warnings: string[];
}

/**
 * Starts every backend in turn, multiplies two matrices on it, and looks for the programs that commands use. Leaves
 * the backend running that ran before, or else the one that `auto` takes.
 */
export async function inspectBackends(): Promise<Inspection> {
  const before = currentBackend()?.name;
  registerGradients();
  const found: { report: BackendReport; emulated: boolean }[] = [];
  for (const engine of Object.values(engines)) found.push(await inspectEngine(engine));
  const backends = found.map(({ report }) => report);
  const chosen = found.find(({ report, emulated }) => report.available && !emulated)?.report.name ?? null;
  const running = before ?? chosen;
  if (running) await startBackend({ name: running });

  const [tools, jupyter, chromium] = await Promise.all([inspectBuildTools(), inspectJupyter(), inspectChromium()]);
  const { platform } = describeMachine();
  const untested = platformWarning(platform);
  const warnings = [...(untested ? [untested] : []), ...warningsAbout(backends, tools)];
  return { node: process.versions.node, platform, backends, chosen, jupyter, chromium, tools, warnings };
}

const descriptions: Record<BackendName, string> = {
  tensorflow: "TensorFlow's C library through @tensorflow/tfjs-node-gpu",
  webgpu: 'WebGPU through Dawn',
  wasm: 'WebAssembly with XNNPACK',
  cpu: 'plain JavaScript, for comparison',
};

async function inspectEngine({ name, start }: Engine): Promise<{ report: BackendReport; emulated: boolean }> {
  try {
    const { device, version, emulated = false } = await start({});
    const detail = emulated ? `${descriptions[name]}; emulated, so that auto passes it over` : descriptions[name];
    return { report: { name, available: true, device, version, detail }, emulated };
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    return { report: { name, available: false, device: null, version: null, detail: error.message }, emulated: false };
  }
}

function warningsAbout(backends: BackendReport[], tools: ToolReport[]): string[] {
  const warnings: string[] = [];
  const tensorflow = backends.find(({ name }) => name === 'tensorflow');
  if (tensorflow && !tensorflow.available) {
    warnings.push(tensorflow.detail);
    for (const { name, available, detail } of tools) if (!available) warnings.push(`${name} is missing: ${detail}.`);
  }
  if (tensorflow?.device === 'CPU' && fs.existsSync('/proc/driver/nvidia/version')) {
    warnings.push(
      'There is an NVIDIA GPU and TensorFlow computes on the CPU: `npm run setup:native -- --cuda` fetches its CUDA build (3.4 GB).',
    );
  }
  return warnings;
}
