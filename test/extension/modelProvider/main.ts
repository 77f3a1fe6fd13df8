// An extension that only tests have: it provides models to the editor, as others do, and answers as a test says.
import * as vscode from 'vscode';
import type { ModelProviderApi, ProvidedMessage, ProvidedModel, ProviderRegistry } from './providerApi';

/** The vendor of its models, as its `package.json` has it. */
export const VENDOR = 'testroom';

/** One request as it came over the boundary. */
export interface ProvidedRequest {
  readonly model: string;
  /** Text and tool results of each message, in order. */
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  readonly tools: readonly string[];
}

/** Says parts of an answer; the answer ends with the promise, and breaks off where that rejects. */
export type ProvidedAnswer = (
  request: ProvidedRequest,
  say: { text(text: string): void; tool(name: string, input: object): void },
  token: vscode.CancellationToken,
) => Promise<void>;

/** What a test has of this extension. */
export interface ModelProvider {
  /** False in an editor that is too old to be given models. */
  readonly isRegistered: boolean;
  /** These are offered from now on. */
  offer(models: readonly ProvidedModel[]): void;
  /** How requests are answered from now on. */
  answer(how: ProvidedAnswer): void;
  /** How many tokens a message has; rejecting: it cannot be counted. */
  count(how: (text: string) => Promise<number>): void;
  /** What was asked, in order. */
  readonly requests: readonly ProvidedRequest[];
  /** What was counted, in order. */
  readonly counted: readonly string[];
}

export function activate(context: vscode.ExtensionContext): ModelProvider {
  const changed = new vscode.EventEmitter<void>();
  const requests: ProvidedRequest[] = [];
  const counted: string[] = [];
  let offered: readonly ProvidedModel[] = [];
  let answer: ProvidedAnswer = () => Promise.resolve();
  let count = (text: string): Promise<number> => Promise.resolve(Math.ceil(text.length / 4));

  const provider: ModelProviderApi = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => [...offered],
    provideLanguageModelChatResponse: async (model, messages, { tools = [] }, progress, token) => {
      const request = {
        model: model.id,
        messages: messages.map((message) => ({ role: roleOf(message), text: textOf(message) })),
        tools: tools.map(({ name }) => name),
      };
      requests.push(request);
      const say = {
        text: (text: string) => progress.report(new vscode.LanguageModelTextPart(text)),
        tool: (name: string, input: object) =>
          progress.report(new vscode.LanguageModelToolCallPart(`call ${requests.length}`, name, input)),
      };
      await answer(request, say, token);
    },
    provideTokenCount: (_model, text) => {
      const words = typeof text === 'string' ? text : textOf(text);
      counted.push(words);
      return count(words);
    },
  };
  const { registerLanguageModelChatProvider: register } = vscode.lm as unknown as ProviderRegistry;
  if (register !== undefined) context.subscriptions.push(register(VENDOR, provider));
  return {
    isRegistered: register !== undefined,
    offer: (models) => {
      offered = models;
      changed.fire();
    },
    answer: (how) => void (answer = how),
    count: (how) => void (count = how),
    requests,
    counted,
  };
}

function roleOf({ role }: ProvidedMessage): 'user' | 'assistant' {
  return role === vscode.LanguageModelChatMessageRole.User ? 'user' : 'assistant';
}

function textOf({ content }: ProvidedMessage): string {
  return content
    .map((part) => {
      if (part instanceof vscode.LanguageModelTextPart) return part.value;
      return part instanceof vscode.LanguageModelToolResultPart
        ? textOf({ role: vscode.LanguageModelChatMessageRole.User, content: part.content })
        : '';
    })
    .join('\n');
}
