import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../src/runner/agents/index.ts';
import { INSTRUCTIONS, INSTRUCTIONS_VERSION } from '../../../src/runner/autorun/instructions.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/agents.md'), 'utf8');

describe('docs/agents.md', () => {
  it('quotes what the agents are told, word for word', () => {
    expect(text).toContain(`\`\`\`text\n${INSTRUCTIONS}\`\`\``);
    expect(text).toContain(`instructions ${INSTRUCTIONS_VERSION}\n`);
  });

  it('names every agent, how it is installed, and the oldest version that works', async () => {
    for (const agent of agents()) {
      const { id, minVersion, remedy } = await agent.detect({ PATH: '' });
      const row = text.split('\n').find((line) => line.includes(`| \`${id}\` |`)) ?? '';
      expect(row, id).not.toBe('');
      if (minVersion === null) continue;
      expect(row).toContain(`| ${minVersion} |`);
      expect(row).toContain(`\`${/"(npm install [^"]+)"/.exec(remedy ?? '')?.[1]}\``);
    }
  });
});
