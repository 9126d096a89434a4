import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { githubAddresses } from '../../src/github/addresses.ts';
import { findContribution } from '../../src/symphony/contributions.ts';
import { readEnvironment } from '../../src/vscode/environment.ts';

import { eventually } from '../support/eventually.ts';
import { anywhere } from '../support/limits.ts';

describe('Start Symphony', () => {
  const { home } = readEnvironment();
  let id: string;

  it('asks, claims the issue with a draft pull request and makes the clone', async () => {
    const started = vscode.commands.executeCommand<string>('maestro.symphony.start', 'tidy/textkit#1');
    id = await answering(started);
    const { clone, claim } = await findContribution(home, id);
    assert.ok(clone?.ready);
    assert.ok(claim?.confirmed);
    const [pull] = await pulls();
    assert.equal(pull?.draft, true);
    assert.match(pull?.title ?? '', /^\[WIP\] Symphony: Put the text helpers in order/);
  });

  it('showed what would be done, with the hidden part of the issue marked', () => {
    const preview = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'maestro-symphony');
    assert.match(preview?.getText() ?? '', /What the agent will be told/);
    assert.match(preview?.getText() ?? '', /a note that the page does not show/);
  });

  it('runs to its end without the window', async () => {
    await eventually(async () => (await findContribution(home, id)).state === 'finishing', 'the run');
    const { tasks } = await findContribution(home, id);
    assert.deepEqual(tasks, { done: 7, unfinished: 0, total: 7 });
  });

  it('shows the run in a terminal, in the same one when asked again', async () => {
    await vscode.commands.executeCommand('maestro.symphony.attach', id);
    await vscode.commands.executeCommand('maestro.symphony.attach', id);
    const named = vscode.window.terminals.filter(({ name }) => name === 'Symphony: tidy/textkit #1');
    assert.equal(named.length, 1);
    named[0]?.dispose();
  });

  it('shows what happened as a text, the very prompt included', async () => {
    await vscode.commands.executeCommand('maestro.symphony.showTranscript', id);
    const open = vscode.workspace.textDocuments.find(({ fileName }) => fileName.includes(`Transcript ${id}`));
    assert.match(open?.getText() ?? '', /prompt {4}Maestro Symphony, instructions \d/);
    assert.match(open?.getText() ?? '', /task {6}7\/7 /);
  });

  it('refuses what the state does not allow without throwing at its caller', async () => {
    assert.equal(await vscode.commands.executeCommand('maestro.symphony.pause', id), undefined);
    assert.equal((await findContribution(home, id)).state, 'finishing');
  });

  it('asks about no other issue when the row that was clicked is gone', async () => {
    // What the editor passes then. With a question this would not end.
    assert.equal(await vscode.commands.executeCommand('maestro.symphony.start', undefined), undefined);
  });

  it('opens the changes in the editor’s own diff, and asks before it hands over', async () => {
    const asked = vscode.commands.executeCommand('maestro.symphony.finalize', id);
    const isDiff = (tab: vscode.Tab): boolean => tab.label.startsWith('Symphony: tidy/textkit #1');
    await eventually(() => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isDiff)), 'the diff');
    await answering(asked, 'workbench.action.closeQuickOpen');
    assert.equal((await findContribution(home, id)).state, 'finishing');
  });

  it('asks all the same where no diff can be opened, and hands the pull request over', async () => {
    const git = vscode.extensions.getExtension('vscode.git')?.exports as { getAPI: unknown };
    const { getAPI } = git;
    git.getAPI = () => ({ openRepository: () => Promise.reject(new Error('made up by the test')) });
    try {
      await answering(vscode.commands.executeCommand('maestro.symphony.finalize', id));
    } finally {
      git.getAPI = getAPI;
    }
    await eventually(
      async () => (await findContribution(home, id)).state === 'ready_for_review',
      'the hand-off',
    );
    assert.equal((await pulls())[0]?.draft, false);
  });
});

/** Accepts what every question proposes (or gives another answer) until the command has ended. */
async function answering<T>(
  command: Thenable<T>,
  answer = 'workbench.action.acceptSelectedQuickOpenItem',
): Promise<T> {
  let ended = false;
  void command.then(() => {
    ended = true;
  });
  await eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, anywhere(300)));
    if (!ended) await vscode.commands.executeCommand(answer);
    return ended;
  }, 'the answer');
  return command;
}

async function pulls(): Promise<{ title: string; draft: boolean }[]> {
  const { apiUrl } = githubAddresses(readEnvironment().env);
  const answer = await fetch(`${apiUrl}/repos/tidy/textkit/pulls`, {
    headers: { authorization: `Bearer ${process.env.MAESTRO_FAKE_TOKEN}` },
  });
  return (await answer.json()) as { title: string; draft: boolean }[];
}
