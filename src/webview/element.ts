import { plainText } from '../story/plainText';

/**
 * Makes an element. Strings among the children become text, never markup, and neither they nor the attributes have
 * characters that nobody can see or that turn the direction of others; what comes from a script or an engine gets on the
 * page in no other way.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, plainText(value));
  made.append(...children.map((child) => (typeof child === 'string' ? plainText(child) : child)));
  return made;
}
