import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { requireBranchName } from '../../runner/workspace/names.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';
import type { Lane } from './types.ts';

const MAX_CHARS = 80;
const OTHER = /[^A-Za-z0-9._-]/g;
// What is harmless alone and not here: hidden files, options, `..` and `.lock` in a branch's name, ends that Windows drops.
const AWKWARD = /^[.-]|\.\.|\.$|\.lock$/i;
// Devices to Windows, whatever the ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
// An identifier that looks like one of our own changed names is changed as well, so that it can never be one.
const MARKED = /-[0-9a-f]{16}$/i;

/**
 * The folder's name for an issue: its identifier where that can be a folder and a branch everywhere, else a readable
 * remainder of it and 64 bits of its hash, so that two that read alike stay apart. Names that differ only by case are kept
 * apart by the owner's record (`owner.ts`).
 */
export function laneName(identifier: string): string {
  const unsafe =
    identifier.length > MAX_CHARS || [AWKWARD, DEVICE, MARKED].some((one) => one.test(identifier));
  const plain = identifier.replace(OTHER, '_');
  if (identifier !== '' && plain === identifier && !unsafe) return identifier;
  const readable = plain.slice(0, MAX_CHARS).replace(/^[.-]|\.(?=\.|lock$|$)/gi, '_');
  const hash = createHash('sha256').update(identifier).digest('hex').slice(0, 16);
  return `${readable === '' || DEVICE.test(readable) ? '_' : ''}${readable}-${hash}`;
}

/** The lane of an issue; nothing is made. @throws MaestroError `git.bad-branch` for a configuration's id that no branch can hold. */
export function laneOf(
  config: { id: string; workspaceRoot: string },
  issue: Pick<TrackerIssue, 'id' | 'identifier'>,
): Lane {
  const name = laneName(issue.identifier);
  return {
    issueId: issue.id,
    identifier: issue.identifier,
    name,
    dir: join(config.workspaceRoot, name),
    branch: requireBranchName(`x/${config.id}-${name.toLowerCase()}`),
  };
}
