import * as z from 'zod';

/** Setups with payoffs, callbacks, parallels; open setups too. */
export const getRelationships = {
  name: 'get_relationships' as const,
  description: 'Setups with payoffs, callbacks, parallels; open setups too.',
  input: z.strictObject({ open: z.boolean().default(false).describe('Only setups without a payoff') }),
};
