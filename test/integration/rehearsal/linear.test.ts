import { request } from 'node:http';
import { expect, test } from 'vitest';
import { checkedLinear } from '../../support/contract/linear.ts';

/** Asks as any client does. */
async function ask(linear: { endpoint: string }, key: string | null, body: unknown) {
  const answer = await fetch(linear.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: key } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = (await answer.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string; type: string } }[];
  };
  return { status: answer.status, headers: answer.headers, data: json.data, error: json.errors?.[0] };
}

const VIEWER = { query: '{ viewer { name email isMe } }' };

test('answers as Linear does: keys, limits, validation, what is not there', async () => {
  const linear = await checkedLinear();
  const { key } = linear.addUser({ name: 'Ann Lee' });
  const me = await ask(linear, key, VIEWER);
  expect(me).toMatchObject({
    status: 200,
    data: { viewer: { name: 'Ann Lee', email: 'ann.lee@example.invalid', isMe: true } },
  });
  expect(me.headers.get('x-ratelimit-requests-remaining')).toBe('2499');
  expect(Number(me.headers.get('x-ratelimit-requests-reset'))).toBeGreaterThan(Date.now());
  for (const wrong of [null, 'lin_api_nobodys', `Bearer ${key}`])
    expect(await ask(linear, wrong, VIEWER)).toMatchObject({
      status: 401,
      error: { extensions: { code: 'AUTHENTICATION_ERROR', type: 'authentication error' } },
    });
  expect(await ask(linear, key, { query: '{ issue(id: "X-1") { id } }' })).toMatchObject({
    status: 200,
    data: null,
    error: { message: 'Entity not found: Issue', extensions: { code: 'INPUT_ERROR', type: 'invalid input' } },
  });
  linear.setRemaining('Ann Lee', 0);
  expect(await ask(linear, key, VIEWER)).toMatchObject({
    status: 400,
    error: { extensions: { code: 'RATELIMITED' } },
  });
  expect(linear.takeViolations()).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  ['an unknown field', { query: '{ viewer { nickname } }' }, /nickname/],
  ['no GraphQL', { query: '{' }, /Syntax Error/],
  ['no query', { text: 1 }, /needs a query/],
  ['no JSON', '{', /no JSON/],
  [
    'a variable of another type',
    { query: 'query ($n: Int) { issues(first: $n) { nodes { id } } }', variables: { n: 'x' } },
    /Int/,
  ],
  ['a page of 251', { query: '{ issues(first: 251) { nodes { id } } }' }, /between 1 and 250/],
  [
    'what costs too much',
    { query: '{ issues(first: 250) { nodes { comments(first: 250) { nodes { id } } } } }' },
    /too complex/,
  ],
])('refuses %s', async (_name, body, words) => {
  const linear = await checkedLinear();
  const { key } = linear.addUser({ name: 'Ann' });
  const { error } = await ask(linear, key, body);
  expect(error?.message).toMatch(words);
  expect(error?.extensions.code).toBeTruthy();
  // Broken on purpose: the check must have seen what is wrong with the document, or have nothing to say of the answer.
  linear.takeViolations();
});

test('the check sees a request that the real Linear would refuse, and a wrong answer', async () => {
  const linear = await checkedLinear();
  const { key } = linear.addUser({ name: 'Ann' });
  await ask(linear, key, { query: '{ viewer { nickname } }' });
  expect(linear.takeViolations().join()).toContain('Cannot query field "nickname"');
  // Real in Linear, and not in the slice.
  await ask(linear, key, { query: '{ viewer { timezone } }' });
  expect(linear.takeViolations().join()).toContain("not in the rehearsal's slice");
});

test('a comment’s id is the client’s: a UUID, and only once', async () => {
  const linear = await checkedLinear();
  const { key } = linear.addUser({ name: 'Ann' });
  linear.addTeam({ key: 'ENG', name: 'Engineering' });
  const { identifier } = linear.addIssue({ team: 'ENG', title: 'One' });
  const create = (id: string) =>
    ask(linear, key, {
      query:
        'mutation ($id: String) { commentCreate(input: { id: $id, issueId: "ENG-1", body: "B" }) { success } }',
      variables: { id },
    });
  const id = '0b9f6a9e-8f43-4c8e-9d1b-2f6c1f1a0c11';
  expect((await create(id)).data).toEqual({ commentCreate: { success: true } });
  expect((await create(id)).error?.message).toBe('Entity already exists');
  expect((await create('no-uuid')).error?.message).toContain('UUID');
  expect(linear.issue(identifier).comments).toHaveLength(1);
});

test('serves only its own name', async () => {
  const linear = await checkedLinear();
  const status = await new Promise((resolve, reject) => {
    const asked = request(
      linear.endpoint,
      { method: 'POST', headers: { host: 'evil.example' } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    asked.on('error', reject).end('{}');
  });
  expect(status).toBe(421);
});
