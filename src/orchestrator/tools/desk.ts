import type * as z from 'zod';
import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { DynamicTools, ToolAnswer } from '../../runner/agents/codex/tools.ts';
import { requireUndecided } from '../decision.ts';
import type { OpenRun } from '../runs/store.ts';
import { ACTIONS } from './actions.ts';
import type { Bench, Outcome } from './bench.ts';
import { TOOLS, toolSpecs } from './specs.ts';

/**
 * The tools of one attempt, bound to its issue. Each call is journaled with what it brought about after it took place: a call
 * whose journal entry was lost to a kill is made again by the agent and finds its effect there already.
 */
export function toolDesk(bench: Bench, run: OpenRun): DynamicTools {
  return {
    specs: toolSpecs(bench.ctx.mode.tools(bench.ctx.workflow)),
    async call(name, input) {
      try {
        const { told, effect, failed = null } = await perform(bench, name, input);
        const ok = failed === null;
        await run.append({
          type: 'tool_called',
          tool: name,
          ok,
          answer: oneLine(told, 500),
          code: failed,
          effect,
        });
        return { ok, text: told };
      } catch (error) {
        bench.signal.throwIfAborted();
        return refuse(run, name, asMaestroError(error));
      }
    },
  };
}

async function perform(bench: Bench, name: string, input: unknown): Promise<Outcome> {
  const tools = bench.ctx.mode.tools(bench.ctx.workflow);
  const tool = tools.find((one) => one === name);
  if (tool === undefined)
    throw new MaestroError('tool.unknown', `There is no tool ${JSON.stringify(oneLine(name, 100))}.`, {
      remedy: `The tools: ${tools.join(', ')}.`,
    });
  const parsed = TOOLS[tool].input.safeParse(input);
  if (!parsed.success)
    throw new MaestroError('tool.bad-input', `${name} was called wrongly: ${wordsOf(parsed.error)}.`, {
      remedy: 'Call it again with what its description says.',
    });
  requireIssue(bench, parsed.data);
  if (TOOLS[tool].writes) await requireUndecided(bench.ctx, bench.state(), bench.signal);
  // The table holds the action for the input of the same name.
  return (ACTIONS[tool] as (at: Bench, input: unknown) => Promise<Outcome>)(bench, parsed.data);
}

async function refuse(run: OpenRun, name: string, error: MaestroError): Promise<ToolAnswer> {
  const { code, message, remedy } = error;
  const tool = oneLine(name, 100);
  await run.append({
    type: 'tool_called',
    tool,
    ok: false,
    answer: oneLine(message, 500),
    code,
    effect: null,
  });
  return { ok: false, text: JSON.stringify({ error: { code, message, remedy: remedy ?? null } }) };
}

/** @throws MaestroError `tool.foreign-issue`. */
function requireIssue({ issue }: Bench, input: object): void {
  if (!('issue_id' in input)) return;
  const { issue_id } = input;
  if (issue_id === issue.id || issue_id === issue.identifier) return;
  throw new MaestroError('tool.foreign-issue', 'That is not the issue of this run.', {
    remedy: `Use ${issue.identifier}; other issues cannot be touched from here.`,
  });
}

function wordsOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => oneLine(`${path.join('.') || 'input'}: ${message}`, 200))
    .join('; ');
}
