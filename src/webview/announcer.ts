import { element } from './element';

/** Reads out what comes, politely and piece by piece: a reader that hears every letter hears nothing. */
export interface Announcer {
  readonly element: HTMLElement;
  say(text: string): void;
  /** What was said is not in the page any more: another script or talk is shown. */
  clear(): void;
}

/** More than this, in UTF-16 units, is not said at once. */
const MOST = 400;
/** Old pieces are taken away: they have been said. */
const KEPT = 8;

export function createAnnouncer(): Announcer {
  const region = element('div', { class: 'unseen', 'aria-live': 'polite', 'aria-relevant': 'additions' });
  return {
    element: region,
    clear: () => region.replaceChildren(),
    say: (text) => {
      for (let at = 0; at < text.length;) {
        const rest = text.slice(at, at + MOST);
        const end = at + MOST < text.length ? Math.max(rest.lastIndexOf(' '), 1) : rest.length;
        region.append(element('p', {}, [text.slice(at, at + end)]));
        at += end;
      }
      while (region.childElementCount > KEPT) region.firstElementChild?.remove();
    },
  };
}
