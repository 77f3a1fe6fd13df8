import MarkdownIt, { type Token } from 'markdown-it';
import { plainText } from '../story/plainText';

/**
 * The Markdown of models as the panel reads it: HTML in it is text, links go to https or are words, of an image its words stay.
 * Characters that nobody can see are left out: while an answer comes, nobody else has looked at it.
 */
export const MARKDOWN = new MarkdownIt({ html: false, linkify: false, breaks: true });
// What is looked up in the script is what is shown: no character is written as another.
MARKDOWN.disable('entity');
MARKDOWN.validateLink = (url) => /^https:\/\/[^\s/]/iu.test(url);
MARKDOWN.renderer.rules.image = (tokens, at) => MARKDOWN.utils.escapeHtml(tokens[at]?.content ?? '');
MARKDOWN.core.ruler.push('unseen', ({ tokens }) => tokens.forEach(clean));

function clean(token: Token): void {
  token.content = plainText(token.content);
  token.children?.forEach(clean);
}
