import * as vscode from 'vscode';

/**
 * Runs something as a task of the editor's: in a terminal of its own, which stays open when it has ended, so that it can be read.
 * @returns its exit code; undefined when it was ended otherwise.
 */
export async function runInTerminal(
  name: string,
  execution: vscode.ShellExecution | vscode.ProcessExecution,
): Promise<number | undefined> {
  const scope = vscode.workspace.workspaceFolders?.length
    ? vscode.TaskScope.Workspace
    : vscode.TaskScope.Global;
  const task = new vscode.Task({ type: 'maestro', name }, scope, name, 'Maestro', execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: true,
    clear: true,
  };
  const listeners: vscode.Disposable[] = [];
  try {
    return await new Promise((done, failed) => {
      const isIt = (other: vscode.TaskExecution): boolean => other.task.name === name;
      listeners.push(
        vscode.tasks.onDidEndTaskProcess(({ execution: other, exitCode }) => isIt(other) && done(exitCode)),
        // Also when its terminal was closed before anything ran.
        vscode.tasks.onDidEndTask(
          ({ execution: other }) => isIt(other) && setTimeout(() => done(undefined), 0),
        ),
      );
      vscode.tasks.executeTask(task).then(undefined, failed);
    });
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}
