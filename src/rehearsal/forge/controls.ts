import { MaestroError } from '../../platform/errors.ts';
import type { Limits, Resource } from './http/limits.ts';
import { type RepositorySnapshot, snapshotOf } from './snapshot.ts';
import { pageOf } from './view/issue.ts';
import { addComment, labelNamed, openIssue, touch } from './world/issues.ts';
import { mergePull } from './world/merge.ts';
import { closePull } from './world/pulls.ts';
import { refreshBranches } from './world/refs.ts';
import { addRepository } from './world/repositories.ts';
import type { Issue, Pull, Repository, RepositoryOptions } from './world/types.ts';
import { addUser, findRepository, type World } from './world/world.ts';

/** A repository to add. Its owner is made (as an organisation) when there is no such user. */
export interface RepositoryInput extends Partial<RepositoryOptions> {
  /** `owner/name`. */
  slug: string;
  /** Its current commit becomes the default branch (a git checkout), or its files one commit (a plain folder). */
  fromDir?: string;
  /** Path → text, as one commit. Without both there is just a README. */
  files?: Readonly<Record<string, string>>;
  private?: boolean;
  defaultBranch?: string;
  description?: string;
  /** Logins with the push right besides the owner. */
  push?: readonly string[];
  /** Logins that may read it when it is private. */
  read?: readonly string[];
}

/** What people and administrators do beside the API: the rehearsal sets its stage with these, tests look at the outcome. */
export interface ForgeControls {
  addUser(input: { login: string; name?: string; email?: string }): {
    login: string;
    id: number;
    token: string;
  };
  addRepository(input: RepositoryInput): Promise<{ slug: string; url: string; cloneUrl: string }>;
  openIssue(
    slug: string,
    input: {
      title: string;
      body: string;
      labels: readonly string[];
      author: string;
      assignees?: readonly string[];
    },
  ): Promise<{ number: number; url: string }>;
  comment(slug: string, number: number, input: { author: string; body: string }): Promise<void>;
  /** Labels for the repository, on no issue yet. */
  addLabels(slug: string, names: readonly string[]): Promise<void>;
  /** The issue is blocked by another, perhaps of another repository. */
  blockIssue(slug: string, number: number, by: { slug: string; number: number }): Promise<void>;
  mergePullRequest(slug: string, number: number): Promise<void>;
  closePullRequest(slug: string, number: number): Promise<void>;
  /** The repository as it is now (a copy). */
  repository(slug: string): RepositorySnapshot;
  /** Its bare repository on disk. Call `refresh` after changing it behind the forge's back. */
  bareDir(slug: string): string;
  refresh(slug: string): Promise<void>;
  rateLimit: {
    /** What remains of the present hour: for a login, or (null) for everybody who is signed out. */
    set(login: string | null, resource: Resource, remaining: number): void;
    /** The next `times` writes get a 403 with `retry-after`. */
    secondary(seconds: number, times?: number): void;
    clear(): void;
  };
}

/** The controls of a world. */
export function createControls(world: World, limits: Limits): ForgeControls {
  const repositoryAt = (slug: string): Repository => {
    const repository = findRepository(world, slug);
    if (!repository) throw unknown('repository', slug);
    return repository;
  };
  const userAt = (login: string) => {
    const user = world.users.get(login.toLowerCase());
    if (!user) throw unknown('user', login);
    return user;
  };
  const issueAt = (slug: string, number: number): Issue => {
    const item = repositoryAt(slug).items.get(number);
    if (item?.kind !== 'issue') throw unknown('issue', `${slug}#${number}`);
    return item;
  };
  const pullAt = (slug: string, number: number): Pull => {
    const item = repositoryAt(slug).items.get(number);
    if (item?.kind !== 'pull') throw unknown('pull request', `${slug}#${number}`);
    return item;
  };

  return {
    addUser(input) {
      const { login, id, token } = addUser(world, input);
      return { login, id, token };
    },
    addRepository: (input) =>
      world.exclusive(async () => {
        const [login = '', name = ''] = input.slug.split('/');
        const owner = world.users.get(login.toLowerCase()) ?? addUser(world, { login, kind: 'Organization' });
        const { slug } = await addRepository(
          world,
          {
            owner,
            name,
            description: input.description ?? null,
            private: input.private ?? false,
            defaultBranch: input.defaultBranch ?? 'main',
            options: {
              drafts: input.drafts ?? true,
              filters: input.filters ?? true,
              archived: input.archived ?? false,
              dependencies: input.dependencies ?? true,
            },
            push: input.push ?? [],
            read: input.read ?? [],
            parent: null,
          },
          input.fromDir === undefined
            ? { kind: 'files', files: input.files ?? { 'README.md': `# ${name}\n` } }
            : { kind: 'folder', path: input.fromDir },
        );
        return { slug, url: `${world.url}/${slug}`, cloneUrl: `${world.url}/${slug}.git` };
      }),
    openIssue: (slug, input) =>
      world.exclusive(async () => {
        const issue = openIssue(world, repositoryAt(slug), {
          ...input,
          author: userAt(input.author),
          assignees: (input.assignees ?? []).map(userAt),
        });
        return { number: issue.number, url: pageOf(world, issue) };
      }),
    comment: (slug, number, { author, body }) =>
      world.exclusive(async () => {
        const item = repositoryAt(slug).items.get(number);
        if (!item) throw unknown('issue', `${slug}#${number}`);
        addComment(world, item, userAt(author), body);
      }),
    addLabels: (slug, names) =>
      world.exclusive(async () => {
        for (const name of names) labelNamed(world, repositoryAt(slug), name);
      }),
    blockIssue: (slug, number, by) =>
      world.exclusive(async () => {
        const issue = issueAt(slug, number);
        issue.blockedBy.push(issueAt(by.slug, by.number));
        touch(world, issue);
      }),
    mergePullRequest: (slug, number) =>
      world.exclusive(async () => {
        const pull = pullAt(slug, number);
        const { owner } = pull.repository;
        pull.draft = false;
        if ((await mergePull(world, pull, owner, { method: 'merge' })) === null)
          throw new MaestroError('rehearsal.conflict', `${slug}#${number} does not merge cleanly.`);
      }),
    closePullRequest: (slug, number) => world.exclusive(async () => closePull(world, pullAt(slug, number))),
    repository: (slug) => snapshotOf(world, repositoryAt(slug)),
    bareDir: (slug) => repositoryAt(slug).dir,
    refresh: (slug) => world.exclusive(() => refreshBranches(world, repositoryAt(slug))),
    rateLimit: {
      set: (login, resource, remaining) =>
        limits.set(login === null ? null : userAt(login), resource, remaining),
      secondary: (seconds, times = 1) => limits.secondary(seconds, times),
      clear: limits.clear,
    },
  };
}

function unknown(what: string, name: string): MaestroError {
  return new MaestroError('rehearsal.unknown', `The rehearsal forge has no ${what} ${name}.`);
}
