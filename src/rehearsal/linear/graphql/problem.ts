import { GraphQLError, type GraphQLFormattedError } from 'graphql';

// The words and codes are Linear's own: https://linear.app/developers/graphql#errors, and what it answers in fact.
const KINDS = {
  unauthenticated: {
    type: 'authentication error',
    code: 'AUTHENTICATION_ERROR',
    status: 401,
    message: 'Authentication required, not authenticated',
    words: 'You need to authenticate to access this operation.',
  },
  forbidden: {
    type: 'forbidden',
    code: 'FORBIDDEN',
    status: 403,
    message: 'Invalid scope: `write` required',
    words: 'You do not have permission to perform this action.',
  },
  limited: {
    type: 'ratelimited',
    code: 'RATELIMITED',
    status: 400,
    message: 'Rate limit exceeded',
    words: 'You have exceeded the rate limit. Please try again later.',
  },
  input: {
    type: 'invalid input',
    code: 'INPUT_ERROR',
    status: 400,
    message: 'Argument Validation Error',
    words: 'The input is not valid.',
  },
  internal: {
    type: 'internal error',
    code: 'INTERNAL_SERVER_ERROR',
    status: 500,
    message: 'Internal server error',
    words: 'Something went wrong. Please try again later.',
  },
} as const;

/** The kinds of failures that are modelled. */
export type ProblemKind = keyof typeof KINDS;

/** An error of one field, or of the whole request when it is thrown outside of any. `message` is for developers, `words` for people. */
export function problem(kind: ProblemKind, message?: string, words?: string): GraphQLError {
  const { type, code, status, ...usual } = KINDS[kind];
  return new GraphQLError(message ?? usual.message, {
    extensions: {
      type,
      code,
      statusCode: status,
      userError: kind !== 'internal',
      userPresentableMessage: words ?? usual.words,
    },
  });
}

/** The status of an answer that consists of this one failure. */
export function statusOf(kind: ProblemKind): number {
  return KINDS[kind].status;
}

/** Something that is asked for by its id and is not there. */
export function notFound(what: string): GraphQLError {
  return problem('input', `Entity not found: ${what}`, `Could not find referenced ${what}.`);
}

/** An error as Linear writes it; those of the language itself get the code and type that Linear gives them. */
export function formatProblem(error: GraphQLError): GraphQLFormattedError {
  const json = error.toJSON();
  if (error.extensions.code !== undefined) return json;
  const extensions = { type: 'graphql error', code: 'GRAPHQL_VALIDATION_FAILED', userError: true };
  return { ...json, extensions: { http: { status: 400, headers: {} }, ...extensions } };
}
