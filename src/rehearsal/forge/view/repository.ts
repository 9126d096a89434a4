import { canPush, isOwner } from '../world/rights.ts';
import type { Repository, User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './user.ts';

/** The addresses that GitHub lists in a repository, below its own; `key_url: path`. */
const LINKS = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
} as const;

/** Address of a repository below the REST base. */
export function repositoryApi(world: World, repository: Repository): string {
  return `${world.apiUrl}/repos/${repository.slug}`;
}

/** GitHub's `minimal-repository`, the part that every other form has too. */
export function minimalRepository(world: World, repository: Repository) {
  const api = repositoryApi(world, repository);
  const links = Object.entries(LINKS).map(([key, path]) => [`${key}_url`, `${api}${path}`]);
  return {
    id: repository.id,
    node_id: nodeId('repository', repository.id),
    name: repository.name,
    full_name: repository.slug,
    private: repository.private,
    owner: simpleUser(world, repository.owner),
    html_url: `${world.url}/${repository.slug}`,
    description: repository.description,
    fork: repository.parent !== null,
    url: api,
    ...(Object.fromEntries(links) as Record<`${keyof typeof LINKS}_url`, string>),
  };
}

/** GitHub's `repository`, as a user sees it. */
export function repositoryView(world: World, repository: Repository, user: User | null) {
  const open = [...repository.items.values()].filter(({ state }) => state === 'open').length;
  const forks = [...world.repositories.values()].filter(({ parent }) => parent === repository).length;
  const push = canPush(repository, user);
  const admin = isOwner(repository, user);
  return {
    ...minimalRepository(world, repository),
    git_url: `${world.url.replace(/^http/, 'git')}/${repository.slug}.git`,
    ssh_url: `git@127.0.0.1:${repository.slug}.git`,
    clone_url: `${world.url}/${repository.slug}.git`,
    svn_url: `${world.url}/${repository.slug}`,
    mirror_url: null,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    language: null,
    has_issues: repository.parent === null,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    forks,
    archived: repository.options.archived,
    disabled: false,
    open_issues_count: open,
    open_issues: open,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    ...(user ? { permissions: { admin, maintain: admin, push, triage: push, pull: true } } : {}),
  };
}

/** GitHub's `full-repository`: the answer of the repository's own address. */
export function fullRepository(world: World, repository: Repository, user: User | null) {
  const { parent } = repository;
  return {
    ...repositoryView(world, repository, user),
    network_count: 0,
    subscribers_count: 0,
    ...(parent
      ? { parent: repositoryView(world, parent, user), source: repositoryView(world, parent, user) }
      : {}),
  };
}
