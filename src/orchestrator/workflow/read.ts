import { createHash } from 'node:crypto';
import { readFirstOf } from '../../platform/bounded-text.ts';
import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { type Problem, problemOf, type Reading, requireValue } from '../reading/problems.ts';
import { splitFrontMatter, WORKFLOW_BYTES } from './front-matter.ts';
import { readTomlMatter } from './toml.ts';
import type { Workflow } from './types.ts';

/** By the service specification all of such a file is the prompt; who forgot the fence wants to know. */
const NO_FRONT_MATTER: Problem = {
  severity: 'warning',
  code: 'workflow.no-front-matter',
  message: 'It does not begin with front matter (+++ or ---): all of it is the prompt, and nothing is set.',
  line: 1,
};

/**
 * Reads the text of a `WORKFLOW.md` in either dialect; `path` is where it stands, `env` resolves the YAML dialect's `$NAME`s. Never
 * throws: what is wrong is among the problems.
 */
export async function readWorkflow(
  text: string,
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<Reading<Workflow>> {
  try {
    const { dialect, fenced, matter, firstLine, body, bodyLine } = splitFrontMatter(text);
    const read =
      dialect === 'toml'
        ? readTomlMatter(matter, firstLine)
        : (await import('./yaml.ts')).readYamlMatter(matter, firstLine, path, env);
    const problems = fenced ? read.problems : [NO_FRONT_MATTER, ...read.problems];
    if (read.value === null) return { value: null, problems };
    const hash = createHash('sha256').update(text).digest('hex');
    return { value: { dialect, path, hash, body, bodyLine, ...read.value }, problems };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { value: null, problems: [problemOf(asMaestroError(error))] };
  }
}

/** Reads and checks a workflow. @throws MaestroError `workflow.*` with file and line. */
export async function loadWorkflow(path: string, env: NodeJS.ProcessEnv): Promise<Workflow> {
  const text = await readFirstOf(path, WORKFLOW_BYTES);
  if (text === undefined)
    throw new MaestroError('workflow.missing', `There is no workflow at ${path}.`, {
      remedy: 'Write a WORKFLOW.md in the repository; docs/orchestrator/workflow.md has an example.',
    });
  return requireValue(
    await readWorkflow(text, path, env),
    path,
    `See what is wrong with: maestro check workflow ${path}`,
  );
}
