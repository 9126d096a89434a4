import { tmpdir } from 'node:os';
import type { AgentStatus } from '../../runner/agents/agent.ts';
import { MaestroError } from '../../platform/errors.ts';
import { type LightProcess, startLight } from '../../platform/process/light.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import { withoutTokens } from '../../symphony/launch-environment.ts';
import type { EngineCommand } from '../../symphony/launch.ts';
import type { StartOptions } from '../../symphony/start/plan.ts';
import {
  ServiceAnswer,
  type ServiceRequest,
  type StartPreview,
} from '../../symphony/start/service-messages.ts';

/**
 * The process that prepares a start. Agents, git and the Markdown parser live there: the window would grow by half with
 * them. Every method throws the MaestroError that the process met, or `start.service-ended`.
 */
export class StartService {
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly process: LightProcess) {}

  /** Starts it; the token goes over its standard input. The caller must `close()` it. */
  static async open(ctx: SymphonyContext, { file, args, env }: EngineCommand): Promise<StartService> {
    const process = await startLight(file, args, {
      cwd: tmpdir(),
      env: { ...withoutTokens(ctx.env), ...env },
    });
    process.writeLine(JSON.stringify({ token: ctx.token ?? null }));
    return new StartService(process);
  }

  get pid(): number {
    return this.process.pid;
  }

  /** What can be said of every agent on this machine; with `refresh` as it is now, else as it was lately. */
  async agents(refresh = false): Promise<AgentStatus[]> {
    return (await this.#ask({ kind: 'agents', refresh }, 'agents')).agents;
  }

  /** Looks at everything that a start needs. */
  async plan(options: StartOptions): Promise<StartPreview> {
    return (await this.#ask({ kind: 'plan', options }, 'plan')).plan;
  }

  /** Makes the contribution of the last plan. @returns its id. */
  async create(): Promise<string> {
    return (await this.#ask({ kind: 'create' }, 'create')).id;
  }

  close(): Promise<void> {
    return this.process.stop();
  }

  #ask<K extends ServiceRequest['kind']>(
    request: ServiceRequest,
    kind: K,
  ): Promise<Extract<ServiceAnswer, { kind: K }>> {
    // One after the other, for answers come in order; one that failed (or was given up) must not stop the next.
    const answer = this.#last.then(() => this.#exchange(request, kind));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #exchange<K extends ServiceRequest['kind']>(
    request: ServiceRequest,
    kind: K,
  ): Promise<Extract<ServiceAnswer, { kind: K }>> {
    this.process.writeLine(JSON.stringify(request));
    const { value, done } = await this.process.lines.next();
    const answer = done ? undefined : ServiceAnswer.parse(JSON.parse(value));
    if (answer?.kind === 'error')
      throw new MaestroError(answer.code, answer.message, answer.remedy ? { remedy: answer.remedy } : {});
    if (isOf(answer, kind)) return answer;
    throw new MaestroError('start.service-ended', 'The process that prepares the start has ended.', {
      remedy: 'Try again; the log says more.',
      cause: new Error(this.process.stderrTail()),
    });
  }
}

function isOf<K extends ServiceAnswer['kind']>(
  answer: ServiceAnswer | undefined,
  kind: K,
): answer is Extract<ServiceAnswer, { kind: K }> {
  return answer?.kind === kind;
}
