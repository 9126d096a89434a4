import type * as vscode from 'vscode';
import type { Redact } from '../platform/redact.ts';
import type { Log } from '../symphony/context.ts';

/** The engine's diagnostics in the window's log channel, without secrets. */
export function channelLog(channel: vscode.LogOutputChannel, redact: Redact): Log {
  return {
    info: (message) => channel.info(redact(message)),
    warn: (message) => channel.warn(redact(message)),
    error: (message) => channel.error(redact(message)),
  };
}
