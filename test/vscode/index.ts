import Mocha from 'mocha';
import { HANG_MS } from '../support/limits.ts';
import { tell, tellEnd } from '../support/vscode/outcomes.ts';

/** What the editor calls inside its extension host. Rejects when a test failed, which ends the host with exit code 1. */
export async function run(): Promise<void> {
  const { MAESTRO_TEST_RESULTS: results } = process.env;
  if (!results) throw new Error('MAESTRO_TEST_RESULTS does not say where to write the results.');
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 2 * HANG_MS });
  // Defines describe and it before the tests are loaded.
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./projects.test.ts');
  await import('./start.test.ts');
  await import('./workflow-scope.test.ts');
  await import('./agents.test.ts');
  const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on(EVENT_TEST_PASS, (test) => tell(results, { titles: test.titlePath(), state: 'passed' }))
      .on(EVENT_TEST_PENDING, (test) => tell(results, { titles: test.titlePath(), state: 'skipped' }))
      .on(EVENT_TEST_FAIL, (test, error: Error) =>
        tell(results, { titles: test.titlePath(), state: 'failed', error: error.stack ?? String(error) }),
      );
  });
  tellEnd(results);
  if (failures > 0) throw new Error(`${failures} failed`);
}
