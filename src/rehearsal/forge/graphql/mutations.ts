import { readNodeId } from '../view/node-id.ts';
import { touch } from '../world/issues.ts';
import { canPush, canRead } from '../world/rights.ts';
import type { Pull } from '../world/types.ts';
import { pullsOf } from '../world/world.ts';
import { pullNode } from './nodes.ts';
import { problem } from './problem.ts';
import type { View } from './view.ts';

interface Input {
  input: { pullRequestId: string; clientMutationId?: string };
}

/** The mutations: in and out of draft, which REST cannot do. */
export function mutations(view: View) {
  return {
    markPullRequestReadyForReview: (args: Input) => setDraft(view, args, false),
    convertPullRequestToDraft: (args: Input) => setDraft(view, args, true),
  };
}

function setDraft(view: View, { input }: Input, draft: boolean) {
  const pull = findPull(view, input.pullRequestId);
  if (pull.author !== view.user && !canPush(pull.repository, view.user))
    throw problem('FORBIDDEN', `${view.user.login} does not have permission to change the pull request.`);
  if (pull.state === 'closed') throw problem('UNPROCESSABLE', 'The pull request is closed.');
  if (pull.draft === draft)
    throw problem('UNPROCESSABLE', `The pull request is ${draft ? 'already' : 'not'} a draft.`);
  if (draft && !pull.repository.options.drafts)
    throw problem('UNPROCESSABLE', 'Draft pull requests are not supported in this repository.');
  pull.draft = draft;
  touch(view.world, pull);
  return { clientMutationId: input.clientMutationId ?? null, pullRequest: pullNode(view, pull) };
}

function findPull({ world, user }: View, globalId: string): Pull {
  const id = readNodeId('pull', globalId);
  for (const repository of world.repositories.values()) {
    const pull = canRead(repository, user) ? pullsOf(repository).find((one) => one.id === id) : undefined;
    if (pull) return pull;
  }
  throw problem('NOT_FOUND', `Could not resolve to a node with the global id of '${globalId.slice(0, 100)}'`);
}
