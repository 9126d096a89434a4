import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

const USUAL_PAGE = 50;

/** Linear refuses a single query above this. */
export const MOST_COMPLEX = 10_000;

/**
 * What a query costs, by Linear's rules: a property is a tenth of a point, an object one, and a connection multiplies
 * what is inside by its page size. https://linear.app/developers/rate-limiting#complexity
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );

  function points(set: SelectionSetNode, typeName: string): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) sum += points(selection.selectionSet, typeName);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) sum += points(fragment.selectionSet, typeName);
      } else if (!selection.selectionSet) sum += 0.1;
      // Part of the connection itself, and free.
      else if (selection.name.value === 'pageInfo') continue;
      else {
        const type = schema.getType(typeName);
        const definition = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
        if (!definition) continue;
        const inner = getNamedType(definition.type).name;
        const size = selection.arguments?.find(({ name }) => name.value === 'first')?.value;
        const first = size?.kind === Kind.VARIABLE ? variables[size.name.value] : undefined;
        const times = Number(size?.kind === Kind.INT ? size.value : (first ?? USUAL_PAGE));
        if (inner.endsWith('Connection')) sum += times * points(selection.selectionSet, inner);
        else sum += 1 + points(selection.selectionSet, inner);
      }
    }
    return sum;
  }

  const root = operation.operation === 'mutation' ? 'Mutation' : 'Query';
  return Math.ceil(points(operation.selectionSet, root));
}
