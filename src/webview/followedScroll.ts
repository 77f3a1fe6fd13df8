/** The scrolling of a conversation: it goes along with what is new, unless the reader has scrolled up. */
export interface FollowedScroll {
  /** True while the end is in sight. */
  readonly following: boolean;
  /** How far it is from the top in pixels; null: at the end. */
  readonly position: number | null;
  /** Goes to a place kept earlier; null: to the end. */
  restore(position: number | null): void;
  toEnd(): void;
  /** Shows an element from its start if it does not fit, else the end. */
  reveal(newest: HTMLElement): void;
  /** Scrolls by the height of what is in sight. */
  page(pages: number): void;
}

/** This many pixels from the end still count as the end. */
const NEAR_PX = 24;

/** @param moved called after every scroll, the reader's and ours */
export function createFollowedScroll(scroller: HTMLElement, moved: () => void): FollowedScroll {
  let following = true;
  const distance = (): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const toEnd = (): void => {
    scroller.scrollTop = scroller.scrollHeight;
    following = true;
  };

  scroller.addEventListener('scroll', () => {
    following = distance() <= NEAR_PX;
    moved();
  });
  // The box below grows while a long question is typed, and the panel is resized: the end stays in sight.
  new ResizeObserver(() => {
    if (following) toEnd();
  }).observe(scroller);

  return {
    get following() {
      return following;
    },
    get position() {
      return following ? null : scroller.scrollTop;
    },
    restore: (position) => {
      scroller.scrollTop = position ?? scroller.scrollHeight;
      following = distance() <= NEAR_PX;
    },
    toEnd,
    reveal: (newest) => {
      const top = newest.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      // Past the end it stays at the end.
      scroller.scrollTop = top;
      following = distance() <= NEAR_PX;
    },
    page: (pages) => {
      scroller.scrollBy({ top: pages * scroller.clientHeight * 0.9 });
    },
  };
}
