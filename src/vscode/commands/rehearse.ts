import * as vscode from 'vscode';
import type { Door } from '../door.ts';
import { runInTerminal } from '../task-terminal.ts';

/** *Rehearse*: a whole contribution on a bundled sample project, on a forge of this machine that is gone when it ends. */
export async function run(door: Door): Promise<void> {
  door.requireTrust();
  const { file, args, env } = door.command('rehearse');
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? '']));
  const execution = new vscode.ProcessExecution(file, [...args], { env: variables });
  await runInTerminal(vscode.l10n.t('Rehearsal'), execution);
}
