// A process that runs one turn of Codex and nothing else; a test kills it. The turn comes as JSON in the first argument.
import type { Turn } from '../../src/runner/agents/agent.ts';
import { codex } from '../../src/runner/agents/codex/codex.ts';

/** What it is started with. */
export type ChildTurn = Turn;

const turn = JSON.parse(process.argv[2] ?? '') as ChildTurn;
for await (const event of codex.run(turn, new AbortController().signal)) console.log(JSON.stringify(event));
