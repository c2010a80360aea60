/**
 * The TensorFlow builds that setup installs. Every wheel is pinned by its SHA-256, so that pip refuses any other file.
 * The wheels are only unpacked for their C library, never imported: their Python tag need not match the local Python.
 */

/** TensorFlow's version; the addon is compiled against its C API. */
export const tensorflowVersion = '2.21.0';

/** What pip is told the wheels are for, whatever Python runs it. */
export const pythonTag = '3.11';

const nvidia = [
  ['nvidia-cublas-cu12', '12.9.3.13', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'],
  ['nvidia-cuda-cupti-cu12', '12.8.90', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'],
  ['nvidia-cuda-nvcc-cu12', '12.9.86', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'],
  ['nvidia-cuda-nvrtc-cu12', '12.9.86', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'],
  ['nvidia-cuda-runtime-cu12', '12.9.79', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'],
  ['nvidia-cudnn-cu12', '9.28.0.42', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'],
  ['nvidia-cufft-cu12', '11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'],
  ['nvidia-curand-cu12', '10.3.10.19', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'],
  ['nvidia-cusolver-cu12', '11.7.5.82', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'],
  ['nvidia-cusparse-cu12', '12.5.10.65', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'],
  ['nvidia-nccl-cu12', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'],
  ['nvidia-nvjitlink-cu12', '12.9.86', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'],
].map(([name, version, sha256]) => ({ name, version, sha256 }));

/**
 * A build of TensorFlow for one kind of machine.
 * @typedef {object} Release
 * @property {string} id names its folder in the cache
 * @property {string} label for people
 * @property {string[]} platforms the wheel platforms pip may take
 * @property {{name: string, version: string, sha256: string}[]} wheels
 * @property {number} downloadMegabytes what pip fetches
 * @property {number} diskMegabytes what the unpacked parts and the wheels take while installing
 */

/** @type {Record<string, Release>} keyed by `<processor>-<device>` */
const releases = {
  'x64-cpu': {
    id: `${tensorflowVersion}-cpu-x64`,
    label: `TensorFlow ${tensorflowVersion} (CPU)`,
    platforms: ['manylinux_2_27_x86_64'],
    wheels: [
      {
        name: 'tensorflow-cpu',
        version: tensorflowVersion,
        sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      },
    ],
    downloadMegabytes: 274,
    diskMegabytes: 1150,
  },
  'x64-cuda': {
    id: `${tensorflowVersion}-cuda-x64`,
    label: `TensorFlow ${tensorflowVersion} (CUDA)`,
    platforms: ['manylinux_2_27_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux_2_12_x86_64'],
    wheels: [
      {
        name: 'tensorflow',
        version: tensorflowVersion,
        sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      },
      ...nvidia,
    ],
    downloadMegabytes: 3400,
    diskMegabytes: 9500,
  },
  'arm64-cpu': {
    id: `${tensorflowVersion}-cpu-arm64`,
    label: `TensorFlow ${tensorflowVersion} (CPU)`,
    platforms: ['manylinux_2_27_aarch64'],
    wheels: [
      {
        name: 'tensorflow',
        version: tensorflowVersion,
        sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      },
    ],
    downloadMegabytes: 282,
    diskMegabytes: 1200,
  },
};

/**
 * The release for this machine, or undefined where there is none.
 * @param {'cpu' | 'cuda'} device
 * @returns {Release | undefined}
 */
export function releaseFor(device) {
  return process.platform === 'linux' ? releases[`${process.arch}-${device}`] : undefined;
}

/** The parts of a wheel that are unpacked: the C library with its C headers, and NVIDIA's libraries whole. */
export const unpackedPrefixes = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/THIRD_PARTY_NOTICES.txt',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
  'tensorflow.libs/',
  'nvidia/',
];
