// The model, its provider or a host could not be reached or had no room: nothing of it is the fault, and all of it ends by
// itself.
const EXCUSED = /^(?:agent\.(?:network|overloaded)|git\.(?:offline|rate-limited|timeout))$/;

/** Whether an attempt that failed so says nothing about the issue: it is made once more, and none of those that there may be is used up. */
export function isExcused(errorClass: string): boolean {
  return EXCUSED.test(errorClass);
}
