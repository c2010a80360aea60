import * as os from 'node:os';

/** The machine a result was made on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGB: number;
  node: string;
  platform: string;
}

/** Describes this machine: processor, cores available to this process, memory, Node version. */
export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Memory that this process may still take, in megabytes (10⁶ bytes): what is free, within the limits it runs under. */
export function availableMemoryMB(): number {
  return Math.floor(process.availableMemory() / 1e6);
}

/** Largest resident memory this process has had, in megabytes (10⁶ bytes). */
export function peakMemoryMB(): number {
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}
