import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { problem } from './problem.ts';

const MAX_PAGE = 100;
const MAX_NODES = 500_000;

/** What a query would cost, and what GitHub refuses before it runs anything. */
export interface Cost {
  readonly points: number;
  readonly nodes: number;
  readonly errors: readonly GraphQLError[];
}

/**
 * GitHub's arithmetic: every connection is one request per node of the connections around it; 100 of them are a point.
 * https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const errors: GraphQLError[] = [];
  let requests = 0;
  let nodes = 0;

  function walk(set: SelectionSetNode | undefined, typeName: string, times: number): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) field(selection, typeName, times);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, times);
      else {
        const fragment = fragments.get(selection.name.value);
        walk(fragment?.selectionSet, fragment?.typeCondition.name.value ?? typeName, times);
      }
    }
  }

  function field(node: FieldNode, typeName: string, times: number): void {
    const parent = schema.getType(typeName);
    if (!isObjectType(parent) && !isInterfaceType(parent)) return;
    const definition = parent.getFields()[node.name.value];
    if (!definition) return;
    const result = getNamedType(definition.type).name;
    if (!result.endsWith('Connection')) {
      walk(node.selectionSet, result, times);
      return;
    }
    requests += times;
    const size = pageSize(node);
    nodes += times * size;
    walk(node.selectionSet, result, times * size);
  }

  function pageSize(node: FieldNode): number {
    const name = node.name.value;
    for (const argument of node.arguments ?? []) {
      const side = argument.name.value;
      if (side !== 'first' && side !== 'last') continue;
      const { value } = argument;
      const size = Number(
        value.kind === Kind.VARIABLE
          ? variables[value.name.value]
          : value.kind === Kind.INT
            ? value.value
            : 0,
      );
      if (size > MAX_PAGE)
        errors.push(
          problem(
            'EXCESSIVE_PAGINATION',
            `Requesting ${size} records on the \`${name}\` connection exceeds the \`${side}\` limit of ${MAX_PAGE} records.`,
          ),
        );
      return size;
    }
    errors.push(
      problem(
        'MISSING_PAGINATION_BOUNDARIES',
        `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
      ),
    );
    return 0;
  }

  walk(operation.selectionSet, operation.operation === 'mutation' ? 'Mutation' : 'Query', 1);
  if (nodes > MAX_NODES)
    errors.push(
      problem(
        'MAX_NODE_LIMIT_EXCEEDED',
        `This query requests up to ${nodes} possible nodes which exceeds the maximum limit of ${MAX_NODES}.`,
      ),
    );
  return { points: Math.max(1, Math.round(requests / 100)), nodes, errors };
}
