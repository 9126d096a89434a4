/** The environment without these variables, whatever the case of their letters (Windows knows no difference). */
export function withoutVariables(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  const unwanted = new Set(names.map((name) => name.toUpperCase()));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.has(name.toUpperCase())));
}
