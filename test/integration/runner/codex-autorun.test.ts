import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addUsage, NO_USAGE } from '../../../src/runner/agents/agent.ts';
import { codex } from '../../../src/runner/agents/codex/codex.ts';
import type { AutoRunEnd, AutoRunEvent } from '../../../src/runner/autorun/events.ts';
import { type AutoRunInput, DEFAULT_LIMITS } from '../../../src/runner/autorun/input.ts';
import { autoRun } from '../../../src/runner/autorun/run.ts';
import { runSoFar } from '../../../src/runner/autorun/so-far.ts';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import { ofType } from '../../support/auto-run.ts';
import { codexHome } from '../../support/codex-home.ts';
import {
  type Asked,
  type FakeModel,
  fakeModel,
  type Reply,
  taskIn,
  tickPatch,
} from '../../support/fake-model.ts';
import { gitServer, type ServedRepository } from '../../support/git-server.ts';
import { anywhere } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { tempDir } from '../../support/temp.ts';
import { accessTo, BRANCH, ME, OWN, requestFor } from '../../support/workspace.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const DOCUMENTS = [
  '# Words\n\n- [ ] Greet the world\n- [ ] Add a farewell\n',
  '# More\n\n- [x] Done before\n- [ ] Do nothing useful\n',
];

/** A model that knows the three tasks; it never finishes the third. */
function mind({ prompt, results }: Asked): Reply {
  const { text } = taskIn(prompt);
  if (text === 'Greet the world') {
    if (results.length === 0)
      return {
        patch: '*** Begin Patch\n*** Update File: words.txt\n@@\n-Hello\n+Hello, world\n*** End Patch\n',
      };
    return results.length === 1 ? { patch: tickPatch(prompt) } : { say: 'Greeted.' };
  }
  if (text === 'Add a farewell') {
    const { document, line } = taskIn(prompt);
    return results.length === 0
      ? { shell: `echo Bye >> words.txt && sed -i '${line}s/\\[ \\]/[x]/' ${document}` }
      : { say: 'Bye.' };
  }
  return { say: 'I am done, everything is fine!' };
}

interface Stage {
  input: AutoRunInput;
  repository: ServedRepository;
  model: FakeModel;
  journal: AutoRunEvent[];
  run(signal?: AbortSignal, stop?: (event: AutoRunEvent) => boolean): Promise<AutoRunEnd | null>;
}

async function stage(decide: (asked: Asked) => Reply, more: Partial<AutoRunInput> = {}): Promise<Stage> {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'words.txt': 'Hello\n' });
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  await prepareClone(request);
  const signal = new AbortController().signal;
  const workspace = openWorkspace(request.dir, accessTo(server, home), signal, repository.url, { own: OWN });
  const documents = DOCUMENTS.map((text, index) => ({
    text,
    name: `${index}.md`,
    file: join(request.dir, OWN, `${index}.md`),
  }));
  for (const { file, text } of documents) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const model = await fakeModel(decide);
  const input: AutoRunInput = {
    documents,
    agent: codex,
    model: null,
    freshContext: 'task',
    sandbox: 'workspace-write',
    env: (await codexHome(model.baseUrl)).env,
    workspace,
    branch: BRANCH,
    baseSha: request.sha,
    identity: ME,
    signOff: true,
    soFar: runSoFar([]),
    pauseAfterTask: () => false,
    limits: DEFAULT_LIMITS,
    ...more,
  };
  const journal: AutoRunEvent[] = [];
  return {
    input,
    repository,
    model,
    journal,
    async run(stopSignal = signal, stop = () => false) {
      const events = autoRun({ ...input, soFar: runSoFar(journal) }, stopSignal);
      try {
        for (;;) {
          const next = await events.next();
          if (next.done) return next.value;
          journal.push(next.value);
          if (stop(next.value)) return null;
        }
      } finally {
        await events.return({ how: 'stopped' });
      }
    },
  };
}

const used = (journal: readonly AutoRunEvent[]) =>
  ofType(journal, 'turn_finished').reduce((sum, turn) => addUsage(sum, turn.usage), NO_USAGE);
