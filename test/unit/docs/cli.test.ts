import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addGeneralCommands } from '../../../src/cli/general-commands.ts';
import { addOrchestratorCommands } from '../../../src/cli/orchestrator-commands.ts';
import { addSymphonyCommands } from '../../../src/cli/symphony-commands.ts';

/** A command as its help shows it: what is written to call it, and its options. */
interface Usage {
  call: string;
  options: string[];
}

const text = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');

/** Every command that can be called, by `--help`. Nothing is run: the actions are never reached. */
function helped(): Usage[] {
  const program = new Command('maestro');
  const act = () => () => Promise.resolve();
  addSymphonyCommands(program, act);
  addOrchestratorCommands(program, act);
  addGeneralCommands(program, act);
  return leaves(program, '');
}

function leaves(command: Command, above: string): Usage[] {
  const path = `${above}${command.name()}`;
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  if (below.length > 0) return below.flatMap((one) => leaves(one, `${path} `));
  const usage = command.usage().replace('[options]', '').trim();
  const options = help
    .visibleOptions(command)
    .map((option) => help.optionTerm(option))
    .filter((term) => term !== '-h, --help');
  return [{ call: `${path} ${usage}`.trim(), options: options.sort() }];
}

/** Every command that the page describes: a heading, and below it a row for each option. */
function described(): Usage[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => part.split(/^## /m)[0] ?? '')
    .map((part) => ({
      call: /^`(.+)`$/m.exec(part.split('\n')[0] ?? '')?.[1] ?? part.split('\n')[0] ?? '',
      options: [...part.matchAll(/^\| `(-[^`]+)` \|/gm)].map(([, term]) => term as string).sort(),
    }));
}

const byCall = (usages: Usage[]): Usage[] => usages.sort((a, b) => (a.call < b.call ? -1 : 1));

describe('docs/cli.md', () => {
  it('describes every command and every option that --help shows, and no other', () => {
    const shown = helped();
    expect(shown.length).toBeGreaterThan(15);
    expect(byCall(described())).toEqual(byCall(shown));
  });
});
