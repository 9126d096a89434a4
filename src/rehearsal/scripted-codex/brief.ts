/** What the stand-in reads out of a prompt, where a model would understand it. */
export interface Brief {
  identifier: string;
  title: string | null;
  /** The state to begin with, and the lines of the comment that says so; null in a later turn. */
  begin: { state: string; comment: string } | null;
}

/** The facts of a prompt of ours (`src/orchestrator/workflow/prompt.ts`); null when they are not in it. */
export function readBrief(prompt: string): Brief | null {
  const later = /^Go on with (\S+) from where you are/.exec(prompt)?.[1];
  if (later !== undefined) return { identifier: later, title: null, begin: null };
  const identifier = /^- Identifier: (.+)$/m.exec(prompt)?.[1];
  if (identifier === undefined) return null;
  const title = /^- Title: (.+)$/m.exec(prompt)?.[1] ?? null;
  // The last one: before it stand words of others, which could hold such a heading as well.
  const after = prompt.split('\n# Begin like this\n').at(-1) ?? '';
  const state = /issue_transition to "([^"]+)"/.exec(after)?.[1];
  const lines = [...after.matchAll(/^ {3}(- \w+: `[^`]*`)$/gm)].map(([, line]) => line);
  const begin = state === undefined ? null : { state, comment: lines.join('\n') };
  return { identifier, title, begin };
}
