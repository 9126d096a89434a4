import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What the editor calls inside its extension host. Rejects when a test failed, which ends the host with exit code 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000 });
  // Defines describe and it before the tests are loaded.
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./projects.test.ts');
  await import('./start.test.ts');
  const counts = await new Promise<{ passed: number; failed: number; skipped: number }>((resolve) => {
    const runner = mocha.run(() => {
      const { passes, failures, pending } = runner.stats ?? { passes: 0, failures: 1, pending: 0 };
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
    // At once, and not only in the summary, which a suite that is stopped for its time never reaches.
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (_test, error: Error) => console.error(error.stack));
  });
  if (process.env.MAESTRO_TEST_RESULTS)
    writeFileSync(process.env.MAESTRO_TEST_RESULTS, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
}
