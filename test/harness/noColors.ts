/** To be set for processes whose output goes where ours goes; by itself mocha takes the log of a CI for a terminal. */
export const noColors: NodeJS.ProcessEnv = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
