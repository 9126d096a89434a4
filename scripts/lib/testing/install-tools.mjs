// Installs what tests need besides node_modules: `node install-tools.mjs NAME …`, one after the other. What is there already
// costs nothing. Ended in the middle, it leaves what the next one begins anew.
import { ensureAgents } from '../agents.mjs';

const TOOLS = {
  editor: async () => (await import('../code-server.mjs')).installCodeServer(),
  browser: async () => (await import('../browser.mjs')).installBrowser(),
  codex: () => ensureAgents(),
  claude: () => ensureAgents('claude'),
  opencode: () => ensureAgents('opencode'),
  gemini: () => ensureAgents('gemini'),
};

// An exit, so that locks are left.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

for (const name of process.argv.slice(2)) {
  try {
    await TOOLS[name]();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
