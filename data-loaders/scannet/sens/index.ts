export { decodeSensColour, decodeSensDepth } from './decode.js';
export type { FrameIndex } from './frame-index.js';
export type { ColourCompression, DepthCompression, SensHeader } from './header.js';
export type { ImuFrame } from './imu.js';
export { SensFile, type SensFrame } from './sens-file.js';
