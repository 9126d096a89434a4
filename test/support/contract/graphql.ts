import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { SDL } from '../../../src/rehearsal/forge/graphql/schema.ts';
import type { Exchange } from '../../../src/rehearsal/forge/http/exchange.ts';

/** GitHub's whole GraphQL schema. */
export function githubSchema(): GraphQLSchema {
  // The package's exports do not name the file: found by its place.
  const place = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
  return buildSchema(readFileSync(place, 'utf8'), { assumeValid: true });
}

/** Checks GraphQL documents against GitHub's whole schema; what the forge's slice lacks is said too. */
export function graphqlCheck(): (exchange: Exchange) => string[] {
  let whole: GraphQLSchema | undefined;
  let slice: GraphQLSchema | undefined;
  const known = new Map<string, string[]>();

  function check(query: string): string[] {
    whole ??= githubSchema();
    slice ??= buildSchema(SDL, { assumeValid: true });
    const document = parse(query);
    const broken = validate(whole, document).map(({ message }) => message);
    if (broken.length > 0) return broken;
    return validate(slice, document).map(({ message }) => `not in the forge's slice: ${message}`);
  }

  return (exchange) => {
    const query = (exchange.requestBody as { query?: unknown } | undefined)?.query;
    if (typeof query !== 'string') return ['the request has no query'];
    let problems = known.get(query);
    if (!problems) {
      try {
        problems = check(query);
      } catch (error) {
        problems = [error instanceof Error ? error.message : String(error)];
      }
      known.set(query, problems);
    }
    return problems;
  };
}
