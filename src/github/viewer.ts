import * as z from 'zod';
import { noreplyDomain } from './addresses.ts';
import { type Api, ask } from './api.ts';
import { githubError } from './errors.ts';
import type { Viewer } from './types.ts';

const User = z.object({ id: z.number(), login: z.string(), name: z.string().nullish() });

/** Who is signed in. @throws MaestroError `github.unauthorized` when nobody is. */
export async function readViewer(api: Api, signal: AbortSignal | undefined): Promise<Viewer> {
  const doing = 'find out who is signed in';
  if (!api.signedIn) throw githubError('github.unauthorized', doing, 'there is no token');
  const { id, login, name } = await ask(api, {
    doing,
    send: (request) => request('GET /user'),
    shape: User,
    signal,
  });
  return { id, login, name: name ?? null, noreplyEmail: `${id}+${login}@${noreplyDomain(api.webUrl)}` };
}
