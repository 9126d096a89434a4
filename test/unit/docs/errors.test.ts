import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INVALID } from '../../../src/orchestrator/attempt/disposition.ts';
import { invalidTurn, turnFailure } from '../../../src/orchestrator/attempt/failure.ts';
import { AgentErrorKind } from '../../../src/runner/agents/agent.ts';
import { agentFailure } from '../../../src/symphony/engine/agent-failure.ts';

const root = join(import.meta.dirname, '../../..');

const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), 'utf8') }));

/** What looks like a code and is a host or a file. */
const NO_CODES = new Set(['cli.js', 'github.com', 'journal.jsonl', 'journal.torn']);
/** A provider's limit, its overload and a broken connection pause a contribution and are no failure of it. */
const PAUSES = new Set(['limit', 'network', 'overloaded']);

/** The rows of the tables: code, meaning, what to do. */
const rows = [
  ...readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `([^`|]+)` \|(.*)\|$/gm),
].map(([, code, rest]) => ({
  code: code as string,
  cells: (rest as string).split('|').map((cell) => cell.trim()),
}));
const documented = rows.map(({ code }) => code);

/**
 * Every code in the source. The rooms of codes are those of the list, and those of what is plainly a code (the first
 * argument of a MaestroError, a `code:`); every literal of such a room counts, so that tables, helpers and constants do too.
 */
function codesInSource(): string[] {
  const texts = sources.map(({ text }) => text);
  const plain = texts.flatMap((text) => [
    ...text.matchAll(/(?:new MaestroError\(|\bcode:)\s*'([a-z-]+)\.[a-z-]+'/g),
  ]);
  const rooms = new Set([...plain.map(([, room]) => room), ...documented.map((code) => code.split('.')[0])]);
  const codes = texts
    .flatMap((text) => [...text.matchAll(/'([a-z-]+)\.[a-z-]+'/g)])
    .filter(([, room]) => rooms.has(room))
    .map(([literal]) => literal.slice(1, -1))
    .filter((code) => !NO_CODES.has(code));
  const ofAgents = AgentErrorKind.options
    .filter((kind) => !PAUSES.has(kind))
    .map((kind) => agentFailure('An agent', kind, 'it ended').code);
  const ofTurns = AgentErrorKind.options.map((error) => {
    const event = { kind: 'error', error, message: 'it ended', willRetry: false, resetAt: null } as const;
    return turnFailure(event, false).code;
  });
  const ofEnds = Object.keys(INVALID).map((code) => invalidTurn(code).code);
  return [...new Set([...codes, ...ofAgents, ...ofTurns, ...ofEnds])].sort();
}

describe('docs/errors.md', () => {
  it('lists every code that the source can produce, and no other', () => {
    const produced = codesInSource();
    expect(produced.length).toBeGreaterThan(100);
    expect(produced.filter((code) => !documented.includes(code))).toEqual([]);
    expect(documented.filter((code) => !produced.includes(code))).toEqual([]);
  });

  it('lists each once, with what it means and what to do', () => {
    expect(documented.filter((code, at) => documented.indexOf(code) !== at)).toEqual([]);
    expect(rows.filter(({ cells }) => cells.length !== 2 || cells.includes(''))).toEqual([]);
  });

  it('can be held to the source: only the failures of agents and their turns make a code from parts', () => {
    const made = sources.filter(({ text }) => /new MaestroError\(\s*`/.test(text)).map(({ name }) => name);
    expect(made.sort()).toEqual(['agent-failure.ts', 'failure.ts']);
  });
});
