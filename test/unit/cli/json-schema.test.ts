import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OUTPUTS } from '../../../src/cli/json.ts';

const file = join(import.meta.dirname, '../../../media/schemas/cli-output.schema.json');

describe('the published schema of --json', () => {
  // After a change that was meant: npx vitest run --project unit test/unit/cli/json-schema.test.ts -u
  it('is the one that the commands are held to', async () => {
    const definitions = Object.fromEntries(
      Object.entries(OUTPUTS).map(([command, schema]) => [command, z.toJSONSchema(schema, { io: 'output' })]),
    );
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Maestro Symphony: what each command prints with --json',
      $defs: definitions,
    };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
  });
});
