// Runs test/vscode in the VS Code of a desktop, which @vscode/test-electron downloads: `node scripts/test-on-desktop.mjs`, after
// `npm run build`. Everywhere else the same suite runs in code-server (test/e2e/in-host.test.ts).
import { bundleSuite, importBundled } from './lib/bundle-suite.mjs';

const { runOnDesktop } = await importBundled('test/support/vscode/run-on-desktop.ts');
const outcomes = await runOnDesktop(await bundleSuite());
for (const { titles, state, error } of outcomes)
  console.log(`${state} ${titles.join(' > ')}${error ? `\n${error}` : ''}`);
const count = (state) => outcomes.filter((outcome) => outcome.state === state).length;
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exit(count('failed') === 0 ? 0 : 1);
