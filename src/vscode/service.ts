import { tmpdir } from 'node:os';
import type { AgentStatus } from '../runner/agents/agent.ts';
import { describeError, MaestroError } from '../platform/errors.ts';
import { type LightProcess, startLight } from '../platform/process/light.ts';
import type { SymphonyContext } from '../symphony/context.ts';
import { withoutTokens } from '../symphony/launch-environment.ts';
import type { EngineCommand } from '../symphony/launch.ts';
import type { StartOptions } from '../symphony/start/plan.ts';
import {
  type Discarded,
  ServiceAnswer,
  type ServiceRequest,
  type StartPreview,
} from '../symphony/service/messages.ts';
import type { Door } from './door.ts';

/**
 * The process that works for the window. Agents, git and the Markdown parser live there: the window would grow by half with
 * them. Every method throws the MaestroError that the process met, or `start.service-ended`.
 */
export class WindowService {
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly process: LightProcess) {}

  /** Starts it; the token goes over its standard input. The caller must `close()` it. */
  static async open(ctx: SymphonyContext, { file, args, env }: EngineCommand): Promise<WindowService> {
    const process = await startLight(file, args, {
      cwd: tmpdir(),
      env: { ...withoutTokens(ctx.env), ...env },
    });
    process.writeLine(JSON.stringify({ token: ctx.token ?? null }));
    return new WindowService(process);
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

  /** What in a contribution's clone exists nowhere else, a line each, and the mark of it all; null when nothing does. */
  async unsaved(id: string): Promise<{ lines: string[]; mark: string | null }> {
    return this.#ask({ kind: 'unsaved', id }, 'unsaved');
  }

  /** Whether a push of the contribution needs the right to change workflows. */
  async needsWorkflows(id: string): Promise<boolean> {
    return (await this.#ask({ kind: 'workflows', id }, 'workflows')).needed;
  }

  /**
   * Moves a contribution's clone to the trash, by the engine's own rules.
   * @param lose the mark of what may be lost with it.
   * @param discard throws away a folder that is not in the home; throws when it is still there.
   */
  async clean(id: string, lose: string | null, discard: (dir: string) => Promise<void>): Promise<Cleaned> {
    return this.#ask({ kind: 'clean', id, lose }, 'clean', discard);
  }

  /** Moves a clone back from the trash. */
  async restore(trashed: NonNullable<Cleaned['removed']>): Promise<void> {
    await this.#ask({ kind: 'restore', ...trashed }, 'restore');
  }

  close(): Promise<void> {
    return this.process.stop();
  }

  #ask<K extends ServiceRequest['kind']>(
    request: ServiceRequest,
    kind: K,
    discard?: (dir: string) => Promise<void>,
  ): Promise<Extract<ServiceAnswer, { kind: K }>> {
    // One after the other, for answers come in order; one that failed (or was given up) must not stop the next.
    const answer = this.#last.then(() => this.#exchange(request, kind, discard));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #exchange<K extends ServiceRequest['kind']>(
    request: ServiceRequest,
    kind: K,
    discard: (dir: string) => Promise<void> = async () => undefined,
  ): Promise<Extract<ServiceAnswer, { kind: K }>> {
    this.process.writeLine(JSON.stringify(request));
    let answer = await this.#next();
    while (answer?.kind === 'discard') {
      const problem = await discard(answer.dir).then(() => null, describeError);
      this.process.writeLine(JSON.stringify({ kind: 'discarded', problem } satisfies Discarded));
      answer = await this.#next();
    }
    if (answer?.kind === 'error')
      throw new MaestroError(answer.code, answer.message, answer.remedy ? { remedy: answer.remedy } : {});
    if (isOf(answer, kind)) return answer;
    throw new MaestroError('start.service-ended', 'The process that works for this window has ended.', {
      remedy: 'Try again; the log says more.',
      cause: new Error(this.process.stderrTail()),
    });
  }

  async #next(): Promise<ServiceAnswer | undefined> {
    const { value, done } = await this.process.lines.next();
    return done ? undefined : ServiceAnswer.parse(JSON.parse(value));
  }
}

/** What became of a clone that was to be removed. */
export type Cleaned = Omit<Extract<ServiceAnswer, { kind: 'clean' }>, 'kind'>;

/** Has something done by the process that works for the window, and ends it. */
export async function withService<T>(
  door: Pick<Door, 'command'>,
  ctx: SymphonyContext,
  work: (service: WindowService) => Promise<T>,
): Promise<T> {
  const service = await WindowService.open(ctx, door.command('symphony', 'service'));
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

function isOf<K extends ServiceAnswer['kind']>(
  answer: ServiceAnswer | undefined,
  kind: K,
): answer is Extract<ServiceAnswer, { kind: K }> {
  return answer?.kind === kind;
}
