const { TMPDIR, TEMP, TMP, MAESTRO_TEST_RUN, MAESTRO_SLOWNESS } = process.env;

/** Where a program puts what is temporary: into the folder of this test run, which is removed with it. */
export const TEMPORARY: NodeJS.ProcessEnv = { TMPDIR, TEMP, TMP };

/** What a program of ours gets besides its PATH: that, and the mark by which it is found when it is left behind. */
export const RUN_ENV: NodeJS.ProcessEnv = { ...TEMPORARY, MAESTRO_TEST_RUN, MAESTRO_SLOWNESS };
