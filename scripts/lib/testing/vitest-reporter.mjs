// Vitest's reporter for `scripts/test.mjs`: tells it over the IPC channel what a person should see, as it happens.
import { relative } from 'node:path';
import { errorText } from './error-text.mjs';

/**
 * @typedef {{ type: 'start', files: number }
 *   | { type: 'failure', failure: Failure }
 *   | { type: 'file', file: string, counts: import('./totals.mjs').Counts, ms: number, output: string }
 *   | { type: 'end' }} Message
 * @typedef {{ file: string | null, title: string, test?: string, text: string }} Failure
 *   `title` is for people, `test` the full name as Vitest compares it, when it is a test that failed
 */

/** Sends a message to the runner; without one (a Vitest started by hand) to nobody. */
function tell(/** @type {Message} */ message) {
  if (!process.send) return Promise.resolve();
  return new Promise((resolve) => process.send?.(message, undefined, undefined, resolve));
}

class RunnerReporter {
  #vitest;
  /** When each file was begun, by the id of its module. */
  #begun = new Map();
  /** What each file has printed, by its path. */
  #printed = new Map();
  /** Modules that are over. */
  #over = new Set();

  onInit(vitest) {
    this.#vitest = vitest;
    // A runner that was killed asks for nothing any more; and its channel alone keeps nothing alive.
    process.once('disconnect', () => process.exit(1));
    process.channel?.unref();
  }

  async onTestRunStart(specifications) {
    await tell({ type: 'start', files: specifications.length });
  }

  onTestModuleQueued(module) {
    this.#begun.set(module.moduleId, Date.now());
  }

  onUserConsoleLog({ content, taskId }) {
    const path = this.#vitest.state.idMap.get(taskId)?.file.filepath ?? '';
    this.#printed.set(path, (this.#printed.get(path) ?? '') + content);
  }

  async onTestCaseResult(test) {
    const { state, errors } = test.result();
    if (state === 'failed') await this.#failed(test, errors);
  }

  async onTestSuiteResult(suite) {
    const errors = suite.errors();
    if (errors.length > 0) await this.#failed(suite, errors);
  }

  async onTestModuleEnd(module) {
    this.#over.add(module.moduleId);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // Without a result: what it needed has failed before it.
      counts[state === 'pending' ? 'skipped' : state]++;
    }
    // A hook, or the loading of the file, failed: no test of its own stands for that.
    const others = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
    counts.failed += others.length;
    if (module.errors().length > 0) await this.#failed(module, module.errors());
    await this.#file(module, counts);
  }

  async onTestRunEnd(modules, unhandled) {
    for (const module of modules.filter(({ moduleId }) => !this.#over.has(moduleId))) {
      // A file that could not be loaded has an error, and no end.
      if (module.errors().length > 0) {
        await this.onTestModuleEnd(module);
        continue;
      }
      const file = this.#path(module.moduleId);
      await tell({
        type: 'failure',
        failure: { file, title: 'the file', text: 'It did not come to its end.' },
      });
      await this.#file(module, { passed: 0, failed: 1, skipped: 0 });
    }
    for (const error of unhandled) {
      const file = error.VITEST_TEST_PATH ? this.#path(error.VITEST_TEST_PATH) : null;
      const title = `${error.type ?? 'Unhandled error'}${error.VITEST_TEST_NAME ? ` (${error.VITEST_TEST_NAME})` : ''}`;
      await tell({
        type: 'failure',
        failure: { file, title, text: errorText(error, this.#root), unhandled: true },
      });
    }
    await tell({ type: 'end' });
  }

  get #root() {
    return this.#vitest.config.root;
  }

  #path(file) {
    return relative(this.#root, file).replaceAll('\\', '/');
  }

  async #file(module, counts) {
    const ms = Date.now() - (this.#begun.get(module.moduleId) ?? Date.now());
    const output = this.#printed.get(module.moduleId) ?? '';
    await tell({ type: 'file', file: this.#path(module.moduleId), counts, ms, output });
  }

  /** @param entity a test, a suite or a module */
  async #failed(entity, errors) {
    const module = entity.type === 'module' ? entity : entity.module;
    const test = entity.type === 'test' ? wholeName(entity) : undefined;
    const title = entity.type === 'module' ? 'the file' : entity.fullName;
    const text = errors.map((error) => errorText(error, this.#root)).join('\n');
    await tell({
      type: 'failure',
      failure: { file: this.#path(module.moduleId), title, test, text },
    });
  }
}

/** The name that `-t` is compared with. */
function wholeName(entity) {
  return entity.parent.type === 'module' ? entity.name : `${wholeName(entity.parent)} ${entity.name}`;
}

// biome-ignore lint/style/noDefaultExport: Vitest takes the default export of a reporter's module.
export default RunnerReporter;
