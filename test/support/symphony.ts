import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitHub, type GitHubOptions } from '../../src/github/client.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import { redactor } from '../../src/platform/redact.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import { runEngine } from '../../src/symphony/engine/run.ts';
import type { JournalEvent } from '../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../src/symphony/journal/paths.ts';
import { readJournal } from '../../src/symphony/journal/read.ts';
import { createContribution } from '../../src/symphony/start/create.ts';
import { planStart, type StartOptions } from '../../src/symphony/start/plan.ts';
import { type CheckedForge, checkedForge } from './contract/checked-forge.ts';
import { fastClock } from './fast-clock.ts';
import { tempDir } from './temp.ts';

export const SLUG = 'maintainer/textkit';

/** What the scripted agent does for the tasks below. */
const SCRIPT = {
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
  /** The issue's target, `owner/repo#N`. */
  target: string;
  /** Makes a user with a home of their own; `push` gives them the right to push to the project. */
  contributor(login: string, options?: ContributorOptions): Promise<Contributor>;
}

export interface ContributorOptions {
  github?: Partial<GitHubOptions>;
  /** Another one's home, to share it. */
  home?: string;
}

/** Somebody who contributes from this machine. */
export interface Contributor {
  login: string;
  token: string;
  ctx: SymphonyContext;
  /** Warnings and errors that were logged. */
  logged: string[];
  /** Plans and creates a contribution to the stage's issue. @returns its id. */
  create(options?: Partial<StartOptions>): Promise<string>;
  /** Runs its engine in this process until it has nothing to do. */
  run(id: string, signal?: AbortSignal): Promise<Contribution>;
  events(id: string): Promise<JournalEvent[]>;
}

export async function testStage(
  options: {
    files?: Readonly<Record<string, string>>;
    body?: string;
    title?: string;
    /** Logins that may push to the project. */
    push?: readonly string[];
    drafts?: boolean;
  } = {},
): Promise<TestStage> {
  const forge = await checkedForge();
  const users = new Map<string, string>();
  const user = (login: string): string => {
    const token = users.get(login) ?? forge.addUser({ login, name: `${login} Example` }).token;
    users.set(login, token);
    return token;
  };
  user('maintainer');
  for (const login of options.push ?? []) user(login);
  await forge.addRepository({
    slug: SLUG,
    files: options.files ?? FILES,
    push: options.push ?? [],
    drafts: options.drafts ?? true,
  });
  const issue = await forge.openIssue(SLUG, {
    title: options.title ?? 'Write the files',
    body: options.body ?? ISSUE_BODY,
    labels: ['runmaestro.ai'],
    author: 'maintainer',
  });
  const target = `${SLUG}#${issue.number}`;
  return {
    forge,
    target,
    contributor: async (login, more = {}) => contributor(forge, login, user(login), target, more),
  };
}

async function contributor(
  forge: CheckedForge,
  login: string,
  token: string,
  target: string,
  { github, home = undefined }: ContributorOptions,
): Promise<Contributor> {
  const root = home ?? join(await tempDir(), 'home');
  await mkdir(root, { recursive: true });
  const logged: string[] = [];
  const ctx = contextFor(forge, token, root, (line) => void logged.push(line), github);
  return {
    login,
    token,
    ctx,
    logged,
    async create(options = {}) {
      const plan = await planStart(
        ctx,
        {
          target,
          agent: 'scripted',
          model: null,
          name: null,
          dir: null,
          freshContext: 'task',
          finalize: 'auto',
          ...options,
        },
        AbortSignal.timeout(30_000),
      );
      return createContribution(ctx, plan);
    },
    run: (id, signal = AbortSignal.timeout(60_000)) => runEngine(ctx, id, signal),
    async events(id) {
      const events: JournalEvent[] = [];
      for await (const event of readJournal(contributionPaths(ctx.home, id).journal)) events.push(event);
      return events;
    },
  };
}

/** The context of an engine on a test's forge: quick tries, no waiting for rate limits, nothing from the machine's own setup. */
export function contextFor(
  forge: { url: string; apiUrl: string },
  token: string,
  root: string,
  note: (line: string) => void,
  github: Partial<GitHubOptions> = {},
): SymphonyContext {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: root,
    MAESTRO_HOME: root,
    MAESTRO_GITHUB_API_URL: forge.apiUrl,
    MAESTRO_GITHUB_URL: forge.url,
  };
  const home = homeFrom(env);
  const clock = fastClock();
  return {
    home,
    github: createGitHub({
      apiUrl: forge.apiUrl,
      webUrl: forge.url,
      token,
      cacheDir: join(home.cache, 'github'),
      clock,
      throttle: false,
      retryBaseMs: 1,
      ...github,
    }),
    token,
    clock,
    redact: redactor([token]),
    log: { info: () => undefined, warn: note, error: note },
    env,
    fetch,
  };
}

/** A text file of a contribution's clone. */
export function cloneFile(contribution: Contribution, path: string): Promise<string> {
  return readFile(join(contribution.clone?.dir ?? '', path), 'utf8');
}
