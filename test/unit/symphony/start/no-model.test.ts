import { describe, expect, it } from 'vitest';
import { offered, requireRehearsalFor } from '../../../../src/symphony/start/no-model.ts';

const HERE = {
  MAESTRO_GITHUB_URL: 'http://127.0.0.1:4567',
  MAESTRO_GITHUB_API_URL: 'http://127.0.0.1:4567/api/v3',
};
const ELSEWHERE: readonly [string, NodeJS.ProcessEnv][] = [
  ['github.com', {}],
  ['ghe.test', { MAESTRO_GITHUB_URL: 'https://ghe.test' }],
  // Half a rehearsal would claim on GitHub.
  ['127.0.0.1:4567', { ...HERE, MAESTRO_GITHUB_API_URL: 'https://api.github.com' }],
  ['github.com', { ...HERE, MAESTRO_GITHUB_URL: 'https://github.com' }],
];

describe('the agent that uses no model', () => {
  it.each(ELSEWHERE)('is refused on %s, and not offered there', (host, env) => {
    let thrown: unknown;
    try {
      requireRehearsalFor('scripted', env);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'agent.rehearsal-only', message: expect.stringContaining(host) });
    expect(() => requireRehearsalFor('codex', env)).not.toThrow();
    const agents = [
      { id: 'codex', scripted: false },
      { id: 'scripted', scripted: true },
    ];
    expect(offered(agents, env).map(({ id }) => id)).toEqual(['codex']);
    expect(offered(agents, HERE)).toEqual(agents);
  });

  it.each(['http://127.0.0.1:1', 'http://localhost:2', 'http://[::1]:3', 'http://127.0.0.2:4'])(
    'works on %s',
    (url) => {
      expect(() =>
        requireRehearsalFor('scripted', { MAESTRO_GITHUB_URL: url, MAESTRO_GITHUB_API_URL: `${url}/api` }),
      ).not.toThrow();
    },
  );
});
