/**
 * Changes the page, and keeps the focus in it where it was: what takes the place of an element that is gone or hidden gets
 * the focus, so that a writer at the keyboard never begins again at the top. That is, in the nearest part that is still
 * there: what has the same name, else what is said about it, else where the writer types; a part that can have the focus
 * has it itself.
 */
export function keepFocus(page: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  const inside = focused !== null && focused !== page && page.contains(focused);
  const name = inside ? nameOf(focused) : '';
  const around = inside ? ancestorsOf(focused, page) : [];
  change();
  if (!inside || isSeen(focused) || hasFocus(page, focused)) return;
  for (const part of around) {
    const next = isSeen(part) ? successorIn(part, name) : null;
    if (next !== null) {
      next.focus({ preventScroll: true });
      return;
    }
  }
}

/** Whether the change itself has put the focus somewhere. */
function hasFocus(page: HTMLElement, before: Element): boolean {
  const now = document.activeElement;
  return now !== null && now !== before && page.contains(now);
}

function ancestorsOf(element: Element, page: HTMLElement): Element[] {
  const found: Element[] = [];
  for (let at = element.parentElement; at !== null && at !== page; at = at.parentElement) found.push(at);
  return [...found, page];
}

function successorIn(part: Element, name: string): HTMLElement | null {
  if (part instanceof HTMLElement && part.tabIndex >= 0) return part;
  // Other messages have buttons of the same names that are about something else.
  if (part.matches('[role=log]')) return null;
  const seen = [...part.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isSeen);
  const same = seen.find((one) => nameOf(one) === name);
  return same ?? seen.find((one) => one.matches('[role=status], textarea')) ?? null;
}

const FOCUSABLE = 'button:not(:disabled), a[href], select, textarea, [tabindex]';

function nameOf(element: Element): string {
  return element.getAttribute('aria-label') ?? element.textContent;
}

/** Whether it is on the page, and could have the focus. */
function isSeen(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility();
}
