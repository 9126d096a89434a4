// What GitHub's schema has and the package does not have yet. Take it out when `@octokit/graphql-schema` brings it along.

/**
 * Issue dependencies, there since 2025-07-30: https://docs.github.com/graphql/overview/changelog and
 * https://docs.github.com/public/fpt/schema.docs.graphql
 */
export const NEWER = `
extend type Issue {
  blockedBy(
    after: String
    before: String
    first: Int
    last: Int
    orderBy: IssueDependencyOrder = { field: DEPENDENCY_ADDED_AT, direction: DESC }
  ): IssueConnection!
}

input IssueDependencyOrder {
  direction: OrderDirection!
  field: IssueDependencyOrderField!
}

enum IssueDependencyOrderField {
  CREATED_AT
  DEPENDENCY_ADDED_AT
}
`;
