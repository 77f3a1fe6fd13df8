import {
  NO_DRAFT,
  withDraft,
  type ChatPanelSnapshot,
  type ToChatPanel,
  type TypedQuestion,
} from '../protocol/chatPanelContract';
import { counted } from '../story/lengthText';
import { createAnnouncer } from './announcer';
import { createComposer } from './composer';
import { createConversationView } from './conversationView';
import { element } from './element';
import { emptyContent } from './emptyView';
import { createFollowedScroll } from './followedScroll';
import { icon } from './icon';
import { readMemory, writeMemory } from './panelMemory';
import { createRunningView } from './runningView';
import { tailContent } from './tailView';
import type { VsCodeApi } from './vscodeApi';

/** The chat panel on its page. It shows the newest snapshot and tells the host what the writer does. */
export interface Panel {
  readonly element: HTMLElement;
  receive(message: ToChatPanel): void;
}

export function createPanel(api: VsCodeApi): Panel {
  const kept = readMemory(api);
  let memory = kept;
  /** Where to scroll to when the first conversation is there. */
  let place = kept.scrollTop;
  let shown: ChatPanelSnapshot | null = null;
  /** Of which script the draft is that stands in the box; null: of none yet. */
  let draftKey: string | null = null;
  /** Questions about it that came to no answer and are not on the page any more, oldest first. */
  let left: string[] = [];

  /** Of which script the page speaks: the host may show another by now. */
  const about = (): { scriptId?: string } => {
    const id = shown?.script?.id;
    return id === undefined ? {} : { scriptId: id };
  };
  const ask = (question: TypedQuestion): void => {
    api.postMessage({ kind: 'ask', ...about(), ...question });
    composer.focus();
  };
  const retry = (): void => {
    api.postMessage({ kind: 'retry', ...about() });
    composer.focus();
  };
  const newTopic = (): void => {
    api.postMessage({ kind: 'newTopic', ...about() });
    composer.focus();
  };
  const stop = (): void => {
    if (shown?.pending != null) api.postMessage({ kind: 'stop', ...about() });
  };

  const conversation = createConversationView({
    open: ({ sceneId, line, quote }) => api.postMessage({ kind: 'open', ...about(), sceneId, line, quote }),
    copy: (text) => api.postMessage({ kind: 'copy', text }),
    retry,
    askDeeper: () => {
      api.postMessage({ kind: 'askDeeper', ...about() });
      composer.focus();
    },
    insert: (text) => api.postMessage({ kind: 'insert', ...about(), text }),
    decide: (id, action) => api.postMessage({ kind: 'proposal', ...about(), id, action }),
    edit: (questionId, text) => composer.edit(questionId, text),
  });
  const composer = createComposer({
    ask,
    preview: (id, question) => api.postMessage({ kind: 'preview', id, ...about(), ...question }),
    chooseTier: (tier) => api.postMessage({ kind: 'chooseTier', tier }),
    chooseModel: () => api.postMessage({ kind: 'chooseModel' }),
    stop,
    editing: (questionId) => conversation.markEdited(questionId),
    typed: (draft) => {
      remember({ drafts: withDraft(memory.drafts, draft) });
      api.postMessage({ kind: 'draft', draft });
    },
    page: (pages) => scroll.page(pages),
  });
  const title = element('h2', { dir: 'auto' });
  const topic = element('button', { type: 'button', class: 'quiet', title: 'New Topic', 'aria-label': 'New Topic' }, [
    icon('add'),
  ]);
  const list = element(
    'button',
    { type: 'button', class: 'quiet', title: 'Conversations…', 'aria-label': 'Conversations' },
    [icon('history')],
  );
  const header = element('header', {}, [title, list, topic]);
  const empty = element('div', { class: 'empty' });
  const tail = element('div', { class: 'tail' });
  const announcer = createAnnouncer();
  const running = createRunningView(
    () => {
      tail.classList.toggle('has-words', running.hasWords);
      if (scroll.following) scroll.toEnd();
      else toNewest.hidden = false;
    },
    (text) => announcer.say(text),
  );
  const scroller = element(
    'div',
    { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Questions and answers' },
    [empty, conversation.element, tail, running.element],
  );
  const toNewest = element('button', { type: 'button', class: 'action newest' }, ['New answer ', icon('down')]);
  const scroll = createFollowedScroll(scroller, () => {
    if (scroll.following) toNewest.hidden = true;
    remember({ scrollTop: scroll.position });
  });
  const root = element('main', { class: 'panel', 'aria-label': 'Chat about the script' }, [
    header,
    scroller,
    element('div', { class: 'over' }, [toNewest]),
    composer.element,
    announcer.element,
  ]);
  toNewest.hidden = true;

  const remember = (change: Partial<typeof memory>): void => {
    memory = { ...memory, ...change };
    writeMemory(api, memory);
  };

  topic.addEventListener('click', newTopic);
  list.addEventListener('click', () => api.postMessage({ kind: 'conversations', ...about() }));
  toNewest.addEventListener('click', () => {
    scroll.toEnd();
    composer.focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || shown?.pending == null) return;
    event.preventDefault();
    stop();
    composer.focus();
  });

  const show = (snapshot: ChatPanelSnapshot): void => {
    const before = shown;
    shown = snapshot;
    const { script, messages, pending, unanswered } = snapshot;
    const sameTalk = before?.script?.key === script?.key && before?.script?.loading === false;
    const { following } = scroll;
    const wasEmpty = empty.hasChildNodes();

    header.hidden = script === null;
    title.textContent = script?.title ?? '';
    title.title = script?.title ?? '';
    topic.disabled = messages.length === 0 && pending === null && unanswered?.question == null;
    composer.element.hidden = script === null;
    if (script !== null && script.key !== draftKey) {
      draftKey = script.key;
      left = [];
      composer.restore(memory.drafts[draftKey] ?? { ...NO_DRAFT, key: draftKey });
    }
    const asked = questionsOf(snapshot);
    const refused = before?.script?.key === script?.key ? before?.unanswered?.question : null;
    // What came to no answer is not lost when something else is asked.
    if (refused != null && !asked.includes(refused) && !left.includes(refused)) left.push(refused);
    composer.update({
      canAsk: script?.loading === false && !(unanswered !== null && unanswered.question === null),
      pending: pending !== null,
      asked: [...left, ...asked],
      questionIds: messages.flatMap(({ role, id }) => (role === 'user' ? [id] : [])),
      answeredBy: script?.answeredBy ?? '',
    });
    replaceIfOther(
      empty,
      emptyContent(snapshot, {
        ask: (text) => ask({ text }),
        openSample: () => api.postMessage({ kind: 'openSample' }),
      }),
    );
    replaceIfOther(tail, tailContent(snapshot, retry));
    // What was read out while it came is not read out once more.
    const wasHeard = before?.running != null && before.running.turn !== snapshot.running?.turn;
    running.show(snapshot.running, !sameTalk);
    if (!sameTalk || messages.length === 0) announcer.clear();
    if (snapshot.running === null) tail.classList.remove('has-words');
    const newest = conversation.update(messages, !sameTalk || wasHeard);
    if (sameTalk && wasHeard && newest !== null) announcer.say(endOf(messages.at(-1)));
    conversation.settle(snapshot.outcomes, pending === null && unanswered === null, snapshot.deeper);

    if (empty.hasChildNodes()) {
      // What to do is read from the top.
      if (!wasEmpty) scroll.restore(0);
    } else if (!sameTalk) {
      scroll.restore(place);
      if (script?.loading === false) place = null;
    } else if (pending !== null && before.pending === null) scroll.toEnd();
    else if (following && newest !== null && !wasHeard) scroll.reveal(newest);
    else if (following) scroll.toEnd();
    else if (newest !== null) toNewest.hidden = false;
  };

  return {
    element: root,
    receive: (message) => {
      switch (message.kind) {
        case 'snapshot':
          show(message);
          break;
        case 'surroundings':
          composer.surround(message);
          break;
        case 'mentionable':
          composer.setMentionable(message);
          break;
        case 'previewed':
          composer.previewed(message.id, message.preview);
          break;
        case 'more':
          // Something was missed while the page was not there: the host tells it all again.
          if (!running.more(message.turn, message.from, message.text)) api.postMessage({ kind: 'ready' });
          break;
        case 'step':
          if (!running.step(message.turn, message.index, message.step)) api.postMessage({ kind: 'ready' });
          break;
        case 'draft':
          // A window that ends at once may keep neither the last change of the one nor of the other.
          if (message.draft.typedAt <= (memory.drafts[message.draft.key]?.typedAt ?? -1)) break;
          remember({ drafts: withDraft(memory.drafts, message.draft) });
          if (message.draft.key === draftKey) composer.restore(message.draft);
          break;
        case 'focus':
          if (message.prefix !== null) composer.prefix(message.prefix);
          composer.focus();
          break;
      }
    },
  };
}

