import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RunResult, run } from '../../../src/platform/process/run.ts';
import { startCheckedForge } from '../../support/contract/checked-forge.ts';
import { RUN_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

const root = join(import.meta.dirname, '../../..');
export const CLI = join(root, 'dist/cli.js');
export const SAMPLE = join(root, 'src/rehearsal/sample');
export const SLUG = 'maintainer/textkit';

/** Somebody at a terminal with an empty home; `maestro` runs the built command line as they would. */
export interface Newcomer {
  home: string;
  /** The temporary folder of what they run. */
  temporary: string;
  /** The whole environment of what they run. */
  env: NodeJS.ProcessEnv;
  maestro(...args: string[]): Promise<RunResult>;
  /** The same with a text on standard input. */
  piped(input: string, ...args: string[]): Promise<RunResult>;
  /** Standard output of a `--json` command, parsed; fails unless it exits with `exitCode`. */
  json(exitCode: number, ...args: string[]): Promise<unknown>;
}

/** A newcomer with an empty home and these variables besides PATH. */
export async function newcomer(extra: NodeJS.ProcessEnv = {}): Promise<Newcomer> {
  const home = await tempDir();
  const temporary = await tempDir();
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: temporary,
    MAESTRO_HOME: join(home, 'Maestro-Symphony'),
    // The runner's mark, so that a process left behind is found at the end.
    MAESTRO_TEST_RUN: process.env.MAESTRO_TEST_RUN,
    ...extra,
  };
  const piped = (input: string, ...args: string[]): Promise<RunResult> =>
    run(process.execPath, [CLI, ...args], { env, input, timeoutMs: RUN_MS, cwd: home });
  const maestro = (...args: string[]): Promise<RunResult> => piped('', ...args);
  return {
    home,
    temporary,
    env,
    maestro,
    piped,
    async json(exitCode, ...args) {
      const result = await maestro(...args, '--json');
      if (result.exitCode !== exitCode)
        throw new Error(
          `maestro ${args.join(' ')} ended with ${result.exitCode}: ${result.stderr}${result.stdout}`,
        );
      return JSON.parse(result.stdout);
    },
  };
}

/** A forge with the sample project, an issue for its documents, a registry file, and a contributor without push right. */
export async function stageSample() {
  const forge = await startCheckedForge();
  onTestFinished(() => forge.stop());
  forge.addUser({ login: 'maintainer' });
  const { token } = forge.addUser({ login: 'contributor', name: 'A Contributor' });
  await forge.addRepository({ slug: SLUG, fromDir: SAMPLE });
  const { number } = await forge.openIssue(SLUG, {
    title: 'Make the failing tests pass',
    body: '- symphony/01-slugify.md\n- symphony/02-wrap.md\n- symphony/03-count-words.md\n',
    labels: ['runmaestro.ai'],
    author: 'maintainer',
  });
  const registry = join(await tempDir(), 'registry.json');
  await writeFile(registry, JSON.stringify(registryOf(`${forge.url}/${SLUG}`)));
  const env = {
    MAESTRO_GITHUB_URL: forge.url,
    MAESTRO_GITHUB_API_URL: forge.apiUrl,
    MAESTRO_REGISTRIES: registry,
  };
  return { forge, token, number, env, target: `${SLUG}#${number}` };
}

function registryOf(url: string): unknown {
  return {
    schemaVersion: '1.0',
    lastUpdated: '2026-11-21T00:00:00Z',
    repositories: [
      {
        slug: SLUG,
        name: 'textkit',
        description: 'Three small text functions.',
        url,
        category: 'developer-tools',
        maintainer: { name: 'A Maintainer' },
        isActive: true,
      },
    ],
  };
}
