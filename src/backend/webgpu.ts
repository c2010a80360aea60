/// <reference types="@webgpu/types" />
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { checkArithmetic } from './check-arithmetic.js';
import type { Engine, EngineOptions, EngineStarted } from './engine.js';
import { BackendUnavailable } from './engine.js';
import { packageVersion } from './package-version.js';
import type * as Dawn from 'webgpu';

const require = createRequire(import.meta.url);
const remedy = "install the GPU's Vulkan driver (Linux: libvulkan1 and the vendor's package), or use --backend wasm";

/** Puts Dawn's WebGPU where TensorFlow.js looks for it, `navigator.gpu`; once per process. */
async function navigatorGpu(): Promise<GPU> {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu) return scope.navigator.gpu;
  if (process.platform === 'linux' && !hasVulkanLoader()) {
    throw new BackendUnavailable(`WebGPU needs Vulkan's loader, libvulkan.so.1: ${remedy}.`);
  }
  // The loader complains on standard error when this is unset.
  process.env.XDG_RUNTIME_DIR ??= os.tmpdir();
  let dawn: typeof Dawn;
  try {
    dawn = await import('webgpu');
  } catch (error) {
    throw new BackendUnavailable(`WebGPU cannot be loaded on ${process.platform} ${process.arch}: ${remedy}.`, {
      cause: error,
    });
  }
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  if (scope.navigator) Object.defineProperty(scope.navigator, 'gpu', { value: gpu });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu } });
  return gpu;
}

/** Asks the dynamic linker: Dawn itself would print a warning and find no adapter. */
function hasVulkanLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // A library that is there is refused because it is not an addon of Node.
    return (error as Error).message.includes('did not self-register');
  }
  return true;
}

const emulatedAdapter = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** Any GPU with Vulkan, Metal or Direct3D 12, through Dawn. */
export const webgpu: Engine = {
  name: 'webgpu',
  async start({ hardwareOnly = false }: EngineOptions): Promise<EngineStarted> {
    const gpu = await navigatorGpu();
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new BackendUnavailable(`WebGPU finds no graphics adapter: ${remedy}.`);
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const label = [description || device, vendor, architecture].filter(Boolean).join(', ') || 'unnamed adapter';
    const emulated = isFallbackAdapter || emulatedAdapter.test(label);
    if (emulated && hardwareOnly) {
      throw new BackendUnavailable(`WebGPU finds only an emulated adapter (${label}): ${remedy}.`);
    }
    require('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new BackendUnavailable(`WebGPU does not start on ${label}: ${remedy}.`);
    await checkArithmetic();
    return {
      device: emulated ? `${label} (emulated)` : label,
      version: packageVersion('@tensorflow/tfjs-backend-webgpu'),
      emulated,
    };
  },
};
