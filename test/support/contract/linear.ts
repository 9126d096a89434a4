import {
  buildSchema,
  execute,
  type GraphQLSchema,
  getOperationAST,
  isScalarType,
  parse,
  validate,
} from 'graphql';
import { onTestFinished } from 'vitest';
import { linearSdl } from '../../../scripts/lib/linear-sdl.mjs';
import { SDL } from '../../../src/rehearsal/linear/graphql/schema.ts';
import type { LinearExchange } from '../../../src/rehearsal/linear/http/exchange.ts';
import { type Linear, type LinearOptions, startLinear } from '../../../src/rehearsal/linear/linear.ts';

let made: GraphQLSchema | undefined;
let slice: GraphQLSchema | undefined;

/** Linear's whole GraphQL schema, made back (once: it takes a second) from its SDK's declarations. Dates must be dates. */
export function linearSchema(): GraphQLSchema {
  made ??= makeSchema();
  return made;
}

function makeSchema(): GraphQLSchema {
  const schema = buildSchema(linearSdl(), { assumeValid: true });
  const date = schema.getType('DateTime');
  if (!isScalarType(date)) throw new Error('Linear has no DateTime.');
  date.serialize = (value) => {
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
    throw new Error(`no date: ${String(value)}`);
  };
  return schema;
}

/** Says what broke Linear's contract in a request or its answer. */
export type LinearCheck = (exchange: LinearExchange) => string[];

/** Checks against the whole schema; what the rehearsal's slice lacks is said too. */
export function linearCheck(): LinearCheck {
  const whole = linearSchema();
  slice ??= buildSchema(SDL, { assumeValid: true });
  const known = slice;

  return (exchange) => {
    try {
      return check(exchange);
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  };

  function check({ requestBody, responseBody, status, faulted }: LinearExchange): string[] {
    const body = requestBody as { query?: unknown; variables?: Record<string, unknown> } | undefined;
    if (typeof body?.query !== 'string') return ['the request has no query'];
    const document = parse(body.query);
    const broken = validate(whole, document).map(({ message }) => message);
    if (broken.length > 0) return broken;
    const lacking = validate(known, document).map(
      ({ message }) => `not in the rehearsal's slice: ${message}`,
    );
    if (lacking.length > 0 || faulted) return lacking;
    const answer = JSON.parse(responseBody) as { data?: unknown; errors?: unknown[] };
    if (answer.errors) return answer.errors.flatMap(checkProblem);
    if (status !== 200) return [`status ${status} without errors`];
    return checkData(whole, body.query, body.variables ?? {}, answer.data);
  }
}

/** The answer is executed as if it were the world: types, nulls and enums must all be those of the schema. */
function checkData(
  schema: GraphQLSchema,
  query: string,
  variableValues: Record<string, unknown>,
  data: unknown,
): string[] {
  const document = parse(query);
  const isQuery = getOperationAST(document)?.operation !== undefined;
  if (!isQuery || data === undefined) return ['the answer has no data'];
  const result = execute({
    schema,
    document,
    rootValue: data,
    variableValues,
    fieldResolver: (source, _args, _context, { path }) => (source as Record<string, unknown>)[path.key],
  });
  if (result instanceof Promise) return ['the check cannot wait'];
  const problems = (result.errors ?? []).map(
    ({ message, path }) => `answer at ${path?.join('.')}: ${message}`,
  );
  const same = JSON.stringify(result.data) === JSON.stringify(data);
  return same || problems.length > 0 ? problems : ['the answer holds more than was asked'];
}

function checkProblem(problem: unknown): string[] {
  const { message, extensions } = problem as { message?: unknown; extensions?: Record<string, unknown> };
  const isWhole = typeof message === 'string' && extensions?.type && extensions.code;
  return isWhole ? [] : [`an error without message, type or code: ${JSON.stringify(problem)}`];
}

/** Linear, every exchange of it held against its own schema; stopped, and so judged, when the running test ends. */
export async function checkedLinear(options: LinearOptions = {}): Promise<CheckedLinear> {
  const linear = await startCheckedLinear(options);
  onTestFinished(() => linear.stop());
  return linear;
}

/** The same with what was seen. */
export interface CheckedLinear extends Linear {
  exchanges(): readonly LinearExchange[];
  /** What broke the contract so far, and forgets it: for tests that break it on purpose. */
  takeViolations(): string[];
}

/** `stop` throws when any exchange broke the contract. */
export async function startCheckedLinear(options: LinearOptions = {}): Promise<CheckedLinear> {
  const check = linearCheck();
  const seen: LinearExchange[] = [];
  let broken: string[] = [];
  const linear = await startLinear({
    ...options,
    onExchange(exchange) {
      seen.push(exchange);
      broken.push(...check(exchange).map((problem) => `${exchange.operation}: ${problem}`));
      options.onExchange?.(exchange);
    },
  });
  return {
    ...linear,
    exchanges: () => seen,
    takeViolations() {
      const taken = broken;
      broken = [];
      return taken;
    },
    async stop() {
      await linear.stop();
      if (broken.length > 0) throw new Error(`Linear's contract was broken:\n${broken.join('\n')}`);
    },
  };
}
