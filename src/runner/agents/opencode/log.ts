import type { AgentErrorKind } from '../agent.ts';
import { kindOfWords } from '../error-words.ts';
import { CONNECTION } from './errors.ts';

/** Lines of OpenCode's log that report no error. */
export const CHATTER = /^timestamp=\S+ level=(?:DEBUG|INFO|WARN) /;
/** A request to the model; not one of its small helpers (titles, summaries). */
const STREAM =
  /^timestamp=\S+ level=INFO .*\bmessage=stream providerID=(\S+) modelID=(\S+) session\.id=(\S+) small=false\b/;
/** A line of its log about a response that failed and that it asks for again; not of its small helpers (titles, summaries). */
const STREAM_ERROR =
  /^timestamp=\S+ level=ERROR .*message="stream error" .*\bsmall=false\b.* error\.error="((?:[^"\\]|\\.)*)"/;

/** The model that a line of the log says is asked, as `--model` takes it, and the session; null for every other line. */
export function streamedModel(line: string): { sessionId: string; model: string } | null {
  const [, provider, model, sessionId] = STREAM.exec(line) ?? [];
  return sessionId === undefined ? null : { sessionId, model: `${provider}/${model}` };
}

/**
 * What a line of OpenCode's log tells of a request that failed and is made again; null for every other line. It says nothing
 * of this in its stream, and of the status only what the provider's own words say.
 */
export function retriedFailure(line: string): { kind: AgentErrorKind; message: string } | null {
  const words = STREAM_ERROR.exec(line)?.[1];
  if (words === undefined) return null;
  const message = words.replace(/\\(.)/g, '$1').replace(/^[A-Za-z_]*Error: /, '');
  const known = kindOfWords(message);
  return { kind: known === 'model' && CONNECTION.test(message) ? 'network' : known, message };
}
