import { getOperationAST, parse } from 'graphql';
import * as z from 'zod';

/** What a GraphQL request's body holds. */
export const GraphqlBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Name of the operation in a request body: its own, else of its first field; null when it cannot be read. */
export function operationNameOf(body: unknown): string | null {
  const parsed = GraphqlBody.safeParse(body);
  if (!parsed.success) return null;
  try {
    const operation = getOperationAST(parse(parsed.data.query), parsed.data.operationName);
    const [first] = operation?.selectionSet.selections ?? [];
    return operation?.name?.value ?? (first?.kind === 'Field' ? first.name.value : null);
  } catch {
    // A document that does not parse has no name; the answer itself says what is wrong with it.
    return null;
  }
}
