import type { TrackerKind } from '../../orchestrator/config/types.ts';

/** The `WORKFLOW.md` that the bundled sample gets for a rehearsal: short, and an example to copy from. */
export function sampleWorkflow(tracker: TrackerKind): string {
  return `+++
version = 1

[tracker]
provider = "${tracker}"

[execution]
max_attempts = 2
validation_commands = ["node --test"]

[context]
read_first = ["CONTRIBUTING.md"]
+++

# How work is done here

Make the failing tests pass, one document of the folder \`symphony\` after the other, and tick its tasks. Change no test.
Hand the work over when \`node --test\` passes.
`;
}
