import * as vscode from 'vscode';

/** Thrown by a step when the user goes back to the one before. */
class StepBack extends Error {}

/** Where a step stands among the others, for its title. */
export interface Place {
  step: number;
  totalSteps: number;
}

/** Asks one question and returns what is known then. Throws `vscode.CancellationError` when the user gives up. */
export type Step<S> = (known: S, place: Place) => Promise<S>;

/** Walks through questions one after the other; the user can go back. */
export async function walk<S>(known: S, steps: readonly Step<S>[]): Promise<S> {
  const states = [known];
  while (states.length <= steps.length) {
    const at = states.length - 1;
    try {
      const step = steps[at] as Step<S>;
      states.push(await step(states[at] as S, { step: at + 1, totalSteps: steps.length }));
    } catch (error) {
      if (!(error instanceof StepBack)) throw error;
      states.pop();
    }
  }
  return states.at(-1) as S;
}

/** How a question looks. */
export interface Question extends Place {
  title: string;
  placeholder: string;
}

/**
 * Lets the user choose one item. `fill` sets the items, at once or when they are known; the list shows that it is busy
 * meanwhile.
 */
export async function choose<T extends vscode.QuickPickItem>(
  question: Question,
  fill: (pick: vscode.QuickPick<T>) => Promise<void> | void,
): Promise<T> {
  const pick = vscode.window.createQuickPick<T>();
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const chosen = ask(pick, question, () => pick.selectedItems[0]);
  try {
    pick.busy = true;
    await Promise.race([Promise.resolve(fill(pick)).then(() => (pick.busy = false)), chosen]);
    return await chosen;
  } finally {
    pick.dispose();
  }
}

/** Lets the user write a line; `problem` says what is wrong with it, if anything. */
export async function write(
  question: Question,
  value: string,
  problem: (value: string) => string | undefined,
): Promise<string> {
  const box = vscode.window.createInputBox();
  box.value = value;
  box.onDidChangeValue((text) => {
    box.validationMessage = problem(text);
  });
  try {
    return await ask(box, question, () => (problem(box.value) ? undefined : box.value));
  } finally {
    box.dispose();
  }
}

function ask<A>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, placeholder, step, totalSteps }: Question,
  answer: () => A | undefined,
): Promise<A> {
  input.title = title;
  input.placeholder = placeholder;
  input.step = step;
  input.totalSteps = totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve, reject) => {
    input.onDidAccept(() => {
      const given = answer();
      if (given !== undefined) resolve(given);
    });
    input.onDidTriggerButton(() => reject(new StepBack()));
    input.onDidHide(() => reject(new vscode.CancellationError()));
    input.show();
  });
}
