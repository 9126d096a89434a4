// Of what takes long, a run holds a part that its seed chooses. What is drawn by file is here; what is drawn inside a file is
// told by `sample()` in `test/support/seed.ts`, with its three levels, and by `oneIn()`.

/** Each takes a minute and more, and those of a row hold much the same: one of each row in every run. */
export const ROWS = [
  ['control/pause', 'control/cancel', 'control/meanwhile'],
  ['sweeps/kills', 'sweeps/orchestrator-kills', 'sweeps/agent-stops'],
  ['sweeps/faults', 'sweeps/races', 'sweeps/codex-stops'],
];

/** The files of which a run holds a part, and `npm run test:more` the whole or much more. */
export const MORE = [
  'agents/failures',
  'agents/overloaded',
  'agents/rate-limit',
  'agents/sample',
  'cli/contribute',
  'cli/rehearse',
  'orchestrator/attempts',
  'orchestrator/decisions',
  'orchestrator/ends',
  'orchestrator/lane',
  'orchestrator/passes',
  'orchestrator/probe',
  'orchestrator/specification',
  'orchestrator/write-backs',
  'orchestrator/write-backs-github',
  'runner/acp',
  'runner/bring-home',
  'runner/claude',
  'runner/clone',
  'runner/codex',
  'runner/codex-autorun',
  'runner/documents/linear',
  'runner/gemini',
  'runner/opencode',
  'runner/sandbox-levels',
  'sweeps/agent-stops',
  'sweeps/codex-stops',
  'sweeps/faults',
  'sweeps/kills',
  'sweeps/orchestrator-kills',
  'sweeps/peoples-decisions',
  'sweeps/planted-agent',
  'sweeps/races',
  'symphony/agent-budget',
  'symphony/agent-deeds',
  'symphony/budgets',
  'symphony/control/cancel',
  'symphony/control/meanwhile',
  'symphony/control/pause',
  'symphony/engine-run',
  'symphony/gate',
  'symphony/git-failures',
  'symphony/issues/linear',
  'symphony/prepare',
  'symphony/steer',
].map(path);

/** What the sweeps hold besides: all that strikes at random moments, or only shows itself after many rounds. */
export const SWEEPS = [...MORE, 'test/integration/sweeps/', path('runner/codex-same-read')];

function path(name) {
  return `test/integration/${name}.test.ts`;
}

/** Patterns of the files that this seed leaves out of the integration stage. */
export function leftOut(seed) {
  return ROWS.flatMap((row) => row.filter((_, at) => at !== Number(seed) % row.length)).map(
    (name) => `**/${name}.test.ts`,
  );
}
