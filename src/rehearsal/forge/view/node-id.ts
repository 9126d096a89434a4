/** What has a node id, and the letters GitHub puts before it. */
const PREFIX = {
  User: 'U',
  Organization: 'O',
  repository: 'R',
  issue: 'I',
  pull: 'PR',
  comment: 'IC',
  label: 'LA',
  ref: 'REF',
  commit: 'C',
  tree: 'T',
  blob: 'B',
} as const;

/** The global id of GraphQL; opaque to clients. */
export function nodeId(kind: keyof typeof PREFIX, id: number | string): string {
  return `${PREFIX[kind]}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** The number inside an issue's or a pull request's id; null when it is none of the kind. */
export function readNodeId(kind: keyof typeof PREFIX, text: string): number | null {
  const prefix = `${PREFIX[kind]}_`;
  if (!text.startsWith(prefix)) return null;
  const id = Number(Buffer.from(text.slice(prefix.length), 'base64url').toString('utf8'));
  return Number.isSafeInteger(id) ? id : null;
}
