import type { TrackerKind } from '../../orchestrator/config/types.ts';

/** The variables that the rehearsal's config names; no other program reads them. */
export const TRACKER_KEY = 'MAESTRO_REHEARSAL_TRACKER_KEY';
export const GITHUB_TOKEN = 'MAESTRO_REHEARSAL_GITHUB_TOKEN';

/** What a rehearsal's `maestro.toml` says. Paths are absolute. */
export interface RehearsalConfig {
  repoRoot: string;
  workspaceRoot: string;
  tracker: { kind: TrackerKind; projectSlug: string; endpoint: string };
  github: { webUrl: string; apiUrl: string };
  codexCommand: string;
  model: string | null;
  /** A scripted Codex has no sandbox. */
  sandbox: 'codex' | 'none';
}

/** The text of the config: an example of a whole one. */
export function configText({ tracker, github, ...config }: RehearsalConfig): string {
  const set = (key: string, value: string): string => `${key} = ${JSON.stringify(value)}`;
  return [
    set('id', 'rehearsal'),
    set('repo_root', config.repoRoot),
    set('workspace_root', config.workspaceRoot),
    '',
    '[tracker]',
    set('kind', tracker.kind),
    set('project_slug', tracker.projectSlug),
    set('api_key_env_var', TRACKER_KEY),
    set('endpoint', tracker.endpoint),
    '',
    '[github]',
    set('token_env_var', GITHUB_TOKEN),
    set('web_url', github.webUrl),
    set('api_url', github.apiUrl),
    '',
    '[worker]',
    set('codex_command', config.codexCommand),
    ...(config.model === null ? [] : [set('model', config.model)]),
    '',
    '[validation]',
    set('sandbox', config.sandbox),
    '',
  ].join('\n');
}
