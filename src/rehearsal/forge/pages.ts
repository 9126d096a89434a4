import type { Answer } from './http/answer.ts';
import { GitHubProblem } from './http/problem.ts';
import { canRead } from './world/rights.ts';
import type { Issue, Pull, Repository } from './world/types.ts';
import { findRepository, type World } from './world/world.ts';

const PATH = /^\/([\w.-]+)\/([\w.-]+?)(?:\/(?:issues|pull)\/(\d+))?\/?$/;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
pre{white-space:pre-wrap;border:1px solid #8886;border-radius:6px;padding:1rem}
small{color:#777}`;

/**
 * Plain pages for the addresses that people click: a repository, an issue, a pull request. Only what everybody may read,
 * for nobody signs in here.
 */
export function webPage(world: World, pathname: string): Answer {
  const match = PATH.exec(pathname);
  const repository = findRepository(world, `${match?.[1]}/${match?.[2]}`);
  if (!repository || !canRead(repository, null)) throw new GitHubProblem(404, 'Not Found');
  const number = match?.[3];
  if (number === undefined) return html(repository.slug, repositoryPage(repository));
  const item = repository.items.get(Number(number));
  if (!item) throw new GitHubProblem(404, 'Not Found');
  return html(`${item.title} · ${repository.slug}#${item.number}`, itemPage(item));
}

function repositoryPage(repository: Repository): string {
  const rows = [...repository.items.values()].map(
    (item) => `<li>${link(item)} <small>${escapeHtml(stateOf(item))}</small></li>`,
  );
  return `<h1>${escapeHtml(repository.slug)}</h1><p>${escapeHtml(repository.description ?? '')}</p><ul>${rows.join('')}</ul>`;
}

function itemPage(item: Issue | Pull): string {
  const facts = [`${stateOf(item)}, by ${item.author.login}`, ...item.labels.map(({ name }) => name)];
  if (item.kind === 'pull')
    facts.push(
      `${item.head.repository.slug}:${item.head.branch} → ${item.base} at ${item.head.sha.slice(0, 7)}`,
    );
  const comments = item.comments.map(
    ({ author, createdAt, body }) =>
      `<p><b>${escapeHtml(author.login)}</b> <small>${createdAt}</small></p>${text(body)}`,
  );
  const { slug } = item.repository;
  return [
    `<p><a href="/${escapeHtml(slug)}">${escapeHtml(slug)}</a></p>`,
    `<h1>${escapeHtml(item.title)} <small>#${item.number}</small></h1>`,
    `<p>${facts.map(escapeHtml).join(' · ')}</p>`,
    text(item.body),
    ...comments,
  ].join('\n');
}

function stateOf(item: Issue | Pull): string {
  if (item.kind === 'issue') return `${item.state} issue`;
  if (item.merged) return 'merged pull request';
  return `${item.state}${item.draft ? ' draft' : ''} pull request`;
}

function link(item: Issue | Pull): string {
  const kind = item.kind === 'pull' ? 'pull' : 'issues';
  return `<a href="/${escapeHtml(item.repository.slug)}/${kind}/${item.number}">#${item.number} ${escapeHtml(item.title)}</a>`;
}

function text(body: string): string {
  return `<pre>${escapeHtml(body)}</pre>`;
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function html(title: string, body: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style><p><small>Rehearsal forge on this machine: nothing here is on GitHub.</small></p>${body}</html>`,
  };
}
