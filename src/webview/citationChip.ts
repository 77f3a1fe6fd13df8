import type { Citation } from '../story/chatMessage';
import { plainText } from '../story/plainText';
import { citationWords } from './citationWords';
import { element } from './element';

/** A place in the script, to go to. */
export interface CitationChip {
  readonly element: HTMLElement;
  update(citation: Citation): void;
}

/** @param isOnlyNamed as `citationWords` has it */
export function createCitationChip(
  citation: Citation,
  open: (citation: Citation) => void,
  isOnlyNamed = false,
): CitationChip {
  const text = document.createTextNode('');
  const button = element('button', { type: 'button', class: 'citation', dir: 'ltr' }, [text]);
  let current = citation;
  button.addEventListener('click', () => open(current));

  const update = (next: Citation): void => {
    current = next;
    const { short, full } = citationWords(next, isOnlyNamed);
    text.data = plainText(short);
    button.setAttribute('aria-label', plainText(full));
    button.title = plainText(next.quote === null ? full : `${full}\n“${next.quote}”`);
    button.classList.toggle('unverified', !next.verified);
    button.classList.toggle('named', next.verified && isOnlyNamed);
    // A scene that left the script has no place to go to.
    button.disabled = !next.verified && next.quote === null && next.reason === undefined;
  };
  update(citation);
  return { element: button, update };
}
