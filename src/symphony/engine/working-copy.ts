import { basename } from 'node:path';

/** Where the working copies are, relative to the clone. Kept out of every commit. */
const WORKING_COPIES = '.maestro/symphony';

/** The folder of a contribution's own in its clone, relative to it. */
export function ownFolder(id: string): string {
  return `${WORKING_COPIES}/${id}`;
}

/** The path of a working copy relative to the clone: `.maestro/symphony/{id}/NN-name.md`. */
export function workingCopy(id: string, index: number, name: string): string {
  const stem = basename(name).replace(/\.md$/i, '');
  const plain = stem.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60) || 'document';
  return `${ownFolder(id)}/${String(index + 1).padStart(2, '0')}-${plain}.md`;
}
