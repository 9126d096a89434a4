import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonIfAny } from '../../../src/platform/files.ts';
import { samplePath } from '../../../src/rehearsal/sample.ts';
import { testSample } from '../../../src/rehearsal/test-sample.ts';
import { NO_USAGE } from '../../../src/runner/agents/agent.ts';
import { Script } from '../../../src/runner/agents/scripted/script.ts';
import { HANG_MS, RUN_MS } from '../../support/limits.ts';
import { AGENT_NAMES, type AgentName, REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { MORE } from '../../support/seed.ts';
import { cloneFile, testStage } from '../../support/symphony.ts';

interface Part {
  documents: readonly string[];
  commits: readonly string[];
  files: readonly string[];
  /** How many of the sample's own eight tests fail afterwards. */
  failing: number;
}

const FIRST: Part = {
  documents: ['symphony/01-slugify.md'],
  commits: [
    'Symphony: Make one hyphen of a whole run of spaces and punctuation',
    'Symphony: Leave no hyphen at either end of the result',
  ],
  files: ['src/slugify.js'],
  failing: 4,
};
const WHOLE: Part = {
  documents: [...FIRST.documents, 'symphony/02-wrap.md', 'symphony/03-count-words.md'],
  commits: [
    ...FIRST.commits,
    'Symphony: Let a line be exactly `width` characters long',
    'Symphony: Begin with no empty line when the first word is longer than t…',
    'Symphony: Add `countWords(text)` in `src/words.js`: how many words a te…',
    'Symphony: Export `countWords` from `src/index.js`',
    'Symphony: Describe `countWords` in the list in `README.md`',
  ],
  files: ['README.md', 'src/index.js', 'src/slugify.js', 'src/words.js', 'src/wrap.js'],
  failing: 0,
};

// All five in every run through its first document, with `npm run test:more` through the whole.
const RUNS = AGENT_NAMES.map((name) => ({
  name,
  what: MORE ? 'the sample' : 'its first document',
  part: MORE ? WHOLE : FIRST,
}));

// Where a thread is continued, what it used before must not be counted again.
const CONTEXTS: Record<AgentName, 'task' | 'document'> = {
  codex: 'document',
  claude: 'document',
  opencode: 'document',
  gemini: 'task',
  acp: 'task',
};

test.each(RUNS)('a real $name completes $what, from the claim to the hand-over', async ({ name, part }) => {
  const real: RealAgent = REAL_AGENTS[name];
  const script = await readJsonIfAny(join(samplePath(), '.maestro/scripted.json'), Script);
  let clone = '';
  const { model, env } = await real.start(scriptedModel(real, script?.tasks ?? [], () => clone));
  const stage = await testStage({
    fromDir: samplePath(),
    body: part.documents.map((path) => `- ${path}\n`).join(''),
  });
  const me = await stage.contributor('bob', { env });
  const id = await me.create({ agent: real.agent.id, model: real.model, freshContext: CONTEXTS[name] });
  clone = join(me.ctx.home.root, 'maintainer-textkit');
  const done = await me.run(id, AbortSignal.timeout(RUN_MS));

  expect(done, JSON.stringify(done.problem)).toMatchObject({ state: 'ready_for_review', problem: null });
  const total = part.commits.length;
  expect(done.tasks).toEqual({ done: total, unfinished: 0, total });
  // Files: the sample's own tests pass as far as its tasks are done, in what was pushed.
  expect(await testSample(clone, AbortSignal.timeout(HANG_MS))).toEqual({
    total: 8,
    failed: part.failing,
  });
  const branch = done.claim?.branch ?? '';
  const bare = stage.forge.bareDir('bob/textkit');
  expect(await me.git(clone, ['rev-parse', 'HEAD'])).toBe(await me.git(bare, ['rev-parse', branch]));
  expect(await me.git(clone, ['status', '--porcelain'])).toBe('');
  // Boxes, in the working copies, which are in no commit.
  for (const { file } of done.documents) {
    const text = await cloneFile(done, file ?? '');
    expect(text).toContain('- [x] ');
    expect(text).not.toContain('- [ ] ');
  }
  expect(await me.git(bare, ['diff', '--name-only', 'main', branch])).toBe(
    part.files.map((path) => `${path}\n`).join(''),
  );
  // One commit a task.
  const subjects = await me.git(bare, ['log', '--reverse', '--format=%s', `main..${branch}`]);
  expect(subjects.trim().split('\n')).toEqual(['Symphony: reserve the issue', ...part.commits]);
  // Usage, to the token.
  expect({ ...done.usage, costUsd: null }).toEqual(real.tellsUsage ? model.served() : NO_USAGE);
  // The pull request.
  const [pull] = stage.forge.repository(stage.slug).pulls;
  expect(pull).toMatchObject({ state: 'open', draft: false, title: 'Symphony: Write the files' });
  // Nobody asked for the model by name, and the agent says which it took; over ACP it cannot.
  expect(done.models).toHaveLength(name === 'acp' ? 0 : 1);
  for (const used of done.models) expect(pull?.body).toContain(`, model \`${used}\`, driven by`);
});