/** What is read out when an answer has ended that was read out while it came: what could not be known before. */
function endOf(message: ChatPanelSnapshot['messages'][number] | undefined): string {
  if (message?.role !== 'assistant') return '';
  const { blocks, failure } = message.response;
  const quotes = blocks
    .flatMap(({ claims = [] }) => claims)
    .filter(({ start, end, verified }) => end > start && !verified);
  return [
    ...(quotes.length === 0 ? [] : [`${counted(quotes.length, 'quote')} could not be found in the script.`]),
    ...blocks.flatMap(({ kind, text }) => (kind === 'note' ? [text] : [])),
    ...(failure === null ? [] : [failure.message]),
  ].join(' ');
}

/** What the writer asked, oldest first, whether it was answered or not. */
function questionsOf({ messages, pending, unanswered }: ChatPanelSnapshot): string[] {
  const open = pending?.question ?? unanswered?.question;
  return [
    ...messages.flatMap((message) => (message.role === 'user' ? [message.text] : [])),
    ...(open == null ? [] : [open]),
  ];
}

/** Leaves what reads the same in place, so that nothing loses the focus or is read out again. */
function replaceIfOther(place: HTMLElement, content: readonly HTMLElement[]): void {
  const next = element('div', {}, content);
  if (next.innerHTML !== place.innerHTML) place.replaceChildren(...next.childNodes);
}
