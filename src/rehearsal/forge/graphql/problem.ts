import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The kinds of errors that GitHub's GraphQL answers carry in `type`. */
export type ProblemType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'RATE_LIMITED'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'MAX_NODE_LIMIT_EXCEEDED';

/** An error of one field; its neighbours are answered all the same. */
export function problem(type: ProblemType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** An error as GitHub writes it: `type` stands beside the message, not among extensions. */
export function formatProblem(error: GraphQLError): GraphQLFormattedError & { type?: string } {
  const { type, ...extensions } = error.extensions as { type?: string };
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path ? { path: error.path } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    message: error.message,
  };
}
