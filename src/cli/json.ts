import * as z from 'zod';
import { ConfigView, WorkflowView } from '../orchestrator/checks/output.ts';
import { ProbeReport } from '../orchestrator/probe/report.ts';
import { type OrchestratorStatus, RunStatus } from '../orchestrator/status.ts';
import { AgentStatusSchema } from '../runner/agents/agent.ts';
import { TaskFact } from '../runner/autorun/events.ts';
import type { CleanResult } from '../symphony/clean.ts';
import { Contribution, ContributionState } from '../symphony/contribution.ts';
import { IssueViewSchema } from '../symphony/issues/status.ts';
import { DocumentFact, EventBodySchema } from '../symphony/journal/events.ts';
import { ProblemSchema } from '../symphony/problem.ts';
import { ProjectSchema } from '../symphony/registry/project.ts';
import { SourceSchema } from '../symphony/registry/sources.ts';
import { AchievementSchema, HistoryRowSchema, StatsSchema } from '../symphony/stats-schema.ts';
import type { Terminal } from './terminal.ts';

// The shapes of every `--json` output. Keys are added, never renamed or removed, within a major version.

const problems = z.array(ProblemSchema);
const Count = z.number().int().nonnegative();

export const ProjectsOutput = z.object({
  projects: z.array(
    ProjectSchema.extend({
      /** Null where they could not be read and no earlier copy is there. */
      issues: z.object({ available: Count, inProgress: Count, blocked: Count, completed: Count }).nullable(),
    }),
  ),
  sources: z.array(SourceSchema),
  problems,
});
export const IssuesOutput = z.object({
  slug: z.string(),
  issues: z.array(IssueViewSchema),
  problems,
  rateLimit: z.object({ limit: z.number(), remaining: z.number(), resetAt: z.string() }).nullable(),
});
export const StatusOutput = z.object({ contributions: z.array(Contribution), problems });
/** One line of many. `event` is as it stands in the journal, but for its stamp and control sequences. */
export const LogLine = z.object({
  seq: Count,
  at: z.string(),
  /** The task that it is about, as `status` numbers them; null when it is about none. */
  taskNumber: z.number().int().nullable(),
  event: EventBodySchema,
});
export const HistoryOutput = z.object({ history: z.array(HistoryRowSchema), problems });
export const StatsOutput = z.object({
  stats: StatsSchema,
  achievements: z.array(AchievementSchema),
  problems,
});
export const AgentsOutput = z.object({ agents: z.array(AgentStatusSchema) });
const CleanFacts = z.object({
  clones: z.array(
    z.object({
      dir: z.string(),
      ids: z.array(z.string()),
      state: ContributionState,
      missing: z.boolean(),
      sizeBytes: Count,
      keep: z
        .object({
          code: z.enum(['active', 'unsaved', 'outside', 'not-the-clone', 'unreadable', 'busy']),
          why: z.string(),
        })
        .nullable(),
    }),
  ),
  foreign: z.array(z.string()),
  expired: z.array(z.string()),
  removed: z.array(z.object({ dir: z.string(), trash: z.string() })),
}) satisfies z.ZodType<CleanResult>;
export const CleanOutput = CleanFacts.extend({ dryRun: z.boolean() });
export const ProbeOutput = ProbeReport;
export const OrchestratorStatusOutput = z.object({
  active: z.array(RunStatus),
  recent: z.array(RunStatus),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
}) satisfies z.ZodType<OrchestratorStatus>;
export const CheckOutput = z.union([
  z.object({ ok: z.boolean(), problems, documents: z.array(DocumentFact) }),
  z.object({
    ok: z.boolean(),
    problems,
    tasks: z.array(TaskFact.pick({ line: true, text: true, done: true })),
  }),
  z.object({ ok: z.boolean(), problems, projects: z.array(ProjectSchema) }),
  z.object({ ok: z.boolean(), problems, config: ConfigView.nullable() }),
  z.object({ ok: z.boolean(), problems, workflow: WorkflowView.nullable() }),
]);

export type ProjectsOutput = z.infer<typeof ProjectsOutput>;
export type IssuesOutput = z.infer<typeof IssuesOutput>;
export type StatusOutput = z.infer<typeof StatusOutput>;
export type LogLine = z.infer<typeof LogLine>;
export type HistoryOutput = z.infer<typeof HistoryOutput>;
export type StatsOutput = z.infer<typeof StatsOutput>;
export type AgentsOutput = z.infer<typeof AgentsOutput>;
export type CleanOutput = z.infer<typeof CleanOutput>;
export type OrchestratorStatusOutput = z.infer<typeof OrchestratorStatusOutput>;
export type ProbeOutput = z.infer<typeof ProbeOutput>;
export type CheckOutput = z.infer<typeof CheckOutput>;

/** Every output by the words of its command, for the schema file and the documentation. */
export const OUTPUTS = {
  'symphony projects': ProjectsOutput,
  'symphony issues': IssuesOutput,
  'symphony status': StatusOutput,
  'symphony log': LogLine,
  'symphony history': HistoryOutput,
  'symphony stats': StatsOutput,
  'symphony clean': CleanOutput,
  agents: AgentsOutput,
  check: CheckOutput,
  'protocol probe': ProbeOutput,
  status: OrchestratorStatusOutput,
} as const;

/** Writes one JSON value, indented, to standard output. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2));
}
