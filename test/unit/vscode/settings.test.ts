import { describe, expect, it } from 'vitest';
import { budgetsOf, turnLimitsOf } from '../../../src/symphony/budget/from-text.ts';
import { maestroVariables, Settings, withSettings } from '../../../src/vscode/model/settings.ts';

const none = Settings.parse({});
const NO_LIMITS = {
  budget: { tokens: null, usd: null, minutes: null, dayTokens: null, dayUsd: null, dayMinutes: null },
  turn: { idleMinutes: null, maxMinutes: null },
};

describe('settings', () => {
  it('count as not set when they are wrong', () => {
    expect(
      Settings.parse({
        home: 5,
        registries: 'x',
        finalize: 'maybe',
        freshContext: null,
        sandbox: 'none',
        budget: { tokens: '1000', usd: -1 },
        turn: 'long',
        githubUrl: {},
      }),
    ).toEqual({
      home: '',
      registries: [],
      finalize: 'ask',
      freshContext: 'task',
      sandbox: 'workspace-write',
      ...NO_LIMITS,
      githubUrl: '',
    });
  });

  it('take no relative home: it would depend on where the editor was started', () => {
    expect(Settings.parse({ home: 'clones' }).home).toBe('');
    expect(Settings.parse({ home: '/clones' }).home).toBe('/clones');
  });
});

describe('withSettings', () => {
  it('leaves the environment as it is when nothing is set', () => {
    const env = { PATH: '/bin', MAESTRO_HOME: '/m', MAESTRO_GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' };
    expect(withSettings(env, none)).toEqual(env);
  });

  it('puts settings over the environment', () => {
    const settings = { ...none, home: '/h', registries: ['https://a.example/r.json', '/r.json'] };
    expect(withSettings({ MAESTRO_HOME: '/m' }, settings)).toEqual({
      MAESTRO_HOME: '/h',
      MAESTRO_REGISTRIES: 'https://a.example/r.json,/r.json',
    });
  });

  it('hands budgets and limits on in words that the engine understands', () => {
    const set = { budget: { tokens: 1_000_000, dayUsd: 0.000001, usd: 0 }, turn: { maxMinutes: 100 } };
    const env = withSettings({}, Settings.parse(set));
    expect(env).toEqual({
      MAESTRO_BUDGET_TOKENS: '1000000',
      MAESTRO_BUDGET_DAY_USD: '0.000001',
      MAESTRO_TURN_MINUTES: '100',
    });
    expect(budgetsOf(env)).toEqual({ tokens: 1_000_000, dayUsd: 0.000001 });
    expect(turnLimitsOf(env)).toEqual({ idle: null, wall: 100 });
    expect(maestroVariables(env)).toEqual(env);
  });

  it('never leaves the API address of one host beside the web address of another', () => {
    const env = {
      MAESTRO_GITHUB_URL: 'https://old.example',
      MAESTRO_GITHUB_API_URL: 'https://old.example/api/v3',
    };
    expect(withSettings(env, { ...none, githubUrl: 'https://new.example' })).toEqual({
      MAESTRO_GITHUB_URL: 'https://new.example',
    });
  });
});

describe('maestroVariables', () => {
  it('hands on where things are and nothing else', () => {
    expect(maestroVariables({ MAESTRO_HOME: '/h', GITHUB_TOKEN: 'secret', PATH: '/bin' })).toEqual({
      MAESTRO_HOME: '/h',
    });
  });
});
