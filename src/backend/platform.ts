/** Where this package is tested: see docs/platforms.md. */
const testedPlatform = 'linux-x64';

/** What to know of a platform, as `process.platform` and `process.arch` name it, on which nobody has tested this package. */
export function platformWarning(platform: string): string | undefined {
  if (platform === testedPlatform) return undefined;
  return `${platform} is not tested, ${testedPlatform} is: docs/platforms.md says what is expected of others.`;
}
