import type { AnswerStep, RunningAnswer } from '../protocol/chatPanelContract';
import type { EditProposal } from '../story/chatMessage';
import { answerMarkdown } from './answerMarkdown';
import { element } from './element';
import { icon } from './icon';
import { createBlockReader } from './markdownBlocks';
import { createProposalView } from './proposalView';

/** An answer while it comes. What is closed stays as it is; only its last piece is made anew, once a frame. */
export interface RunningView {
  readonly element: HTMLElement;
  /** Whether something of the answer itself is on the page. */
  readonly hasWords: boolean;
  /**
   * Takes what the host has of it in full; another turn begins anew. Null: nothing has come, or it has ended; its last piece
   * is then read out too, unless the page shows something else by now.
   */
  show(running: RunningAnswer | null, isElsewhere?: boolean): void;
  /** More text. False if it does not go on from what is here: the whole is needed. */
  more(turn: number, from: number, text: string): boolean;
  step(turn: number, index: number, step: AnswerStep): boolean;
}

/**
 * @param drawn called after something new is on the page
 * @param say reads out a finished piece
 */
export function createRunningView(drawn: () => void, say: (text: string) => void): RunningView {
  const root = element('div', { class: 'running' });
  let turn = -1;
  let length = 0;
  let steps: HTMLElement = element('ul');
  let words: HTMLElement = element('div');
  let last: HTMLElement = element('div');
  let reader = createBlockReader();
  let waiting = '';
  let closed = 0;
  let stepCount = 0;
  let proposals: HTMLFieldSetElement = element('fieldset');
  let proposalCount = 0;
  let frame: number | null = null;
  /** Stands at the end for as long as more may come; for the eye only, what comes is read out. */
  const sign = element('div', { class: 'still-coming' }, [icon('loading')]);

  const hasWords = (): boolean => turn !== -1 && (words.hasChildNodes() || last.hasChildNodes() || proposalCount > 0);
  const changed = (): void => {
    sign.hidden = !hasWords();
    drawn();
  };
  const begin = (next: number): void => {
    turn = next;
    length = 0;
    closed = 0;
    stepCount = 0;
    proposalCount = 0;
    waiting = '';
    reader = createBlockReader();
    steps = element('ul', { class: 'steps', 'aria-label': 'What is being done' });
    words = element('div', { class: 'words' });
    last = element('div', { class: 'coming' });
    proposals = element('fieldset', { class: 'proposals', disabled: '' });
    proposals.hidden = true;
    root.classList.add('answer');
    sign.hidden = true;
    root.replaceChildren(steps, words, last, proposals, sign);
  };
  const draw = (): void => {
    frame = null;
    const { closed: pieces, open } = reader.add(waiting);
    waiting = '';
    for (const piece of pieces.slice(closed)) {
      const made = answerMarkdown(piece, [], () => null);
      say(heardOf(made));
      words.append(made);
    }
    closed = pieces.length;
    last.replaceChildren(answerMarkdown(open, [], () => null));
    changed();
  };
  const add = (text: string): void => {
    waiting += text;
    length += text.length;
    frame ??= requestAnimationFrame(draw);
  };
  const addStep = ({ kind, line }: AnswerStep): void => {
    stepCount += 1;
    steps.append(element('li', { class: `step ${kind}`, dir: 'auto' }, [line]));
    say(line);
  };
  /** They can be read as they come, and decided about where they stand when the answer has ended. */
  const addProposal = (proposal: EditProposal): void => {
    proposalCount += 1;
    if (proposals.hidden) {
      proposals.append(element('legend', {}, ['These can be decided about when the answer has ended.']));
      proposals.hidden = false;
    }
    const { element: made } = createProposalView(proposal, () => undefined);
    proposals.append(made);
    say(made.getAttribute('aria-label') ?? '');
  };

  return {
    element: root,
    get hasWords() {
      return hasWords();
    },
    show: (running, isElsewhere = false) => {
      if (running === null) {
        if (turn === -1) return;
        if (frame !== null) cancelAnimationFrame(frame);
        if (!isElsewhere) {
          draw();
          say(heardOf(last));
        }
        frame = null;
        turn = -1;
        root.classList.remove('answer');
        root.replaceChildren();
        return;
      }
      if (running.turn !== turn || running.text.length < length) begin(running.turn);
      running.steps.slice(stepCount).forEach(addStep);
      const come = running.proposals.slice(proposalCount);
      come.forEach(addProposal);
      if (come.length > 0) changed();
      if (running.text.length > length) add(running.text.slice(length));
    },
    more: (of, from, text) => {
      if (of !== turn || from > length) return false;
      if (from + text.length > length) add(text.slice(length - from));
      return true;
    },
    step: (of, index, step) => {
      if (of !== turn || index > stepCount) return false;
      if (index === stepCount) {
        addStep(step);
        changed();
      }
      return true;
    },
  };
}

/** Without the marks that name scenes, which the page shows as places when the answer has ended. */
function heardOf({ textContent }: Node): string {
  return (textContent ?? '').replace(SCENE_MARK, '').trim();
}

const SCENE_MARK = /\s*\[S[^\]\n]{1,40}\]/gu;
