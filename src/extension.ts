import * as vscode from 'vscode';
import { ofRow, registerCommands } from './vscode/commands.ts';
import { Door } from './vscode/door.ts';
import { finishRemoval } from './vscode/clone-window/pending-removal.ts';
import { watchForClone } from './vscode/clone-window/watch-for-clone.ts';
import { ProjectsView } from './vscode/views/projects-view.ts';

/** The window's door: what there is. Everything heavy is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const door = new Door(context);
  const projects = new ProjectsView(door);
  context.subscriptions.push(
    door,
    projects,
    watchForClone(door),
    vscode.window.registerWebviewPanelSerializer('maestro.symphony.stats', {
      deserializeWebviewPanel: async (panel) => {
        try {
          await (await import('./vscode/commands/show-stats.ts')).restore(door, panel);
        } catch (error) {
          // In the tab the editor only says that something went wrong.
          door.report(error);
          throw error;
        }
      },
    }),
    ...registerCommands(door, {
      start: ofRow(async (issue) => (await import('./vscode/commands/start.ts')).run(door, projects, issue)),
      refresh: async () => (await import('./vscode/commands/refresh.ts')).run(door, projects),
      signIn: async (how) => (await import('./vscode/commands/sign-in.ts')).run(door, projects, how),
      attach: ofRow(async (which) => (await import('./vscode/commands/attach.ts')).run(door, which)),
      pause: ofRow(async (which) => (await import('./vscode/commands/pause.ts')).run(door, which)),
      resume: ofRow(async (which) => (await import('./vscode/commands/resume.ts')).run(door, which)),
      raiseBudget: ofRow(async (which) =>
        (await import('./vscode/commands/raise-budget.ts')).run(door, which),
      ),
      deleteClone: ofRow(async (which) =>
        (await import('./vscode/commands/delete-clone.ts')).run(door, which),
      ),
      rehearse: async () => (await import('./vscode/commands/rehearse.ts')).run(door),
      cancel: ofRow(async (which) => (await import('./vscode/commands/cancel.ts')).run(door, which)),
      finalize: ofRow(async (which) => (await import('./vscode/commands/finalize.ts')).run(door, which)),
      actions: async (which) => (await import('./vscode/commands/actions.ts')).run(door, which),
      showStats: async () => (await import('./vscode/commands/show-stats.ts')).run(door),
      openPullRequest: ofRow(async (which) =>
        (await import('./vscode/commands/open-pull-request.ts')).run(door, which),
      ),
      openIssue: ofRow(async (which) => (await import('./vscode/commands/open-issue.ts')).run(door, which)),
      showTranscript: ofRow(async (which) =>
        (await import('./vscode/commands/show-transcript.ts')).run(door, which),
      ),
      openProject: ofRow(async (which) => (await import('./vscode/commands/open-project.ts')).run(which)),
      openDocument: async (which) => (await import('./vscode/commands/open-document.ts')).run(door, which),
      openClone: ofRow(async (which) => (await import('./vscode/commands/open-clone.ts')).run(door, which)),
      showLog: async () => door.log.show(),
    }),
  );
  finishRemoval(door, async (pending) =>
    (await import('./vscode/commands/delete-clone.ts')).finish(door, pending),
  );
}
