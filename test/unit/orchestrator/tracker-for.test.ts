import { describe, expect, test } from 'vitest';
import type { ServiceConfig } from '../../../src/orchestrator/config/types.ts';
import { trackerFor } from '../../../src/orchestrator/trackers/index.ts';
import type { Workflow } from '../../../src/orchestrator/workflow/types.ts';
import { asMaestroError } from '../../../src/platform/errors.ts';

const KEY = 'lin_api_0123456789';

function config(tracker: Partial<ServiceConfig['tracker']> = {}): Pick<ServiceConfig, 'tracker' | 'github'> {
  const apiKey = { variable: 'TRACKER_KEY', field: 'tracker.api_key_env_var' };
  return {
    tracker: { kind: 'linear', projectSlug: 'abc', endpoint: null, apiKey, ...tracker },
    github: { token: apiKey, webUrl: null, apiUrl: null },
  };
}

function workflow(tracker: Partial<Workflow['tracker']> = {}): Pick<Workflow, 'tracker'> {
  return {
    tracker: {
      provider: 'linear',
      projectSlug: null,
      endpoint: null,
      apiKeyVariable: null,
      assignee: null,
      settings: {},
      tools: [],
      requiredLabels: [],
      startableStates: ['Todo'],
      activeStates: ['Todo', 'In Progress'],
      terminalStates: ['Done'],
      inProgressState: 'In Progress',
      successState: 'In Review',
      completedState: 'Done',
      failureState: 'Todo',
      optOutLabel: 'maestro:manual-only',
      needsAttentionLabel: 'maestro:needs-attention',
      ...tracker,
    },
  };
}

const attempt = (...args: Parameters<typeof trackerFor>) => {
  try {
    return trackerFor(...args).kind;
  } catch (error) {
    const { code, message } = asMaestroError(error);
    expect(message).not.toContain(KEY);
    return code;
  }
};

describe('trackerFor', () => {
  test.each<[string, Partial<ServiceConfig['tracker']>, Partial<Workflow['tracker']>, string]>([
    ['a Linear project of the config', {}, {}, 'linear'],
    ['one of the workflow', { projectSlug: null }, { projectSlug: 'abc' }, 'linear'],
    ['none', { projectSlug: null }, {}, 'tracker.no-project'],
    ['a repository', { kind: 'github', projectSlug: 'octo/hello' }, {}, 'github'],
    ['no repository', { kind: 'github', projectSlug: 'hello' }, {}, 'tracker.no-project'],
    ['an endpoint on this machine', { endpoint: 'http://127.0.0.1:4000/graphql' }, {}, 'linear'],
    ['one in the open', { endpoint: 'http://linear.example/graphql' }, {}, 'tracker.bad-endpoint'],
    ['one of the workflow in the open', {}, { endpoint: 'http://linear.example' }, 'tracker.bad-endpoint'],
    ['one with a password', { endpoint: 'https://u:p@linear.example' }, {}, 'tracker.bad-endpoint'],
    ['no address', { endpoint: 'linear' }, {}, 'tracker.bad-endpoint'],
  ])('%s', (_name, inConfig, inWorkflow, found) => {
    expect(attempt(config(inConfig), workflow(inWorkflow), () => KEY)).toBe(found);
  });

  test('GitHub’s project is that of the origin when nobody names one', () => {
    const github = config({ kind: 'github', projectSlug: null });
    expect(attempt(github, workflow(), () => KEY, { originSlug: 'octo/hello' })).toBe('github');
    expect(attempt(github, workflow(), () => KEY)).toBe('tracker.no-project');
  });

  test.each([`${KEY} x`, `${KEY}\nx`, '', ' ', 'ü'])(
    'a key that cannot be one is refused unquoted: %j',
    (key) => {
      for (const kind of ['linear', 'github'] as const)
        expect(attempt(config({ kind, projectSlug: 'a/b' }), workflow(), () => key)).toBe('tracker.no-key');
    },
  );

  test('an error of the variable’s reader is told as it is', () => {
    const read = () => {
      throw new Error('TRACKER_KEY is not set');
    };
    expect(() => trackerFor(config(), workflow(), read)).toThrow('TRACKER_KEY is not set');
  });
});
