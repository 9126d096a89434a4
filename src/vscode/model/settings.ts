import { isAbsolute } from 'node:path';
import * as z from 'zod';

const Text = z.string().trim().catch('');

const Limit = z.number().positive().nullable().catch(null);

/** The limits, which reach the engine as variables (see `symphony/budget/from-text.ts`). */
const BUDGET_VARIABLES = {
  tokens: 'MAESTRO_BUDGET_TOKENS',
  usd: 'MAESTRO_BUDGET_USD',
  minutes: 'MAESTRO_BUDGET_MINUTES',
  dayTokens: 'MAESTRO_BUDGET_DAY_TOKENS',
  dayUsd: 'MAESTRO_BUDGET_DAY_USD',
  dayMinutes: 'MAESTRO_BUDGET_DAY_MINUTES',
} as const;
const TURN_VARIABLES = {
  idleMinutes: 'MAESTRO_TURN_IDLE_MINUTES',
  maxMinutes: 'MAESTRO_TURN_MINUTES',
} as const;

const Budget = z.object({
  tokens: Limit,
  usd: Limit,
  minutes: Limit,
  dayTokens: Limit,
  dayUsd: Limit,
  dayMinutes: Limit,
});
const Turn = z.object({ idleMinutes: Limit, maxMinutes: Limit });

/** The window's settings. What a settings file holds wrongly counts as not set. */
export const Settings = z.object({
  /** Absolute folder, or empty for the default. */
  home: Text.transform((folder) => (isAbsolute(folder) ? folder : '')),
  /** Web addresses and absolute paths; empty for the default list. */
  registries: z.array(z.string().trim().min(1)).catch([]),
  finalize: z.enum(['ask', 'auto']).catch('ask'),
  freshContext: z.enum(['task', 'document']).catch('task'),
  sandbox: z.enum(['read-only', 'workspace-write', 'full']).catch('workspace-write'),
  /** Numbers above 0; 0 or nothing: no limit. */
  budget: Budget.catch(() => Budget.parse({})),
  turn: Turn.catch(() => Turn.parse({})),
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
    ...limitVariables(settings),
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
  const names = [
    'MAESTRO_HOME',
    'MAESTRO_REGISTRIES',
    'MAESTRO_GITHUB_URL',
    'MAESTRO_GITHUB_API_URL',
    ...Object.values(BUDGET_VARIABLES),
    ...Object.values(TURN_VARIABLES),
  ];
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name] as string]])),
  );
}

/** Written without an exponent: the other side reads what people write. */
function limitVariables({ budget, turn }: Settings): Record<string, string> {
  const written = (limit: number): string => limit.toFixed(6).replace(/\.?0+$/, '');
  const variables = { ...BUDGET_VARIABLES, ...TURN_VARIABLES };
  const limits = { ...budget, ...turn };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([key, variable]) => {
      const limit = limits[key as keyof typeof variables];
      return limit === null ? [] : [[variable, written(limit)]];
    }),
  );
}
