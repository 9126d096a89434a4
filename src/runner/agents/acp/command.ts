import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { MaestroError } from '../../../platform/errors.ts';
import { findOnPath } from '../../../platform/process/which.ts';

/** The variable that names the command: a JSON array of words, or words with spaces between them. No shell reads it. */
export const COMMAND_VARIABLE = 'MAESTRO_ACP_COMMAND';

const Words = z.array(z.string()).min(1);

/** The words of the configured command line; null when none is configured.
 * @throws MaestroError `acp.command` when it begins like a JSON array and is none.
 */
export function acpWords(env: NodeJS.ProcessEnv): string[] | null {
  const text = env[COMMAND_VARIABLE]?.trim() ?? '';
  if (text === '') return null;
  if (!text.startsWith('[')) return text.split(/\s+/);
  try {
    return Words.parse(JSON.parse(text));
  } catch (cause) {
    throw new MaestroError('acp.command', `${COMMAND_VARIABLE} is not a JSON array of words.`, {
      remedy: 'Write it like ["gemini", "--acp"], or as plain words.',
      cause,
    });
  }
}

/** The absolute path of a command that is named by a path or found on the PATH; null when it is not there. */
export async function locate(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return isAbsolute(name) ? name : findOnPath(name, env);
}
