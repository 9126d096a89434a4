import type { JournalKind } from '../../platform/journal/kind.ts';
import type { Contribution } from '../contribution.ts';
import { type EventBody, parseJournalEvent } from './events.ts';
import { applyAll, fold } from './fold.ts';

type Type = EventBody['type'];

/** The journals of contributions. */
export const CONTRIBUTIONS: JournalKind<EventBody, Contribution> = {
  parse: parseJournalEvent,
  nothing: fold([]),
  apply: applyAll,
  notFlushed: new Set<Type>(['agent', 'clone_progress']),
  notHeld: new Set<Type>(['agent']),
  remedy: 'Keep a copy of the file; the contribution can be followed on GitHub, but not resumed.',
};
