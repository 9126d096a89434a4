import { describe, expect, it } from 'vitest';
import type { IssueWithClosers, PullRequest } from '../../../../src/github/types.ts';
import { issueView } from '../../../../src/symphony/issues/status.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const WEB = 'https://github.com';

function pull(number: number, change: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    nodeId: `PR_${number}`,
    url: `${WEB}/o/r/pull/${number}`,
    title: 'A pull request',
    body: 'Closes #1',
    author: 'ada',
    state: 'open',
    draft: true,
    headRef: 'symphony/1-abc',
    headRepo: 'ada/r',
    headSha: 'a'.repeat(40),
    createdAt: '2026-11-20T00:00:00Z',
    updatedAt: '2026-11-20T00:00:00Z',
    pushedAt: '2026-11-20T00:00:00Z',
    ...change,
  };
}

function issue(change: Partial<IssueWithClosers> = {}): IssueWithClosers {
  return {
    number: 1,
    nodeId: 'I_1',
    url: `${WEB}/o/r/issues/1`,
    title: 'Do it',
    body: '- docs/a.md',
    author: 'grace',
    state: 'open',
    labels: ['runmaestro.ai'],
    createdAt: '2026-11-01T00:00:00Z',
    updatedAt: '2026-11-02T00:00:00Z',
    closers: [],
    ...change,
  };
}

const view = (change: Partial<IssueWithClosers>) => issueView('o/r', issue(change), NOW, WEB);

describe('issueView', () => {
  it.each([
    ['available', {}],
    ['available', { closers: [pull(2, { state: 'closed' }), pull(3, { state: 'merged' })] }],
    ['in_progress', { closers: [pull(2)] }],
    ['in_progress', { labels: ['blocking'], closers: [pull(2)] }],
    ['blocked', { labels: ['runmaestro.ai', 'Blocking'] }],
    ['completed', { state: 'closed' as const, closers: [pull(2)] }],
  ])('is %s', (status, change) => {
    expect(view(change).status).toBe(status);
  });

  it('names the open claim with the lowest number, the own project before others', () => {
    const foreign = pull(1, { url: `${WEB}/x/y/pull/1` });
    const claim = view({
      closers: [foreign, pull(9), pull(4, { draft: false }), pull(2, { state: 'closed' })],
    }).claim;
    expect(claim).toEqual({ number: 4, url: `${WEB}/o/r/pull/4`, author: 'ada', draft: false, stale: false });
  });

  it.each([
    ['2026-11-07T12:00:00Z', false],
    ['2026-11-07T11:59:59Z', true],
  ])('calls a claim last pushed at %s stale: %s', (pushedAt, stale) => {
    expect(view({ closers: [pull(2, { pushedAt })] }).claim?.stale).toBe(stale);
    expect(view({ closers: [pull(2, { pushedAt: null, createdAt: pushedAt })] }).claim?.stale).toBe(stale);
  });

  it('shows hostile text harmlessly', () => {
    const shown = view({
      title: '\u001b]0;x\u0007<b>Do\u202e it</b>\u0000\nnow\u200b\u{e0041}',
      author: 'a\u001b[2Jb',
    });
    expect(shown.title).toBe('<b>Do it</b> now');
    expect(shown.author).toBe('ab');
  });

  it('lists the documents and what was refused', () => {
    const shown = view({ body: '- docs/a.md\n- ../b.md' });
    expect(shown.documents).toEqual([{ name: 'a.md', path: 'docs/a.md', external: false }]);
    expect(shown.problems).toHaveLength(1);
  });
});
