import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { type Answer, json } from '../http/answer.ts';
import { type Limits, limitHeaders } from '../http/limits.ts';
import { GitHubProblem } from '../http/problem.ts';
import { canRead } from '../world/rights.ts';
import type { User } from '../world/types.ts';
import { findRepository, isoSeconds, type World } from '../world/world.ts';
import { type Cost, costOf } from './cost.ts';
import { mutations } from './mutations.ts';
import { nodeById } from './node-by-id.ts';
import { repositoryNode, userNode } from './nodes.ts';
import { GraphqlBody, operationNameOf } from './operation-name.ts';
import { formatProblem, problem } from './problem.ts';
import { SDL } from './schema.ts';
import type { View } from './view.ts';

/** The GraphQL half of the forge. */
export interface GraphqlApi {
  /** Name of the operation in a request body: its own, else of its first field; null when it cannot be read. */
  operationName(body: unknown): string | null;
  /** Answers a request body for a user; errors of single fields stand beside the rest, with status 200, as on GitHub. */
  answer(user: User | null, body: unknown): Promise<Answer>;
}

/** GraphQL over the world, by the slice of GitHub's own schema in `schema.ts`. */
export function createGraphql(world: World, limits: Limits): GraphqlApi {
  const schema = buildSchema(SDL, { assumeValid: true });

  async function run(user: User, body: unknown): Promise<Answer> {
    const prepared = prepare(body);
    if ('errors' in prepared) return reply(user, { errors: prepared.errors });
    const { document, operation, variables } = prepared;
    const errors = validate(schema, document);
    if (errors.length > 0) return reply(user, { errors });
    const cost = costOf(schema, document, operation, variables);
    if (cost.errors.length > 0) return reply(user, { errors: cost.errors });
    if (limits.standing(user, 'graphql').remaining < 1)
      return reply(user, {
        errors: [problem('RATE_LIMITED', `API rate limit exceeded for user ID ${user.id}.`)],
      });
    limits.refuseSecondary(operation.operation === 'mutation');
    limits.charge(user, 'graphql', cost.points);
    const view: View = { world, user };
    const perform = async (): Promise<ExecutionResult> =>
      execute({
        schema,
        document,
        operationName: operation.name?.value ?? null,
        variableValues: variables,
        rootValue: operation.operation === 'mutation' ? mutations(view) : root(view, cost),
      });
    return reply(user, await (operation.operation === 'mutation' ? world.exclusive(perform) : perform()));
  }

  function root(view: View, cost: Cost) {
    return {
      viewer: () => userNode(view, view.user),
      rateLimit() {
        const { limit, remaining, used, reset } = limits.standing(view.user, 'graphql');
        const resetAt = isoSeconds(new Date(reset * 1000));
        return { cost: cost.points, nodeCount: cost.nodes, limit, remaining, used, resetAt };
      },
      nodes: ({ ids }: { ids: string[] }) => ids.map((id) => nodeById(view, id)),
      repository({ owner, name }: { owner: string; name: string }) {
        const repository = findRepository(world, `${owner}/${name}`);
        if (repository && canRead(repository, view.user)) return repositoryNode(view, repository);
        throw problem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      },
    };
  }

  function reply(user: User, result: ExecutionResult): Answer {
    const { data, errors } = result;
    return json(
      200,
      { ...(data === undefined ? {} : { data }), ...(errors ? { errors: errors.map(formatProblem) } : {}) },
      limitHeaders(limits.standing(user, 'graphql')),
    );
  }

  return {
    operationName: operationNameOf,
    async answer(user, body) {
      if (!user) throw new GitHubProblem(401, 'This endpoint requires you to be authenticated.');
      return run(user, body);
    },
  };
}

interface Prepared {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

function prepare(body: unknown): Prepared | { errors: GraphQLError[] } {
  const parsed = GraphqlBody.safeParse(body);
  if (!parsed.success)
    throw new GitHubProblem(400, 'A query attribute must be specified and must be a string.');
  const { query, variables, operationName } = parsed.data;
  try {
    const document = parse(query, { maxTokens: 50_000 });
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [new GraphQLError('An operation name is required.')] };
    return { document, operation, variables: variables ?? {} };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
