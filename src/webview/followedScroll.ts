/** The scrolling of a conversation: it goes along with what is new, unless the reader has scrolled up. */
export interface FollowedScroll {
  /** True while the end is in sight. */
  readonly following: boolean;
  /** How far it is from the top in pixels; null: at the end. */
  readonly position: number | null;
  /** Goes to a place kept earlier; null: to the end. */
  restore(position: number | null): void;
  toEnd(): void;
  /** Shows an element from its start if what begins there does not fit, else the end. */
  reveal(newest: HTMLElement): void;
  /** Scrolls by the height of what is in sight. */
  page(pages: number): void;
}

/** This many pixels from the end still count as the end. */
const NEAR_PX = 24;

/** @param moved called after every scroll, the reader's and ours */
export function createFollowedScroll(scroller: HTMLElement, moved: () => void): FollowedScroll {
  let following = true;
  let top = scroller.scrollTop;

  /** Looks where it is. Where nothing was scrolled, what followed goes on following, however the content grew. */
  const look = (): boolean => {
    if (scroller.scrollTop !== top) {
      top = scroller.scrollTop;
      following = scroller.scrollHeight - scroller.clientHeight - top <= NEAR_PX;
    }
    return following;
  };
  const toEnd = (): void => {
    scroller.scrollTop = scroller.scrollHeight;
    top = scroller.scrollTop;
    following = true;
  };

  scroller.addEventListener('scroll', () => {
    look();
    moved();
  });
  // The box below grows while a long question is typed, and the panel is resized: the end stays in sight.
  new ResizeObserver(() => {
    if (look()) toEnd();
  }).observe(scroller);

  return {
    get following() {
      return look();
    },
    get position() {
      return look() ? null : top;
    },
    restore: (position) => {
      toEnd();
      if (position === null) return;
      scroller.scrollTop = position;
      look();
    },
    toEnd,
    reveal: (newest) => {
      const start = newest.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      toEnd();
      // Past the end it stays at the end.
      scroller.scrollTop = start;
      look();
    },
    page: (pages) => {
      scroller.scrollBy({ top: pages * scroller.clientHeight * 0.9 });
    },
  };
}
