import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import type { IssueView } from '../../../src/symphony/issues/status.ts';
import { fold } from '../../../src/symphony/journal/fold.ts';
import type { Project } from '../../../src/symphony/registry/project.ts';
import { boardProjects } from '../../../src/vscode/model/board-projects.ts';

function project(slug: string, more: Partial<Project> = {}): Project {
  return {
    slug,
    name: slug,
    description: '',
    url: `https://github.com/${slug}`,
    category: 'other',
    categoryTitle: 'Other',
    tags: [],
    maintainer: { name: 'ada', url: null },
    isActive: true,
    featured: false,
    addedAt: null,
    source: 'test',
    ...more,
  };
}

function issue(slug: string, number: number, status: IssueView['status']): IssueView {
  return {
    slug,
    number,
    title: `Issue ${number}`,
    url: `https://github.com/${slug}/issues/${number}`,
    author: 'ada',
    updatedAt: '2026-01-01T00:00:00Z',
    status,
    claim: null,
    documents: [],
    problems: [],
  };
}

function contribution(slug: string, number: number, state: Contribution['state']): Contribution {
  const empty = fold([]);
  const start = { ...empty.start, slug, issue: { number, title: '', url: '' } };
  return { ...empty, id: `${number}${state}`, start, state };
}

const numbers = (entries: ReturnType<typeof boardProjects>): (number[] | null)[] =>
  entries.map(({ issues }) => issues?.map((entry) => entry.issue.number) ?? null);

describe('boardProjects', () => {
  it('puts featured projects first and leaves out those that are no longer active', () => {
    const projects = [
      project('a/a'),
      project('b/b', { isActive: false }),
      project('c/c', { featured: true }),
    ];
    const board = boardProjects(projects, new Map(), []);
    expect(board.map((entry) => entry.project.slug)).toEqual(['c/c', 'a/a']);
  });

  it('tells issues that were not read from none', () => {
    const board = boardProjects([project('a/a'), project('b/b')], new Map([['b/b', []]]), []);
    expect(numbers(board)).toEqual([null, []]);
  });

  it('puts the user’s own issue first, then what can be started, newest first', () => {
    const issues = [
      issue('a/a', 1, 'completed'),
      issue('a/a', 2, 'blocked'),
      issue('a/a', 3, 'available'),
      issue('a/a', 4, 'in_progress'),
      issue('a/a', 5, 'available'),
      issue('a/a', 6, 'in_progress'),
    ];
    const own = [contribution('A/a', 4, 'running')];
    expect(numbers(boardProjects([project('a/a')], new Map([['a/a', issues]]), own))).toEqual([
      [4, 5, 3, 6, 2, 1],
    ]);
  });

  it.each([
    ['running', 'running', false],
    ['paused', 'paused', false],
    ['interrupted', 'interrupted', false],
    ['ready_for_review', 'ready_for_review', false],
    ['cancelled', null, true],
    ['failed', null, true],
    ['claim_lost', null, true],
  ] as const)('one that is %s is shown as %s, startable %s', (state, shown, startable) => {
    const issues = new Map([['a/a', [issue('a/a', 1, 'available')]]]);
    const [entry] = boardProjects([project('a/a')], issues, [contribution('a/a', 1, state)]);
    const [only] = entry?.issues ?? [];
    expect(only?.contribution?.state ?? null).toBe(shown);
    expect(only?.startable).toBe(startable);
  });

  it('counts the newest of several contributions to one issue', () => {
    const issues = new Map([['a/a', [issue('a/a', 1, 'available')]]]);
    const own = [contribution('a/a', 1, 'paused'), contribution('a/a', 1, 'running')];
    const [entry] = boardProjects([project('a/a')], issues, own);
    expect(entry?.issues?.[0]?.contribution?.state).toBe('paused');
  });
});
