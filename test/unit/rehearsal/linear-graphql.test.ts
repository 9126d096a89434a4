import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as queries from '../../../src/orchestrator/trackers/linear/queries.ts';
import { complexityOf } from '../../../src/rehearsal/linear/graphql/complexity.ts';
import { SDL } from '../../../src/rehearsal/linear/graphql/schema.ts';
import { linearSchema } from '../../support/contract/linear.ts';
import { beyond } from '../../support/contract/slice.ts';

const slice = buildSchema(SDL);
const whole = linearSchema();

test('the slice says nothing that Linear’s schema does not say', () => {
  expect(beyond(slice, whole)).toEqual([]);
});

test('a slice that says more is found out', () => {
  const wrong = buildSchema(`type Query { viewer: User, issue(id: String!, key: String): Issue! }
    type User { id: ID!, nickname: String } type Issue { id: Int! }`);
  expect(beyond(wrong, whole)).toEqual([
    'Query.viewer is User!',
    'Query.issue(key: String = undefined)',
    'User.nickname is undefined',
    'Issue.id is ID!',
  ]);
});

test('every document of the tracker is valid in Linear’s whole schema', () => {
  const documents = Object.values(queries).filter((one) => typeof one === 'string');
  expect(documents.length).toBeGreaterThan(8);
  for (const document of documents)
    expect(
      validate(whole, parse(document)).map(({ message }) => message),
      document,
    ).toEqual([]);
});

describe('complexity', () => {
  const cost = (query: string, variables: Record<string, unknown> = {}): number => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    return complexityOf(slice, document, operation, variables);
  };

  // By the rules, and the shape of the examples, on https://linear.app/developers/rate-limiting.
  test.each<[string, Record<string, unknown>, number]>([
    ['{ viewer { name } }', {}, 2],
    ['{ issue(id: "a") { comments { nodes { id body createdAt } } } }', {}, 66],
    [
      '{ issue(id: "a") { comments(first: 10) { nodes { id body createdAt } pageInfo { hasNextPage } } } }',
      {},
      14,
    ],
    ['query ($n: Int) { issues(first: $n) { nodes { ...F } } } fragment F on Issue { id }', { n: 20 }, 22],
  ])('%s', (query, variables, points) => {
    expect(cost(query, variables)).toBe(points);
  });
});
