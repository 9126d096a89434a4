import { it, type TestContext } from 'vitest';

/**
 * Tests that tell a story: each says which of the others it builds upon, and is skipped when one of those has not passed. The
 * rest stand by themselves.
 */
export function story(): (
  step: string,
  title: string,
  needs: readonly string[],
  tell: (context: TestContext) => Promise<void>,
) => void {
  const told = new Set<string>();
  return (step, title, needs, tell) =>
    it(title, async (context) => {
      const missing = needs.filter((need) => !told.has(need));
      context.skip(missing.length > 0, `needs ${missing.join(', ')}`);
      await tell(context);
      told.add(step);
    });
}
