import { probe as probeCodex } from '../../orchestrator/probe/probe.ts';
import type { Check } from '../../orchestrator/probe/report.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type ProbeOutput, printJson } from '../json.ts';
import type { Terminal } from '../terminal.ts';

/** `protocol probe`: whether the installed Codex can do what the orchestrator asks of it, check by check. */
export async function probe(door: Door, options: { json?: boolean }): Promise<number> {
  const { terminal, signal } = door;
  const onCheck = options.json ? () => undefined : (check: Check): void => showCheck(terminal, check);
  const report = await probeCodex({ env: process.env, signal, onCheck });
  if (options.json) {
    const output: ProbeOutput = report;
    printJson(terminal, output);
    return report.ok ? EXIT.good : EXIT.failed;
  }
  const failed = report.checks.find(({ state }) => state === 'failed');
  if (!failed) {
    terminal.out(`PROBE_OK Codex ${report.version}, ${report.transport}`);
    return EXIT.good;
  }
  terminal.out(`PROBE_FAILED ${failed.id}`);
  terminal.note(
    `${terminal.look('red', 'error')} ${failed.seen} ${terminal.look('dim', `[${failed.code}]`)}`,
  );
  if (failed.remedy) terminal.note(`      ${failed.remedy}`);
  return EXIT.failed;
}

function showCheck(terminal: Terminal, { state, title, seen }: Check): void {
  if (state === 'passed') terminal.out(`${terminal.look('green', '✓')} ${title}: ${seen}`);
  else if (state === 'failed') terminal.out(`${terminal.look('red', '✗')} ${title}: failed`);
  else terminal.out(`${terminal.look('dim', '–')} ${title}: not tried`);
}
