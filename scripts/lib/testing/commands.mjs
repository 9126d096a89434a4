// The command that runs one failed thing alone, as a person would type it.

/**
 * One word of a command line, quoted where a shell would read it as something else.
 * @param {string} word
 * @param {NodeJS.Platform} [platform]
 */
export function quoted(word, platform = process.platform) {
  if (/^[\w@%+=:,./-]+$/.test(word) && !(platform === 'win32' && word.includes('%'))) return word;
  if (platform === 'win32') return `"${word.replaceAll('"', '\\"')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A regular expression that is met by this name only. */
export function exactly(name) {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A command is one line.
  return `^${escaped.replaceAll(/[\r\n]/g, '\\s')}$`;
}

/**
 * @param {{ file: string, name?: string, env: Record<string, string> }} test a file below the root; the full name of a test
 *   as Vitest compares it; variables
 * @param {NodeJS.Platform} [platform]
 */
export function commandFor({ file, name, env }, platform = process.platform) {
  const set = Object.entries(env).map(([key, value]) =>
    platform === 'win32' ? `set "${key}=${value}" &&` : `${key}=${quoted(value, platform)}`,
  );
  const only = name === undefined ? [] : ['-t', quoted(exactly(name), platform)];
  return [...set, 'npm test --', quoted(file, platform), ...only].join(' ');
}
