/** How the agent that uses no model is known; apart from it, for those that only ask whether it was that one. */
export const SCRIPTED = { id: 'scripted', displayName: 'Scripted (rehearsal, no model)' } as const;

/** What the stand-in for Codex, which uses no model either, says that it is. */
export const STAND_IN = 'scripted-codex (no model)';
