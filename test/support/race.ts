import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import type { TestStage } from './symphony.ts';

/**
 * Two contributors, alice and bob, start the stage's issue at the same moment. Exactly one draft
 * stays open; the other's is closed with a comment that names it, its branch and its clone are gone, its user is told.
 */
export async function race(stage: TestStage, round: number): Promise<void> {
  const people = await Promise.all([stage.contributor('alice'), stage.contributor('bob')]);
  // The fork takes its time; the plans are made before, as by two people who look at the same list.
  const ids = await Promise.all(people.map((person) => person.create({ finalize: 'ask' })));
  const ends = await Promise.all(people.map((person, at) => person.run(ids[at] ?? '')));

  const summary = JSON.stringify(ends.map(({ state, problem }) => [state, problem]));
  expect([round, ends.map(({ state }) => state).sort()], summary).toEqual([
    round,
    ['claim_lost', 'finishing'],
  ]);
  const at = ends.findIndex(({ state }) => state === 'claim_lost');
  const [loser, winner] = [ends[at], ends[1 - at]];
  const { pulls, branches } = stage.forge.repository(stage.slug);
  const open = pulls.filter(({ state }) => state === 'open');
  expect(open).toEqual([expect.objectContaining({ number: winner?.claim?.pull?.number, draft: true })]);

  const ours = pulls.find(({ number }) => number === loser?.claim?.pull?.number);
  if (ours) {
    expect(ours.state).toBe('closed');
    expect(ours.comments).toEqual([
      expect.objectContaining({ body: expect.stringContaining(`#${open[0]?.number} by ${open[0]?.author}`) }),
    ]);
  }
  const places = loser?.claim?.forked ? stage.forge.repository(loser.claim.head).branches : branches;
  expect(Object.keys(places)).not.toContain(loser?.claim?.branch);
  expect(loser?.clone).toBeNull();
  expect(existsSync(`${people[at]?.ctx.home.root}/${stage.slug.replace('/', '-')}`)).toBe(false);
  expect(loser?.problem).toMatchObject({
    code: 'claim.lost',
    message: expect.stringContaining(`#${open[0]?.number}`),
  });
}
