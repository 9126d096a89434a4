import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '../../../../src/orchestrator/checks/check.ts';
import { tempDir } from '../../../support/temp.ts';

const text = (repo: string, lanes: string, github = '[github]\ntoken_env_var = "T"\n'): string =>
  `id = "app"\nrepo_root = ${JSON.stringify(repo)}\nworkspace_root = ${JSON.stringify(lanes)}\n[tracker]\napi_key_env_var = "K"\n${github}`;
const ENV = { K: 'k', T: 't', MAESTRO_HOME: '/srv/maestro' };
const found = async (...given: [string, NodeJS.ProcessEnv]) => {
  const { ok, problems, config } = await checkConfig(given[0], '/m/maestro.toml', given[1]);
  return { ok, config, problems: problems.map(({ severity, code, line }) => `${severity} ${code} ${line}`) };
};

test('a folder that is missing is an error with its line, a place for temporary files a warning', async () => {
  const dir = await tempDir();
  expect(await found(text(join(dir, 'none'), '/srv/lanes'), ENV)).toMatchObject({
    ok: false,
    problems: ['error config.bad-place 2'],
  });
  await writeFile(join(dir, 'file'), '');
  expect((await found(text(join(dir, 'file'), '/srv/lanes'), ENV)).ok).toBe(false);
  await mkdir(join(dir, 'repo'));
  await symlink(dir, join(dir, 'link'));
  for (const lanes of ['/tmp/lanes', join(dir, 'lanes'), join(dir, 'link', 'not', 'yet')])
    expect(await found(text(join(dir, 'repo'), lanes), ENV)).toMatchObject({
      ok: true,
      problems: ['warning config.bad-place null', 'warning config.bad-place 3'],
    });
  await writeFile(join(dir, 'repo', 'WORKFLOW.md'), '');
  const good = await found(text(join(dir, 'repo'), '/srv/lanes'), ENV);
  expect(good).toMatchObject({ ok: true, problems: [] });
  expect(good.config?.stateFolder).toBe('/srv/maestro/.maestro/orchestrator');
});

test('secrets that are not set, and no [github] at all, are warnings', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'WORKFLOW.md'), '');
  expect(await found(text(dir, '/srv/lanes'), {})).toMatchObject({
    ok: true,
    problems: ['warning config.no-secret 5', 'warning config.no-secret 7'],
  });
  const alone = await found(text(dir, '/srv/lanes', ''), ENV);
  expect(alone).toMatchObject({ ok: true, problems: ['warning config.no-secret null'] });
  expect(alone.config?.github.token).toBeNull();
});
