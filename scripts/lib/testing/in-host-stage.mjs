// The stage inside a real editor's extension host: mocha there, and counts in a file.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../install.mjs';

const RESULTS = join(root, '.maestro-test/results/vscode.json');

/**
 * All that the runner knows of that script: it prints what mocha tells, and writes `{passed, failed, skipped}` to the file
 * named by MAESTRO_RESULTS.
 * @param {Pick<Parameters<typeof import('./vitest-stage.mjs').vitestStage>[0], 'children' | 'report'>} context
 */
export async function inHostStage({ children, report }) {
  const stage = 'vscode';
  report.begin(stage, 1);
  mkdirSync(dirname(RESULTS), { recursive: true });
  rmSync(RESULTS, { force: true });
  const from = Date.now();
  const printed = [];
  const code = await children.run(['scripts/lib/run-vscode-tests.mjs'], {
    env: { MAESTRO_RESULTS: RESULTS },
    onLine: (line) => printed.push(line),
  });
  if (children.ending) return;
  const counts = existsSync(RESULTS)
    ? JSON.parse(readFileSync(RESULTS, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0)
    report.failed({
      stage,
      where: `test/vscode (${counts.failed} failed)`,
      text: printed.join('\n'),
      command: 'npm run test:vscode',
    });
  report.done({ stage, name: 'test/vscode', counts, ms: Date.now() - from });
}
