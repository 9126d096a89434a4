import { join } from 'node:path';

const { TMPDIR, TEMP, TMP, MAESTRO_TEST_RUN, MAESTRO_TEST_HOMES, MAESTRO_SLOWNESS } = process.env;

/** The mark of this run, by which the runner finds what was left behind; one for all that are started by hand. */
export const RUN_MARK = MAESTRO_TEST_RUN ?? 'maestro-by-hand';

/** A folder of this run for homes of agents that want none below the system's temporary folder. */
export const HOMES = MAESTRO_TEST_HOMES ?? join(import.meta.dirname, '../../.maestro-test/homes/by-hand');

/** Where a program puts what is temporary: into the folder of this test run, which is removed with it. */
export const TEMPORARY: NodeJS.ProcessEnv = { TMPDIR, TEMP, TMP };

/** What a program of ours gets besides its PATH: that, and the mark by which it is found when it is left behind. */
export const RUN_ENV: NodeJS.ProcessEnv = { ...TEMPORARY, MAESTRO_TEST_RUN, MAESTRO_SLOWNESS };
