import { isAbsolute } from 'node:path';
import * as z from 'zod';

const Text = z.string().trim().catch('');

/** The window's settings. What a settings file holds wrongly counts as not set. */
export const Settings = z.object({
  /** Absolute folder, or empty for the default. */
  home: Text.transform((folder) => (isAbsolute(folder) ? folder : '')),
  /** Web addresses and absolute paths; empty for the default list. */
  registries: z.array(z.string().trim().min(1)).catch([]),
  finalize: z.enum(['ask', 'auto']).catch('ask'),
  freshContext: z.enum(['task', 'document']).catch('task'),
  /** Web address of an enterprise host; empty for github.com. */
  githubUrl: Text,
});
export type Settings = z.infer<typeof Settings>;

/** The environment of this window's engine: the process's own, with what the settings say put over it. */
export function withSettings(env: NodeJS.ProcessEnv, settings: Settings): NodeJS.ProcessEnv {
  const { MAESTRO_GITHUB_API_URL, ...rest } = env;
  return {
    ...rest,
    ...(settings.home ? { MAESTRO_HOME: settings.home } : {}),
    ...(settings.registries.length > 0 ? { MAESTRO_REGISTRIES: settings.registries.join(',') } : {}),
    // The API address of another host must not stay beside the web address of the set one.
    ...(settings.githubUrl
      ? { MAESTRO_GITHUB_URL: settings.githubUrl }
      : MAESTRO_GITHUB_API_URL === undefined
        ? {}
        : { MAESTRO_GITHUB_API_URL }),
  };
}

/** The variables that a process started for this window (a terminal) needs to see the same world. */
export function maestroVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['MAESTRO_HOME', 'MAESTRO_REGISTRIES', 'MAESTRO_GITHUB_URL', 'MAESTRO_GITHUB_API_URL'];
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name] as string]])),
  );
}