const outcomes = (journal: readonly AutoRunEvent[]) =>
  ofType(journal, 'task_finished').map((event) => [event.text, event.outcome, event.commit !== null]);

test('a real Codex works through documents: files, boxes, commits, pushes, tokens', async () => {
  const there = await stage(mind);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(outcomes(there.journal)).toEqual([
    ['Greet the world', 'done', true],
    ['Add a farewell', 'done', true],
    ['Do nothing useful', 'unfinished', false],
  ]);
  const { repository, model } = there;
  expect(await repository.git('show', `${BRANCH}:words.txt`)).toBe('Hello, world\nBye');
  expect((await repository.git('log', '--format=%s', `main..${BRANCH}`)).split('\n')).toEqual([
    'Symphony: Add a farewell',
    'Symphony: Greet the world',
    'Claim',
  ]);
  expect(await repository.git('log', '-1', '--format=%an %ae%n%b', BRANCH)).toContain(
    `Signed-off-by: ${ME.name} <${ME.email}>`,
  );
  // The documents themselves are in no commit.
  expect(await repository.git('ls-tree', '-r', '--name-only', BRANCH)).toBe('words.txt');
  expect(await readFile(there.input.documents[0]?.file ?? '', 'utf8')).toBe(
    DOCUMENTS[0]?.replaceAll('[ ]', '[x]'),
  );
  expect({ ...used(there.journal), costUsd: null }).toEqual(model.served());
  expect(model.asked.at(-1)?.prompt).toContain('ended without its box being ticked');
});

drawn('one thread walks through a document, and every token is counted once', async () => {
  const there = await stage(mind, { freshContext: 'document' });
  expect(await there.run()).toEqual({ how: 'finished' });
  const [greet, farewell, nothing] = ofType(there.journal, 'turn_finished');
  expect(farewell?.sessionId).toBe(greet?.sessionId);
  expect(nothing?.sessionId).not.toBe(greet?.sessionId);
  expect({ ...used(there.journal), costUsd: null }).toEqual(there.model.served());
});

drawn(
  'paused in a turn and resumed: the task is run again in its thread, nothing is done twice',
  async () => {
    const pause = new AbortController();
    let paused = false;
    const there = await stage((asked) => {
      if (!paused && taskIn(asked.prompt).text === 'Add a farewell') {
        paused = true;
        setTimeout(() => pause.abort(), anywhere(100));
        return { hang: 'Hm' };
      }
      return mind(asked);
    });
    expect(await there.run(pause.signal)).toEqual({ how: 'stopped' });
    expect(outcomes(there.journal)).toEqual([['Greet the world', 'done', true]]);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(outcomes(there.journal).map(([text]) => text)).toEqual([
      'Greet the world',
      'Add a farewell',
      'Do nothing useful',
    ]);
    const farewells = ofType(there.journal, 'turn_finished').filter((turn) => turn.task.startsWith('Add'));
    expect(farewells.map((turn) => turn.outcome)).toEqual(['interrupted', 'completed']);
    expect(farewells[1]?.sessionId).toBe(farewells[0]?.sessionId);
    expect(await there.repository.git('show', `${BRANCH}:words.txt`)).toBe('Hello, world\nBye');
    expect({ ...used(there.journal), costUsd: null }).toEqual(there.model.served());
  },
);

drawn('killed after a tick and before its commit: the resume commits without another turn', async () => {
  const there = await stage(mind);
  expect(await there.run(undefined, (event) => event.type === 'turn_finished')).toBeNull();
  const asked = there.model.asked.length;
  expect(await there.run(undefined, (event) => event.type === 'task_finished')).toBeNull();
  expect(there.model.asked).toHaveLength(asked);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(outcomes(there.journal)[0]).toEqual(['Greet the world', 'done', true]);
});

test.each([
  [401, { how: 'agent_failed', kind: 'auth' }],
  [429, { how: 'rate_limit' }],
  [500, { how: 'agent_failed', kind: 'model' }],
] as const)('a model that answers %i ends the run as %j', async (status, end) => {
  const there = await stage(() => ({ status }));
  expect(await there.run()).toMatchObject(end);
  expect(outcomes(there.journal)).toEqual([]);
});
