import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AgentStatus } from '../../src/runner/agents/agent.ts';
import type { Door } from '../../src/vscode/door.ts';
import { chooseAgent } from '../../src/vscode/start/choose-agent.ts';
import type { WindowService } from '../../src/vscode/service.ts';
import { runInTerminal } from '../../src/vscode/task-terminal.ts';
import { eventually } from '../support/eventually.ts';

const ABSENT: AgentStatus = {
  id: 'codex',
  displayName: 'Codex',
  installed: false,
  version: null,
  minVersion: null,
  signedIn: null,
  models: null,
  command: null,
  remedy: 'Install it.',
  scripted: false,
};

describe('without an agent', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maestro-test-agents-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs what installs one in a terminal, looks again, and takes it then', async () => {
    const file = join(folder, 'installed.txt');
    const isThere = (): Promise<boolean> =>
      readFile(file, 'utf8').then(
        () => true,
        () => false,
      );
    const asked: boolean[] = [];
    const service: Pick<WindowService, 'agents'> = {
      async agents(refresh) {
        asked.push(refresh ?? false);
        return (await isThere())
          ? [{ ...ABSENT, installed: true, remedy: null }]
          : [{ ...ABSENT, install: `echo yes > "${file}"` }];
      },
    };
    const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
    const chosen = chooseAgent({ memory } as unknown as Door, service as WindowService, {
      step: 1,
      totalSteps: 1,
    });
    let done = false;
    void chosen.then(() => {
      done = true;
    });
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return done;
    }, 'the agent');
    assert.equal((await chosen).installed, true);
    // What was found before the installation is not asked for again.
    assert.equal(asked[0], false);
    assert.ok(asked.slice(1).every(Boolean));
  });

  it('tells how it ended, and lets it be read', async () => {
    const name = 'Ends badly';
    assert.equal(await runInTerminal(name, new vscode.ShellExecution('exit 3')), 3);
    const left = vscode.window.terminals.filter((terminal) => terminal.name.includes(name));
    assert.equal(left.length, 1);
    left[0]?.dispose();
  });
});
