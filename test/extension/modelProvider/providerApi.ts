import type * as vscode from 'vscode';

/*
 * What an extension that provides models implements, as VS Code has it since 1.104: the types this repository is checked
 * with are older, as is the oldest editor it runs in.
 */

/** A model as its provider describes it. */
export interface ProvidedModel {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: { readonly toolCalling?: boolean | number; readonly imageInput?: boolean };
}

export interface ProvidedMessage {
  readonly role: vscode.LanguageModelChatMessageRole;
  readonly content: readonly unknown[];
}

export interface ModelProviderApi {
  readonly onDidChangeLanguageModelChatInformation?: vscode.Event<void>;
  provideLanguageModelChatInformation(
    options: { readonly silent: boolean },
    token: vscode.CancellationToken,
  ): vscode.ProviderResult<ProvidedModel[]>;
  provideLanguageModelChatResponse(
    model: ProvidedModel,
    messages: readonly ProvidedMessage[],
    options: { readonly tools?: readonly vscode.LanguageModelChatTool[] },
    progress: vscode.Progress<vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart>,
    token: vscode.CancellationToken,
  ): Thenable<void>;
  provideTokenCount(
    model: ProvidedModel,
    text: string | ProvidedMessage,
    token: vscode.CancellationToken,
  ): Thenable<number>;
}

/** What `vscode.lm` has beside what is typed. */
export interface ProviderRegistry {
  /** Absent before VS Code 1.104. */
  readonly registerLanguageModelChatProvider?: (vendor: string, provider: ModelProviderApi) => vscode.Disposable;
}
