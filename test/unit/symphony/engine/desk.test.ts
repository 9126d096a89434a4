import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../../src/symphony/contribution.ts';
import { eventsFor } from '../../../../src/symphony/engine/desk.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import type { RequestBody } from '../../../../src/symphony/requests.ts';

const ID = { id: '00000000000000000-00000000' };
const at = (state: Contribution['state'], phase: Contribution['phase'] = 'running'): Contribution => ({
  ...fold([]),
  state,
  phase,
});
const types = (body: RequestBody, state: Contribution): string[] =>
  eventsFor({ ...body, ...ID }, state).map(({ type }) => type);

describe('eventsFor', () => {
  it.each<[RequestBody, Contribution, string[]]>([
    [{ kind: 'pause', when: 'now' }, at('running'), []],
    [{ kind: 'resume' }, at('running'), []],
    [{ kind: 'resume' }, at('paused'), ['resumed']],
    [{ kind: 'resume' }, at('needs_attention'), ['resumed']],
    [{ kind: 'resume' }, at('failed', 'claiming'), ['resumed']],
    [{ kind: 'resume' }, at('cancelled'), []],
    [{ kind: 'cancel', removeClone: true }, at('running'), ['cancel_started']],
    [{ kind: 'cancel', removeClone: false }, at('paused'), ['resumed', 'cancel_started']],
    [{ kind: 'cancel', removeClone: false }, at('needs_attention'), ['resumed', 'cancel_started']],
    [{ kind: 'cancel', removeClone: false }, at('merged'), []],
    [{ kind: 'cancel', removeClone: false }, at('ready_for_review', 'ready_for_review'), ['cancel_started']],
    [{ kind: 'finalize' }, at('finishing', 'finishing'), ['finalize_started']],
    [{ kind: 'finalize' }, at('needs_attention', 'finishing'), ['finalize_started']],
    [{ kind: 'finalize' }, at('running'), []],
    [{ kind: 'finalize' }, at('closed', 'finishing'), []],
  ])('%j at %#', (body, state, expected) => {
    expect(types(body, state)).toEqual(expected);
  });
});
