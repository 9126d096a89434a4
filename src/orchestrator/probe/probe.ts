import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { AgentStatus } from '../../runner/agents/agent.ts';
import { detectCodex } from '../../runner/agents/codex/detect.ts';
import { type Messages, missingFrom, readProtocol, USED } from '../../runner/agents/codex/protocol.ts';
import { agentEnvironment } from '../../runner/agents/environment.ts';
import { isOlder } from '../../runner/agents/installed.ts';
import { CHECKS, type Check, type CheckId, type ProbeReport } from './report.ts';
import { roundTrip } from './round-trip.ts';

const ROUND_TRIP_MS = 180_000;

/** How a probe is made. */
export interface ProbeOptions {
  /** The environment that Codex's is built from. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds for the round trip as a whole. */
  roundTripMs?: number;
  /** Told each check as it ends. */
  onCheck?(check: Check): void;
}

/**
 * Whether the installed Codex can do what the orchestrator asks of it. The first check that fails ends it. Only the last one
 * needs a model; it costs a few hundred tokens.
 * @throws the signal's reason when cancelled; whatever else goes wrong is in the report.
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { signal } = options;
  const env = agentEnvironment(options.env, 'codex');
  const report: ProbeReport = { ok: false, transport: 'stdio://', command: null, version: null, checks: [] };
  let codex: AgentStatus | undefined;
  let protocol: Messages | undefined;

  /** What each check does; it returns what it saw, or throws. */
  const steps: Record<CheckId, () => Promise<string>> = {
    async installed() {
      codex = await detectCodex(options.env, signal);
      report.command = codex.command;
      report.version = codex.version;
      if (codex.installed && codex.command !== null) return codex.command;
      const what = codex.command === null ? 'There is no "codex" on the PATH.' : 'Codex does not run.';
      throw new MaestroError('probe.no-codex', what, remedyOf(codex));
    },
    async version() {
      const { version, minVersion, remedy } = known(codex);
      const wanted = minVersion ?? '';
      if (!isOlder(version ?? '', wanted)) return `${version} (${wanted} or newer is needed)`;
      throw new MaestroError('probe.old-codex', `Codex ${version} is too old.`, remedyOf({ remedy }));
    },
    async schema() {
      protocol = await readProtocol(known(codex).command ?? '', env, signal);
      const { requests, questions, notifications } = protocol;
      return `${requests.length} requests, ${questions.length} questions, ${notifications.length} notifications`;
    },
    async messages() {
      const missing = missingFrom(known(protocol));
      if (missing.length === 0) return `all ${Object.values(USED).flat().length}`;
      throw new MaestroError('probe.no-such-message', `Its protocol has no ${missing.join(', ')}.`, {
        remedy: 'This version of Codex and this version of Maestro do not fit: update both.',
      });
    },
    async tool() {
      if (known(codex).signedIn === false)
        throw new MaestroError('probe.signed-out', 'Codex is not signed in.', remedyOf(known(codex)));
      return roundTrip({
        command: known(codex).command ?? '',
        env,
        signal,
        timeoutMs: options.roundTripMs ?? ROUND_TRIP_MS,
      });
    },
  };

  for (const id of Object.keys(CHECKS) as CheckId[]) {
    const failed = report.checks.some(({ state }) => state !== 'passed');
    const check = failed ? checkOf(id, 'not-tried') : await tried(id, steps[id], signal);
    report.checks.push(check);
    options.onCheck?.(check);
  }
  report.ok = report.checks.every(({ state }) => state === 'passed');
  return report;
}

async function tried(id: CheckId, step: () => Promise<string>, signal: AbortSignal): Promise<Check> {
  try {
    return checkOf(id, 'passed', await step());
  } catch (error) {
    signal.throwIfAborted();
    const { code, message, remedy } = asMaestroError(error);
    return { ...checkOf(id, 'failed', message), code, remedy: remedy ?? null };
  }
}

function checkOf(id: CheckId, state: Check['state'], seen = ''): Check {
  return { id, title: CHECKS[id], state, seen: oneLine(seen, 600), code: null, remedy: null };
}

function remedyOf({ remedy }: Pick<AgentStatus, 'remedy'>): { remedy?: string } {
  return remedy === null ? {} : { remedy };
}

/** What an earlier check found; it has passed, or this one would not run. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A check ran before the one that it needs.');
  return value;
}
