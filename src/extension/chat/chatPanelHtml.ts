export interface ChatPanelHtmlOptions {
  /** Addresses of the built script and style as the webview may load them. */
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The origin of the extension's own files (`Webview.cspSource`). */
  readonly cspSource: string;
  /** New for every page, not to be guessed. */
  readonly nonce: string;
}

/** The page of the chat panel. It may run our script and wear our style, and load nothing else from anywhere. */
export function chatPanelHtml({ scriptUri, styleUri, cspSource, nonce }: ChatPanelHtmlOptions): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styleUri}">
<title>Chat</title>
</head>
<body>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>
`;
}
