import { join } from 'node:path';
import { readTextIfAny } from '../../../platform/files.ts';
import type { AgentStatus } from '../agent.ts';
import { detectCommand } from '../installed.ts';
import { userHome } from './home.ts';

const GEMINI = {
  id: 'gemini',
  displayName: 'Gemini CLI',
  command: 'gemini',
  /** The oldest version this one was tested with. */
  minVersion: '0.61.0',
  install: 'npm install -g @google/gemini-cli@latest',
  signIn: 'set GEMINI_API_KEY, or run "gemini" once to sign in',
  note: 'It has no sandbox of its own: it edits files of the clone, and runs commands only with the sandbox "full".',
};
/** Each chooses a way to sign in, as Gemini reads it. */
const CHOICES = ['GEMINI_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_GCA'];

/** Whether Gemini CLI is there, new enough and set up to sign in. Spends no tokens. */
export async function detectGemini(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const { status, env: own } = await detectCommand(GEMINI, env, signal);
  if (status.remedy !== null || (await hasSignIn(own))) return status;
  return { ...status, signedIn: false, remedy: 'Set GEMINI_API_KEY, or run "gemini" once to sign in.' };
}

/** True when a way to sign in was chosen: whether it is valid, only a question to the model tells. */
async function hasSignIn(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (CHOICES.some((name) => env[name])) return true;
  const home = userHome(env);
  const read = (...path: string[]) => readTextIfAny(join(home, ...path));
  if (/"selected(?:Auth)?Type"\s*:\s*"/.test((await read('.gemini', 'settings.json')) ?? '')) return true;
  const files = [await read('.env'), await read('.gemini', '.env')];
  return files.some((text) => /^\s*(?:export\s+)?GEMINI_API_KEY\s*=/m.test(text ?? ''));
}
