import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { connection } from '../../../src/rehearsal/forge/graphql/connection.ts';
import { costOf } from '../../../src/rehearsal/forge/graphql/cost.ts';
import { SDL } from '../../../src/rehearsal/forge/graphql/schema.ts';
import { githubSchema } from '../../support/contract/graphql.ts';
import { beyond } from '../../support/contract/slice.ts';

const slice = buildSchema(SDL);

test('the slice says nothing that GitHub’s schema does not say', () => {
  expect(beyond(slice, githubSchema())).toEqual([]);
});

function cost(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { points, nodes, errors } = costOf(slice, document, operation, variables);
  return { points, nodes, errors: errors.map(({ extensions }) => extensions.type) };
}

test('a query without connections costs one point', () => {
  expect(cost('{ viewer { login } }')).toEqual({ points: 1, nodes: 0, errors: [] });
});

test('nested connections multiply, through fragments and variables too', () => {
  const query = `query($n: Int!) { repository(owner: "a", name: "b") { issues(first: $n) { nodes { ...F } } } }
    fragment F on Issue { labels(first: 10) { nodes { name } } closedByPullRequestsReferences(last: 5) { nodes { number } } }`;
  expect(cost(query, { n: 100 })).toEqual({ points: 2, nodes: 100 + 1_000 + 500, errors: [] });
});

test('what GitHub refuses before running is refused', () => {
  const list = (args: string, inner = 'nodes { number }') =>
    cost(`{ repository(owner: "a", name: "b") { issues${args} { ${inner} } } }`).errors;
  expect(list('')).toEqual(['MISSING_PAGINATION_BOUNDARIES']);
  expect(list('(first: 101)')).toEqual(['EXCESSIVE_PAGINATION']);
  const deep =
    'nodes { labels(first: 100) { nodes { name } } closedByPullRequestsReferences(first: 100) { nodes { closingIssuesReferences(first: 100) { nodes { number } } } } }';
  expect(list('(first: 100)', deep)).toEqual(['MAX_NODE_LIMIT_EXCEEDED']);
});

test('a list is walked forwards and backwards by its cursors', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];
  const at = (slice_: Parameters<typeof connection>[1]) => {
    const { nodes, pageInfo } = connection(items, slice_, (item) => item);
    return { text: nodes().join(''), ...pageInfo };
  };
  const first = at({ first: 2 });
  expect(first).toMatchObject({ text: 'ab', hasNextPage: true, hasPreviousPage: false });
  const second = at({ first: 2, after: first.endCursor });
  expect(second).toMatchObject({ text: 'cd', hasNextPage: true, hasPreviousPage: true });
  expect(at({ first: 2, after: second.endCursor })).toMatchObject({ text: 'e', hasNextPage: false });
  expect(at({ last: 2, before: second.startCursor })).toMatchObject({ text: 'ab' });
  expect(at({ last: 2 })).toMatchObject({ text: 'de', hasNextPage: false });
  expect(connection([], { first: 5 }, (item) => item).pageInfo.endCursor).toBeNull();
});
