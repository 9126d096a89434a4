import type { Context, Emitter, Liquid, Template } from 'liquidjs';
import { templateEngine } from '../workflow/template-engine.ts';

/** What of a tag branches: the rendering of each of its branches, and of what it does otherwise. */
type Branches = readonly (() => Generator<unknown, void, unknown>)[];

/**
 * The engine of templates, which renders all branches of whatever branches, one after the other. Each begins with the variables
 * that were there before the first one, and after the last one all that any of them has set are there.
 */
export async function everyBranchEngine(): Promise<Liquid> {
  const engine = await templateEngine();
  const { BreakTag, CaseTag, ContinueTag, evalToken, ForTag, IfTag, UnlessTag } = await import('liquidjs');
  const rendered = (templates: Template[] | undefined, ctx: Context, emitter: Emitter) =>
    function* (): Generator<unknown, void, unknown> {
      if (templates) yield engine.renderer.renderTemplates(templates, ctx, emitter);
    };
  class EveryIf extends IfTag {
    override *render(ctx: Context, emitter: Emitter): Generator<unknown, void, string> {
      for (const { value } of this.branches) yield value.value(ctx, ctx.opts.lenientIf);
      const branches = this.branches.map(({ templates }) => rendered(templates, ctx, emitter));
      yield* each(ctx, [...branches, rendered(this.elseTemplates, ctx, emitter)]);
    }
  }
  class EveryUnless extends UnlessTag {
    override *render(ctx: Context, emitter: Emitter): Generator<unknown, unknown, unknown> {
      for (const { value } of this.branches) yield value.value(ctx, ctx.opts.lenientIf);
      const branches = this.branches.map(({ templates }) => rendered(templates, ctx, emitter));
      yield* each(ctx, [...branches, rendered(this.elseTemplates, ctx, emitter)]);
      return undefined;
    }
  }
  class EveryCase extends CaseTag {
    override *render(ctx: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      yield this.value.value(ctx, ctx.opts.lenientIf);
      for (const { values } of this.branches)
        for (const token of values) yield evalToken(token, ctx, ctx.opts.lenientIf);
      const branches = this.branches.map(({ templates }) => rendered(templates, ctx, emitter));
      yield* each(ctx, [...branches, rendered(this.elseTemplates, ctx, emitter)]);
    }
  }
  class EveryFor extends ForTag {
    override *render(ctx: Context, emitter: Emitter): Generator<unknown, void, Template[]> {
      yield* super.render(ctx, emitter);
      yield* each(ctx, [rendered(this.elseTemplates, ctx, emitter)]);
    }
  }
  // They would keep what follows from being looked at.
  class NoBreak extends BreakTag {
    override render(): void {
      return;
    }
  }
  class NoContinue extends ContinueTag {
    override render(): void {
      return;
    }
  }
  for (const [name, tag] of Object.entries({
    if: EveryIf,
    unless: EveryUnless,
    case: EveryCase,
    for: EveryFor,
    break: NoBreak,
    continue: NoContinue,
  }))
    engine.registerTag(name, tag);
  return engine;
}

function* each(ctx: Context, branches: Branches): Generator<unknown, void, unknown> {
  const scope = ctx.bottom() as Record<string, unknown>;
  const before = { ...scope };
  let after = { ...scope };
  for (const branch of branches) {
    for (const name of Object.keys(scope)) delete scope[name];
    Object.assign(scope, before);
    yield* branch();
    after = { ...after, ...scope };
  }
  Object.assign(scope, after);
}
