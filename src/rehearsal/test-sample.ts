import { run } from '../platform/process/run.ts';

/** How many of the sample's own tests fail. */
export interface SampleTests {
  total: number;
  failed: number;
}

/** Runs the sample's tests (`node --test`) in a folder and counts them from the TAP summary. */
export async function testSample(dir: string, signal: AbortSignal): Promise<SampleTests> {
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: dir,
    // Without NODE_TEST_CONTEXT and the like: a test runner around us must not swallow the report.
    env: { PATH: process.env.PATH, SYSTEMROOT: process.env.SYSTEMROOT, ELECTRON_RUN_AS_NODE: '1' },
    signal,
    timeoutMs: 60_000,
  });
  const number = (name: string): number =>
    Number(new RegExp(`^# ${name} (\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
  return { total: number('tests'), failed: number('fail') };
}
