import { relative, sep } from 'node:path';
import { isInside } from '../../../platform/files.ts';
import { truncate } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import type { Block } from './messages.ts';

type ToolUse = Extract<Block, { type: 'tool_use' }>;
type ToolResult = Extract<Block, { type: 'tool_result' }>;

/** Tools that change a file, named in `file_path` or `notebook_path` of their input. */
const EDITORS = new Set(['Edit', 'MultiEdit', 'NotebookEdit', 'Write']);

/** Turns the blocks of messages into events. One per turn: a result is told with what its call was about. */
export function blockFold(cwd: string): {
  said(block: Block): AgentEvent[];
  /** `created`: the file was not there before. */
  result(block: Block, created: boolean): AgentEvent[];
  /** What a call that has not ended yet was made with; empty when it is not known. */
  argument(id: string): string;
} {
  const edits = new Map<string, string>();
  const calls = new Map<string, string>();
  return {
    argument: (id) => calls.get(id) ?? '',
    said(block) {
      if (block.type === 'text') return block.text === '' ? [] : [{ kind: 'message', text: block.text }];
      if (block.type === 'thinking')
        return block.thinking === '' ? [] : [{ kind: 'reasoning', text: block.thinking }];
      if (block.type !== 'tool_use') return [];
      const path = pathOf(block.input);
      if (EDITORS.has(block.name) && path !== null) edits.set(block.id, path);
      const argument = argumentOf(block);
      calls.set(block.id, argument);
      return [{ kind: 'tool_call', id: block.id, name: block.name, argument }];
    },
    result(block, created) {
      if (block.type !== 'tool_result') return [];
      const ok = block.is_error !== true;
      calls.delete(block.tool_use_id);
      const path = edits.get(block.tool_use_id);
      const change: AgentEvent[] =
        ok && path !== undefined
          ? [{ kind: 'file_change', path: shortPath(cwd, path), change: created ? 'add' : 'update' }]
          : [];
      return [...change, { kind: 'tool_result', id: block.tool_use_id, ok, summary: summaryOf(block) }];
    },
  };
}

/** What a tool is called with: the command or the path where there is one. */
export function argumentOf({ input }: Pick<ToolUse, 'input'>): string {
  const { command } = input;
  const text = typeof command === 'string' ? command : (pathOf(input) ?? JSON.stringify(input));
  return truncate(text, 2_000);
}

function pathOf(input: ToolUse['input']): string | null {
  const path = input.file_path ?? input.notebook_path;
  return typeof path === 'string' ? path : null;
}

/** The end of an output tells how it went. */
function summaryOf({ content }: ToolResult): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
  return text.length > 2_000 ? `…${text.slice(-2_000)}` : text;
}

function shortPath(cwd: string, path: string): string {
  return isInside(cwd, path) ? relative(cwd, path).split(sep).join('/') : path;
}
