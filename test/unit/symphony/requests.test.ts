import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Home, homeFrom } from '../../../src/platform/paths.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import {
  type RequestBody,
  removeRequest,
  sendRequest,
  takeRequests,
  watchRequests,
} from '../../../src/symphony/requests.ts';
import { anywhere } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

const ID = 'abcdefgh';
const home = async (): Promise<Home> => homeFrom({ MAESTRO_HOME: await tempDir() });
const ALL: RequestBody[] = [
  { kind: 'pause', when: 'now' },
  { kind: 'pause', when: 'after_task' },
  { kind: 'resume' },
  { kind: 'cancel', removeClone: true },
  { kind: 'finalize' },
];

describe('requests', () => {
  it('are taken in the order they were sent, and stay until they are removed', async () => {
    const at = await home();
    const ids: string[] = [];
    for (const body of ALL) ids.push(await sendRequest(at, ID, body));
    const taken = await takeRequests(at, ID);
    expect(taken).toEqual(ALL.map((body, index) => ({ ...body, id: ids[index] })));
    expect(await takeRequests(at, ID)).toEqual(taken);
    for (const { id } of taken) await removeRequest(at, ID, id);
    expect(await takeRequests(at, ID)).toEqual([]);
  });

  it('are none where there is no contribution, and removing twice is no error', async () => {
    const at = await home();
    expect(await takeRequests(at, ID)).toEqual([]);
    await removeRequest(at, ID, '00000000000000001-00000000');
    await removeRequest(at, ID, '../../../secret');
  });

  it('are not sent outside of the home', async () => {
    await expect(sendRequest(await home(), '../x', { kind: 'resume' })).rejects.toMatchObject({
      code: 'contribution.unknown',
    });
  });

  it('that are broken are moved aside with their reason, and hide no other', async () => {
    const at = await home();
    const good = await sendRequest(at, ID, { kind: 'resume' });
    const { requests } = contributionPaths(at, ID);
    const broken: [string, string, RegExp][] = [
      ['00000000000000001-00000000.json', '{"kind":', /not JSON/],
      ['00000000000000002-00000000.json', '{"kind":"explode"}', /shape/],
      ['00000000000000003-00000000.json', '{"kind":"pause"}', /shape/],
      [
        '00000000000000004-00000000.json',
        JSON.stringify({ kind: 'resume', pad: 'x'.repeat(70_000) }),
        /small/,
      ],
      ['resume.json', '{"kind":"resume"}', /named/],
    ];
    for (const [file, text] of broken) await writeFile(join(requests, file), text);
    await writeFile(join(requests, '00000000000000005-00000000.json.tmp123'), 'half');
    const rejected: [string, string][] = [];
    const taken = await takeRequests(at, ID, (file, reason) => void rejected.push([file, reason]));
    expect(taken).toEqual([{ kind: 'resume', id: good }]);
    expect(rejected).toEqual(broken.map(([file, , reason]) => [file, expect.stringMatching(reason)]));
    expect((await readdir(join(requests, 'rejected'))).sort()).toEqual(broken.map(([file]) => file));
    expect(await takeRequests(at, ID)).toEqual(taken);
  });

  it('sort behind earlier ones even when the clock was set back', async () => {
    const at = await home();
    const { requests } = contributionPaths(at, ID);
    await mkdir(requests, { recursive: true });
    await writeFile(join(requests, '09999999999999999-00000000.json'), '{"kind":"resume"}');
    await sendRequest(at, ID, { kind: 'finalize' });
    expect((await takeRequests(at, ID)).map(({ kind }) => kind)).toEqual(['resume', 'finalize']);
  });

  it('are seen by a watcher: the waiting one first, a new one when it comes, each once', async () => {
    const at = await home();
    await sendRequest(at, ID, { kind: 'resume' });
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const request of watchRequests(at, ID, stop.signal)) {
      seen.push(request.kind);
      if (request.kind === 'resume') {
        await sendRequest(at, ID, { kind: 'finalize' });
      } else {
        setTimeout(() => stop.abort(), anywhere(30));
      }
    }
    expect(seen).toEqual(['resume', 'finalize']);
  });
});
