/** What goes wrong before an answer. `retryAfter` is in seconds, or a date. */
export type ScriptedFault =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type?: string;
      readonly message?: string;
      readonly errorCode?: string;
      readonly retryAfter?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends before a header was written. */
  | { readonly kind: 'reset' }
  /** Status 200 and something that is no answer. */
  | { readonly kind: 'nonsense'; readonly contentType: string; readonly body: string }
  /** Leads elsewhere. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** Nothing at all until the client gives up. */
  | { readonly kind: 'silence' };
