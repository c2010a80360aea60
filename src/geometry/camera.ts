/** Pinhole camera in pixels: pixel (column u, row v) has its centre at (u + .5, v + .5). x right, y down, z forward. */
export interface Camera {
  width: number;
  height: number;
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Metres between the two cameras of a stereo rig. */
  baseline?: number;
}
