export * from './crossed-difference.js';
export * from './holm.js';
export * from './incomplete-beta.js';
export * from './moments.js';
export * from './scene-sums.js';
export * from './student-t.js';
export * from './t-interval.js';
export * from './three-sided-test.js';
