/** Learning rate of a step (0 … steps − 1). */
export type Schedule = (step: number) => number;

/** Options of {@link cosineSchedule}. */
export interface ScheduleOptions {
  /** Highest learning rate. */
  rate: number;
  /** Steps of the whole training. */
  steps: number;
  /** Steps in which the rate grows linearly to its highest value. */
  warmUp?: number;
}

/** Half a cosine from `rate` to 0 after the warm-up: rate · (1 + cos πt)/2. Reference: Loshchilov & Hutter, SGDR, 2017. */
export function cosineSchedule({ rate, steps, warmUp = 0 }: ScheduleOptions): Schedule {
  return afterWarmUp(rate, steps, warmUp, (t) => (1 + Math.cos(Math.PI * t)) / 2);
}

/** Polynomial decay after the warm-up: rate · (1 − t)^power, as in DeepLab and Pri3D (power .9). */
export function polynomialSchedule({
  rate,
  steps,
  warmUp = 0,
  power = 0.9,
}: ScheduleOptions & { power?: number }): Schedule {
  return afterWarmUp(rate, steps, warmUp, (t) => (1 - t) ** power);
}

/** The same rate throughout, after the warm-up. */
export function constantSchedule({ rate, warmUp = 0 }: Omit<ScheduleOptions, 'steps'>): Schedule {
  return (step) => (step < warmUp ? (rate * (step + 1)) / (warmUp + 1) : rate);
}

function afterWarmUp(rate: number, steps: number, warmUp: number, decay: (t: number) => number): Schedule {
  return (step) =>
    step < warmUp ? (rate * (step + 1)) / (warmUp + 1) : rate * decay((step - warmUp) / Math.max(1, steps - warmUp));
}
