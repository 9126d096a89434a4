/** A pull request as GitHub's REST API gives it, as far as the client reads it. */
export function restPull(number: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    number,
    node_id: `PR_${number}`,
    html_url: `https://github.com/o/r/pull/${number}`,
    title: `Pull ${number}`,
    body: '',
    user: { login: 'ann' },
    state: 'open',
    draft: true,
    merged_at: null,
    head: { ref: 'work', sha: 'a'.repeat(40), repo: { full_name: 'o/r' } },
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...change,
  };
}

/** An issue as GitHub's REST API gives it. */
export function restIssue(number: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    number,
    node_id: `I_${number}`,
    html_url: `https://github.com/o/r/issues/${number}`,
    title: `Issue ${number}`,
    body: 'text',
    user: { login: 'ben' },
    state: 'open',
    labels: [{ name: 'runmaestro.ai' }],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...change,
  };
}

/** An issue as GitHub's GraphQL API gives it. */
export function graphqlIssue(number: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `I_${number}`,
    number,
    url: `https://github.com/o/r/issues/${number}`,
    title: `Issue ${number}`,
    body: 'text',
    state: 'OPEN',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    author: { login: 'ben' },
    labels: { nodes: [{ name: 'runmaestro.ai' }] },
    closedByPullRequestsReferences: { nodes: [] },
    ...change,
  };
}
