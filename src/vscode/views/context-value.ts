/**
 * The `contextValue` of a tree item: its kind, then every command (last part of its name) that applies to it, each
 * between semicolons. The manifest's menus ask for `viewItem =~ /;start;/`: a menu entry never knows states.
 */
export function contextValue(kind: string, commands: readonly string[]): string {
  return `${kind};${commands.map((command) => `${command};`).join('')}`;
}
