import { visibleText } from './visibleText';

/**
 * A model's Markdown as it may be shown: without unseen characters and images, links to https only. Where a link goes
 * elsewhere its words stay. HTML is left as it is: the panel shows it as text.
 */
export function safeMarkdown(text: string): string {
  return visibleText(text)
    .replace(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/gu, (_, alt: string) => alt)
    .replace(/\[([^\][]*)\]\(\s*(<[^>]*>|[^)\s]*)[^)]*\)/gu, (link, words: string, target: string) =>
      isHttps(target.replace(/^<|>$/g, '')) ? link : words,
    )
    .replace(/^[ \t]{0,3}\[[^\]]+\]:[ \t]*(\S+).*$/gmu, (line, target: string) => (isHttps(target) ? line : ''))
    .replace(/<([a-z][a-z\d+.-]*:[^>\s]*)>/giu, (link, target: string) => (isHttps(target) ? link : target));
}

function isHttps(target: string): boolean {
  return /^https:\/\/[^\s/]/iu.test(target);
}
