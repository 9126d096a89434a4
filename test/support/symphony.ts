import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run as runCommand } from '../../src/platform/process/run.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import { runEngine } from '../../src/symphony/engine/run.ts';
import type { JournalEvent } from '../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../src/symphony/journal/paths.ts';
import { readJournal } from '../../src/symphony/journal/read.ts';
import { createContribution } from '../../src/symphony/start/create.ts';
import { planStart, type StartOptions, type StartPlan } from '../../src/symphony/start/plan.ts';
import { type CheckedForge, checkedForge } from './contract/checked-forge.ts';
import { expiring } from './expiring.ts';
import { HANG_MS, RUN_MS } from './limits.ts';
import { contextFor } from './symphony-context.ts';
import { tempDir } from './temp.ts';
import { type EventTest, type Hold, watchedJournals } from './watched-journals.ts';

export const SLUG = 'maintainer/textkit';

/** What the scripted agent does for the tasks below. */
export const SCRIPT = {
  version: 1,
  tasks: [
    { match: 'Alpha', edits: [{ file: 'alpha.txt', write: 'alpha\n' }] },
    { match: 'Beta', edits: [{ file: 'alpha.txt', append: 'beta\n' }] },
    { match: 'Gamma', edits: [{ file: 'src/gamma.txt', write: 'gamma\n' }] },
  ],
};

/** A small project with two documents and three tasks. */
export const FILES: Readonly<Record<string, string>> = {
  'README.md': '# textkit\n',
  'docs/one.md': '# One\n\n- [ ] Alpha: write the file\n- [ ] Beta: add a line\n',
  'docs/two.md': '# Two\n\n- [ ] Gamma: write another\n',
  '.maestro/scripted.json': JSON.stringify(SCRIPT),
};

export const ISSUE_BODY = 'Please do these:\n\n- docs/one.md\n- docs/two.md\n';

/** The stage of a test: a checked forge with a project and an issue that asks for its documents. */
export interface TestStage {
  forge: CheckedForge;
  slug: string;
  /** The issue's target, `owner/repo#N`. */
  target: string;
  /** Makes a user with a home of their own; `push` gives them the right to push to the project. */
  contributor(login: string, options?: ContributorOptions): Promise<Contributor>;
  /** Another project with an issue on the same forge, with the same users. */
  another(slug: string, options?: StageOptions): Promise<TestStage>;
}

export interface ContributorOptions {
  /** Another one's home, to share it. */
  home?: string;
  /** More variables of their environment: what a real agent needs. */
  env?: NodeJS.ProcessEnv;
}

/** Somebody who contributes from this machine. */
export interface Contributor {
  login: string;
  token: string;
  ctx: SymphonyContext;
  /** Warnings and errors that were logged. */
  logged: string[];
  /** Plans a contribution to the stage's issue. */
  plan(options?: Partial<StartOptions>): Promise<StartPlan>;
  /** The same, and creates it. @returns its id. */
  create(options?: Partial<StartOptions>): Promise<string>;
  /** Runs its engine in this process until it has nothing to do. */
  run(id: string, signal?: AbortSignal): Promise<Contribution>;
  events(id: string): Promise<JournalEvent[]>;
  /** Waits until an engine that is run in this process has journaled such an event, now or earlier. */
  event(id: string, test: EventTest): Promise<void>;
  /** Holds an engine that is run in this process just after it has journaled such an event. */
  hold(id: string, test: EventTest): Hold;
  /** From now on, a fault of the forge that does not answer is not waited for. */
  hurry(): void;
  /** Runs git in a folder. @returns what it printed. */
  git(dir: string, args: readonly string[]): Promise<string>;
}

export interface StageOptions {
  files?: Readonly<Record<string, string>>;
  /** A folder to take the files from. */
  fromDir?: string;
  body?: string;
  title?: string;
  /** Logins that may push to the project. */
  push?: readonly string[];
  drafts?: boolean;
}

/** Sets the stage on a forge of its own, which is stopped and judged when the test ends. */
export async function testStage(options: StageOptions = {}): Promise<TestStage> {
  return addProject(await checkedForge(), new Map(), SLUG, options);
}

async function addProject(
  forge: CheckedForge,
  users: Map<string, string>,
  slug: string,
  options: StageOptions,
): Promise<TestStage> {
  const user = (login: string): string => {
    const token = users.get(login) ?? forge.addUser({ login, name: `${login} Example` }).token;
    users.set(login, token);
    return token;
  };
  for (const login of ['maintainer', ...(options.push ?? [])]) user(login);
  await forge.addRepository({
    slug,
    ...(options.fromDir ? { fromDir: options.fromDir } : { files: options.files ?? FILES }),
    push: options.push ?? [],
    drafts: options.drafts ?? true,
  });
  const issue = await forge.openIssue(slug, {
    title: options.title ?? 'Write the files',
    body: options.body ?? ISSUE_BODY,
    labels: ['runmaestro.ai'],
    author: 'maintainer',
  });
  const target = `${slug}#${issue.number}`;
  return {
    forge,
    slug,
    target,
    contributor: async (login, more = {}) => contributor(forge, login, user(login), target, more),
    another: (name, more = {}) => addProject(forge, users, name, more),
  };
}

async function contributor(
  forge: CheckedForge,
  login: string,
  token: string,
  target: string,
  { home, env = {} }: ContributorOptions,
): Promise<Contributor> {
  const root = home ?? join(await tempDir(), 'home');
  await mkdir(root, { recursive: true });
  const logged: string[] = [];
  const ctx = contextFor(forge, token, root, (line) => void logged.push(line));
  Object.assign(ctx.env, env);
  const plan = (options: Partial<StartOptions> = {}): Promise<StartPlan> =>
    planStart(
      ctx,
      {
        target,
        agent: 'scripted',
        model: null,
        name: null,
        dir: null,
        freshContext: 'task',
        finalize: 'auto',
        sandbox: 'workspace-write',
        ...options,
      },
      AbortSignal.timeout(HANG_MS),
    );
  const readAll = async (id: string): Promise<JournalEvent[]> => {
    const events: JournalEvent[] = [];
    for await (const event of readJournal(contributionPaths(ctx.home, id).journal)) events.push(event);
    return events;
  };
  const written = watchedJournals();
  return {
    login,
    token,
    ctx,
    logged,
    plan,
    create: async (options) => createContribution(ctx, await plan(options)),
    run: (id, signal = AbortSignal.timeout(RUN_MS)) => runEngine(ctx, id, signal, written.open),
    events: readAll,
    event: (id, test) => written.event(id, test, () => readAll(id)),
    hold: (id, test) => written.hold(id, test, contributionPaths(ctx.home, id).requests),
    hurry() {
      const startLimit = expiring(forge.faults.hits);
      const { github } = contextFor(forge, token, root, () => undefined, { startLimit });
      Object.assign(ctx, { github });
    },
    async git(dir, args) {
      const { stdout } = await runCommand('git', args, { cwd: dir, env: ctx.env, timeoutMs: HANG_MS });
      return stdout;
    },
  };
}

/** A text file of a contribution's clone. */
export function cloneFile(contribution: Contribution, path: string): Promise<string> {
  return readFile(join(contribution.clone?.dir ?? '', path), 'utf8');
}
