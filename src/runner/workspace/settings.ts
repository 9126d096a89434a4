import { isLoopback } from './address.ts';

/** One git setting: `section.key` and its value. */
export type Setting = readonly [key: string, value: string];

/**
 * Settings that hold for every git command we run and stand above all files (git's *command* scope). They are handed over
 * in the environment (`GIT_CONFIG_COUNT`, git 2.31+), so nothing of them is ever written into a clone.
 */
export const HARDENED: readonly Setting[] = [
  // No hook runs: no file can lie below this one. Git for Windows knows the name too.
  ['core.hooksPath', '/dev/null'],
  // Each of these names a program that a configuration file could choose.
  ['core.fsmonitor', 'false'],
  ['core.editor', ':'],
  ['core.pager', 'cat'],
  ['core.askPass', ''],
  ['core.untrackedCache', 'false'],
  // Names that are `.git` in disguise on other file systems are refused everywhere.
  ['core.protectNTFS', 'true'],
  ['core.protectHFS', 'true'],
  ['core.longPaths', 'true'],
  // Line ends are the user's choice; a warning about them must not refuse a commit.
  ['core.safecrlf', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  // A commit never waits for a passphrase.
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  // Housekeeping would go on in the background after the command ended.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  // A connection that stands still ends by itself, also when the engine that waited for it was killed.
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '120'],
];

/**
 * What is added for commands that talk to `origin` about the repository at `url`: no credentials but those of a helper that is
 * named after these, and the user's own `url.*.insteadOf` rules (https to ssh, commonly) do not apply, because the longest match
 * wins and none is longer than the whole address.
 */
export function remoteSettings(origin: string, url: string): readonly Setting[] {
  return [
    // Both forms: an empty value resets only what was given for the same or a wider address.
    ['credential.helper', ''],
    [`credential.${origin}.helper`, ''],
    ['credential.username', 'x-access-token'],
    [`credential.${origin}.username`, 'x-access-token'],
    ['credential.useHttpPath', 'false'],
    [`credential.${origin}.useHttpPath`, 'false'],
    [`url.${url}.insteadOf`, url],
    [`url.${url}.pushInsteadOf`, url],
    ...(isLoopback(new URL(origin)) ? ([[`http.${origin}.proxy`, '']] as const) : []),
  ];
}

/** Settings as the variables that git reads them from. */
export function settingVariables(settings: readonly Setting[]): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: String(settings.length) };
  settings.forEach(([key, value], index) => {
    variables[`GIT_CONFIG_KEY_${index}`] = key;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return variables;
}
