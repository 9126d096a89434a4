import { relative, sep } from 'node:path';
import { isInside } from '../../../platform/files.ts';
import { truncate } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import type { Item } from './messages.ts';

/** What an item says when it begins: the tools that are called. */
export function itemStarted(item: Item): AgentEvent[] {
  switch (item.type) {
    case 'commandExecution':
      return [call(item.id, 'command', item.command)];
    case 'fileChange':
      return [call(item.id, 'apply_patch', item.changes.map((change) => change.path).join(', '))];
    case 'mcpToolCall':
      return [call(item.id, `${item.server}.${item.tool}`, asText(item.arguments))];
    case 'dynamicToolCall':
      return [call(item.id, item.tool, asText(item.arguments))];
    case 'webSearch':
      return [call(item.id, 'web_search', item.query)];
    case 'imageView':
      return [call(item.id, 'view_image', item.path)];
    default:
      return [];
  }
}

/** What an item says when it is complete. `cwd` is what the paths of changed files are told relative to. */
export function itemCompleted(item: Item, cwd: string): AgentEvent[] {
  switch (item.type) {
    case 'agentMessage':
      return item.text === '' ? [] : [{ kind: 'message', text: item.text }];
    case 'plan':
      return [{ kind: 'reasoning', text: item.text }];
    case 'reasoning': {
      const text = [...item.summary, ...item.content].join('\n\n');
      return text === '' ? [] : [{ kind: 'reasoning', text }];
    }
    case 'commandExecution': {
      const output = item.aggregatedOutput ?? '';
      const exit = item.exitCode == null ? item.status : `exit code ${item.exitCode}`;
      // The end of an output tells how it went.
      const tail = output.length > 2_000 ? `…${output.slice(-2_000)}` : output;
      return [result(item.id, item.exitCode === 0, tail === '' ? exit : `${exit}\n${tail}`)];
    }
    case 'fileChange': {
      const ok = item.status === 'completed';
      const changes = item.changes.map(
        ({ path, kind }): AgentEvent => ({
          kind: 'file_change',
          path: shortPath(cwd, path),
          change: kind.type,
        }),
      );
      return [...(ok ? changes : []), result(item.id, ok, item.status)];
    }
    case 'mcpToolCall':
    case 'dynamicToolCall':
      return [result(item.id, item.status === 'completed', item.status)];
    case 'webSearch':
    case 'imageView':
      return [result(item.id, true, 'completed')];
  }
}

function call(id: string, name: string, argument: string): AgentEvent {
  return { kind: 'tool_call', id, name, argument: truncate(argument, 2_000) };
}

function result(id: string, ok: boolean, summary: string): AgentEvent {
  return { kind: 'tool_result', id, ok, summary };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function shortPath(cwd: string, path: string): string {
  return isInside(cwd, path) ? relative(cwd, path).split(sep).join('/') : path;
}
