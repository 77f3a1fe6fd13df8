import * as z from 'zod';

/** The plot threads and the scenes of each. */
export const getPlotThreads = {
  name: 'get_plot_threads' as const,
  description: 'The plot threads and the scenes of each.',
  input: z.strictObject({}),
};
