import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { NEWER } from '../../../scripts/lib/github-schema-newer.mjs';
import { SDL } from '../../../src/rehearsal/forge/graphql/schema.ts';
import type { Exchange } from '../../../src/rehearsal/forge/http/exchange.ts';

let whole: GraphQLSchema | undefined;
let slice: GraphQLSchema | undefined;
/** What a query breaks: the same whichever forge was asked. */
const known = new Map<string, string[]>();

/** GitHub's whole GraphQL schema, read once: it takes a quarter of a second and more. */
export function githubSchema(): GraphQLSchema {
  // The package's exports do not name the file: found by its place.
  const place = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
  whole ??= buildSchema(readFileSync(place, 'utf8') + NEWER, { assumeValid: true });
  return whole;
}

/** Checks a GraphQL request against GitHub's whole schema; what the forge's slice lacks is said too. */
export function checkGraphql(exchange: Exchange): string[] {
  const query = (exchange.requestBody as { query?: unknown } | undefined)?.query;
  if (typeof query !== 'string') return ['the request has no query'];
  const problems = known.get(query) ?? problemsOf(query);
  known.set(query, problems);
  return problems;
}

function problemsOf(query: string): string[] {
  try {
    slice ??= buildSchema(SDL, { assumeValid: true });
    const document = parse(query);
    const broken = validate(githubSchema(), document).map(({ message }) => message);
    if (broken.length > 0) return broken;
    return validate(slice, document).map(({ message }) => `not in the forge's slice: ${message}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
