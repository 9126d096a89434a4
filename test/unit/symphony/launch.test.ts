import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readEngineInput } from '../../../src/symphony/launch.ts';
import { withoutTokens } from '../../../src/symphony/launch-environment.ts';

describe('withoutTokens', () => {
  it.each([
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'GH_ENTERPRISE_TOKEN',
    'GITHUB_ENTERPRISE_TOKEN',
    'GITHUB_PAT',
    'GITLAB_TOKEN',
    'NPM_TOKEN',
    'NODE_AUTH_TOKEN',
    'npm_config__authToken',
    'npm_config_//registry.npmjs.org/:_authToken',
    'LINEAR_API_KEY',
    'LINEAR_TOKEN',
    'VSCE_PAT',
    'OVSX_PAT',
    'TOKEN',
    'github_token',
    'GIT_ASKPASS',
  ])('leaves %s out', (name) => {
    expect(withoutTokens({ [name]: 'secret', PATH: '/bin' })).toEqual({ PATH: '/bin' });
  });

  it.each([
    'PATH',
    'HOME',
    'HTTPS_PROXY',
    'NODE_EXTRA_CA_CERTS',
    'OPENAI_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'AWS_SESSION_TOKEN',
    'MAESTRO_GITHUB_API_URL',
    'TOKENIZERS_PARALLELISM',
    'npm_config_registry',
  ])('keeps %s, which the engine or an agent needs', (name) => {
    expect(withoutTokens({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });
});

describe('readEngineInput', () => {
  it.each([
    ['{"token":"abc"}\n', 'abc'],
    ['{"token":"abc"}', 'abc'],
    ['{"token":null}\n', undefined],
    ['{"token":"abc"}\nmore\n', 'abc'],
  ])('reads %j', async (text, token) => {
    expect(await readEngineInput(Readable.from([Buffer.from(text)]))).toEqual({ token });
  });

  it.each([
    ['nothing', '', /did not come/],
    ['no JSON', 'ghp_secret\n', /not understood/],
    ['another shape', '{"tokens":"ghp_secret"}\n', /not understood/],
  ])('refuses %s, without repeating it', async (_name, text, why) => {
    const error = await readEngineInput(Readable.from([Buffer.from(text)])).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'engine.no-input', message: expect.stringMatching(why) });
    expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain('ghp_secret');
  });

  it('does not wait for ever', async () => {
    await expect(readEngineInput(new PassThrough(), 30)).rejects.toMatchObject({ code: 'engine.no-input' });
  });
});
