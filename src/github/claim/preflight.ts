import * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import type { Api } from '../api.ts';
import { askGraphql, graphqlError } from '../graphql.ts';
import { slugOf } from '../slug.ts';
import type { Preflight, RepoRef } from '../types.ts';

const POLICY_PATHS = [
  'CONTRIBUTING.md',
  '.github/CONTRIBUTING.md',
  'docs/CONTRIBUTING.md',
  'AI_POLICY.md',
  '.github/AI_POLICY.md',
];
// The configuration of the DCO app (https://github.com/dcoapp/app).
const DCO_PATH = '.github/dco.yml';
const MAX_POLICY_CHARS = 64 * 1024;
const PATHS_PER_REQUEST = 100;

const Blob = z.object({ text: z.string().nullish(), oid: z.string().optional() }).nullish();

/** The facts beside the files, which stand under the aliases `p0`… (policies) and `f0`… (asked-for paths). */
const Repository = z.looseObject({
  nameWithOwner: z.string(),
  url: z.string(),
  isArchived: z.boolean(),
  isPrivate: z.boolean(),
  viewerPermission: z.string().nullish(),
  defaultBranchRef: z
    .object({
      name: z.string(),
      target: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }) }),
    })
    .nullish(),
});
const Answer = z.object({ repository: Repository.nullable() });

const FACTS = `nameWithOwner url isArchived isPrivate viewerPermission
    defaultBranchRef { name target { oid ... on Commit { tree { oid } } } }`;

/** One look at a project before a claim. One request for up to a hundred paths. */
export async function preflight(
  api: Api,
  repo: RepoRef,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Preflight> {
  const doing = `look at ${slugOf(repo)}`;
  const missingPaths: string[] = [];
  let facts: z.infer<typeof Repository> | undefined;
  let texts = new Map<string, string>();
  for (let from = 0; from === 0 || from < paths.length; from += PATHS_PER_REQUEST) {
    const asked = paths.slice(from, from + PATHS_PER_REQUEST);
    const policies = from === 0 ? [...POLICY_PATHS, DCO_PATH] : [];
    const { data, problems } = await askGraphql(api, {
      doing,
      ...question(repo, policies, asked),
      shape: Answer,
      signal,
    });
    if (!data.repository) throw graphqlError(doing, problems);
    facts ??= data.repository;
    if (from === 0) texts = textsOf(data.repository, policies);
    missingPaths.push(...asked.filter((_path, index) => !isFile(data.repository, `f${index}`)));
  }
  if (!facts?.defaultBranchRef) throw empty(repo);
  return { ...shared(facts, facts.defaultBranchRef), ...rules(texts), missingPaths };
}

function shared(
  facts: z.infer<typeof Repository>,
  branch: NonNullable<z.infer<typeof Repository>['defaultBranchRef']>,
) {
  return {
    slug: facts.nameWithOwner,
    url: facts.url,
    cloneUrl: `${facts.url}.git`,
    defaultBranch: branch.name,
    headSha: branch.target.oid,
    headTreeSha: branch.target.tree.oid,
    archived: facts.isArchived,
    private: facts.isPrivate,
    canPush: ['ADMIN', 'MAINTAIN', 'WRITE'].includes(facts.viewerPermission ?? ''),
  };
}

function question(repo: RepoRef, policies: readonly string[], paths: readonly string[]) {
  const variables: Record<string, unknown> = { owner: repo.owner, name: repo.name };
  const declared = ['$owner: String!', '$name: String!'];
  const object = (alias: string, path: string, fields: string): string => {
    variables[alias] = `HEAD:${path.replace(/^(?:\.\/)+/, '')}`;
    declared.push(`$${alias}: String!`);
    return `    ${alias}: object(expression: $${alias}) { ... on Blob { ${fields} } }`;
  };
  const lines = [
    ...policies.map((path, index) => object(`p${index}`, path, 'text')),
    ...paths.map((path, index) => object(`f${index}`, path, 'oid')),
  ];
  const query = `query(${declared.join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${FACTS}
${lines.join('\n')}
  }
}`;
  return { query, variables };
}

function textsOf(repository: Record<string, unknown>, policies: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [index, path] of policies.entries()) {
    const text = Blob.safeParse(repository[`p${index}`]).data?.text;
    if (typeof text === 'string') texts.set(path, text);
  }
  return texts;
}

function rules(texts: ReadonlyMap<string, string>): Pick<Preflight, 'policies' | 'signOff'> {
  const policies = POLICY_PATHS.flatMap((path) => {
    const text = texts.get(path);
    return text === undefined ? [] : [{ path, text: text.slice(0, MAX_POLICY_CHARS) }];
  });
  const asks = policies.some(
    ({ path, text }) => path.endsWith('CONTRIBUTING.md') && /signed-off-by/i.test(text),
  );
  return { policies, signOff: asks || texts.has(DCO_PATH) };
}

/** A folder or a submodule answers without the fields of a blob. */
function isFile(repository: unknown, alias: string): boolean {
  const found = Blob.safeParse((repository as Record<string, unknown>)[alias]).data;
  return found?.oid !== undefined;
}

function empty(repo: RepoRef): MaestroError {
  return new MaestroError('github.empty-repository', `${slugOf(repo)} has no commit yet.`, {
    remedy: 'There is nothing to contribute to until it has one.',
  });
}
