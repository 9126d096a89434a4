import { expect, it } from 'vitest';
import { pseudoTerminal } from '../../support/pseudo-terminal.ts';
import { testStage } from '../../support/symphony.ts';
import { eventually } from '../../support/waits.ts';
import { CLI, newcomer } from './support.ts';

it('passes a line that is typed into `attach` on to the agent, and Ctrl-C ends the view only', async () => {
  const stage = await testStage({ push: ['alice'] });
  const alice = await stage.contributor('alice');
  const id = await alice.create();
  const { env, home } = await newcomer({
    MAESTRO_HOME: alice.ctx.home.root,
    MAESTRO_GITHUB_URL: stage.forge.url,
    MAESTRO_GITHUB_API_URL: stage.forge.apiUrl,
    GITHUB_TOKEN: alice.token,
    TERM: 'xterm-256color',
  });
  const terminal = await pseudoTerminal([CLI, 'symphony', 'attach', id, '--stay'], { env, cwd: home });
  const shows = (words: RegExp): Promise<void> =>
    eventually(
      () => words.test(terminal.shown()),
      () => `it shows ${words}: ${terminal.shown()}`,
    );
  await shows(/Type a line to send it to the agent\./);

  const hold = alice.hold(id, (event) => event.type === 'agent' && event.event.kind === 'message');
  const running = alice.run(id);
  await shows(/Alpha: write the file/);
  // Half of it, a correction, and an empty line: the terminal's own editing, and nothing of it is for the agent.
  terminal.type('\rKeep the AP');
  terminal.type('X\x7fI as it is\r');
  await shows(/^you +Keep the API as it is/m);
  await hold.letGo();
  expect((await running).state).toBe('ready_for_review');
  const events = await alice.events(id);
  expect(events.flatMap((event) => (event.type === 'steer' ? [event.text] : []))).toEqual([
    'Keep the API as it is',
  ]);
  const told = events.flatMap((event) =>
    event.type === 'turn_started' ? [event.prompt.includes('says: Keep the API as it is')] : [],
  );
  expect(told).toEqual([false, true, false]);

  terminal.type('\x03');
  await shows(/You stopped watching; the run continues\./);
  await terminal.ended;
  expect(terminal.shown()).not.toContain('Error');
});
