/** Names of states and labels are compared as people mean them: without regard to case and surrounding blanks. */
export function sameName(a: string, b: string): boolean {
  return normalName(a) === normalName(b);
}

/** The form in which two such names are equal. */
export function normalName(name: string): string {
  return name.trim().toLowerCase();
}

/** Whether a list of names has this one. */
export function includesName(names: readonly string[], name: string): boolean {
  return names.some((one) => sameName(one, name));
}
