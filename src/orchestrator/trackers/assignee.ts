/** The word for whose key is used. */
const ME = 'me';

/** Whether an issue of these people (ids, or other names that the tracker tells them by) is to be worked on. */
export type IsTheirs = (signal: AbortSignal) => Promise<(people: readonly string[]) => boolean>;

/** By the configured assignee; null wants everybody's issues. `viewer` asks once who `me` is. */
export function assigneeFilter(
  assignee: string | null,
  viewer: (signal: AbortSignal) => Promise<readonly string[]>,
): IsTheirs {
  if (assignee === null) return async () => () => true;
  let wanted: readonly string[] | undefined;
  return async (signal) => {
    wanted ??= (assignee.toLowerCase() === ME ? await viewer(signal) : [assignee]).map((one) =>
      one.toLowerCase(),
    );
    const names = wanted;
    return (people) => people.some((one) => names.includes(one.toLowerCase()));
  };
}
