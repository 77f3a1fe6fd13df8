import type { ServerAbilities } from './serverAbilities';
import type { Json } from './wireTypes';

/** The models that are always there, and what is told of them. */
export const MODELS: Readonly<
  Record<string, { name: string; thinkingOff: string | null; maxTokens: number; line: string }>
> = {
  'claude-haiku-5-5': { name: 'Claude Haiku 5.5', thinkingOff: 'disabled', maxTokens: 128_000, line: 'haiku' },
  'claude-sonnet-5-5': {
    name: 'Claude Sonnet 5.5',
    thinkingOff: 'between_tools',
    maxTokens: 128_000,
    line: 'sonnet',
  },
  'claude-opus-5-5': { name: 'Claude Opus 5.5', thinkingOff: null, maxTokens: 128_000, line: 'opus' },
};

/** Input, 5 m write, 1 h write, read, output in dollars a million; written here again, apart from our table. */
export const PRICES: Readonly<Record<string, readonly [number, number, number, number, number]>> = {
  'claude-haiku-5-5': [0.1, 0.125, 0.2, 0.01, 0.5],
  'claude-sonnet-5-5': [2, 2.5, 4, 0.2, 10],
  'claude-opus-5-5': [4, 5, 8, 0.2, 20],
};

/** A model as the models endpoint tells of it. */
export function modelTold(
  id: string,
  { name, thinkingOff, maxTokens, line }: (typeof MODELS)[string],
  contextTokens: number,
  abilities: ServerAbilities,
): Json & { readonly id: string } {
  const supported = (value: boolean) => ({ supported: value });
  const yes = supported(true);
  return {
    id,
    type: 'model',
    display_name: name,
    created_at: '2026-10-07T00:00:00Z',
    deprecated_at: null,
    retires_at: null,
    lifecycle: 'active',
    line,
    max_input_tokens: contextTokens,
    max_tokens: maxTokens,
    capabilities: {
      batch: supported(abilities.batches),
      citations: supported(abilities.citations),
      structured_outputs: supported(abilities.json),
      effort: { ...yes, low: yes, medium: yes, high: yes, max: yes, xhigh: yes },
      thinking: {
        ...yes,
        types: {
          adaptive: yes,
          enabled: supported(false),
          disabled: supported(thinkingOff === 'disabled'),
          between_tools: supported(thinkingOff === 'between_tools'),
        },
      },
      image_input: yes,
      pdf_input: yes,
      code_execution: yes,
      server_tools: { ...yes, code_execution: yes, web_search: yes },
      context_management: {
        ...yes,
        clear_thinking_20251015: yes,
        clear_tool_uses_20250919: yes,
        compact_20260112: yes,
      },
    },
  };
}
