import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProject } from '../../../src/orchestrator/project.ts';
import { tempDir } from '../../support/temp.ts';

const NOTHING = { config: null, workflow: null };

test('a service config comes first, then a YAML workflow in the folder, and nothing is no error', async () => {
  const cwd = await tempDir();
  const env = { HOME: join(cwd, 'home'), XDG_CONFIG_HOME: join(cwd, 'home'), APPDATA: join(cwd, 'home') };
  const find = (named = NOTHING as Parameters<typeof findProject>[0]) => findProject(named, cwd, env);
  const workflow = join(cwd, 'WORKFLOW.md');
  expect(await find()).toBeNull();
  for (const text of ['# For people\n', '+++\nversion = 1\n+++\n', '----\n', ' ---\n']) {
    await writeFile(workflow, text);
    expect(await find(), text).toBeNull();
  }
  for (const text of ['---\n---\n', '\ufeff--- \r\n---\r\n']) {
    await writeFile(workflow, text);
    expect(await find(), text).toEqual({ workflow });
  }
  await mkdir(join(cwd, 'tmp'));
  const config = join(cwd, 'tmp', 'maestro.toml');
  await writeFile(config, '');
  expect(await find()).toEqual({ config });
  // What is named comes before what is found.
  expect(await find({ config: null, workflow: 'other.md' })).toEqual({ workflow: join(cwd, 'other.md') });
  await expect(find({ config, workflow: 'other.md' })).rejects.toMatchObject({ code: 'cli.usage' });
});
