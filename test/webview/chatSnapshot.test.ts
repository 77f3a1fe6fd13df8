import assert from 'node:assert/strict';
import { chatSnapshot } from '../../src/extension/chat/chatSnapshot';
import { createDocumentText } from '../../src/extension/chat/documentText';
import { continueTalk, startTalk, type Talk } from '../../src/extension/chat/talk';
import { toChatPanelSchema } from '../../src/protocol/chatPanelContract';
import { answer, cited, question, scenesOf, scriptView } from './said';

const script = 'EXT. PIER - DAWN\n\nMara waits.\n\nINT. LIGHTHOUSE - NIGHT\n\nNobody.\n';
const messages = [
  question('q', 'Where is MARA?'),
  answer('a', [['paragraph', 'On the pier.', 0]], [cited('1', 99, { quote: 'Mara waits.' })]),
];
const talk = (conversation: typeof messages = []): Talk =>
  continueTalk(startTalk('script').talk, {
    kind: 'loaded',
    conversation: { id: 'talk', title: '', messages: conversation },
  }).talk;
const ready = (text: string, now: Talk) =>
  chatSnapshot({
    kind: 'ready',
    key: 'file:///a',
    view: scriptView(scenesOf(text), [['MARA', 9, [0]]]),
    document: createDocumentText(text),
    talk: now,
  });

describe('What the panel is sent', () => {
  it('is understood by it, whatever it is', () => {
    const failure = { code: 'internal', message: 'It broke.', retryable: true } as const;
    const states = [
      chatSnapshot({ kind: 'none' }),
      chatSnapshot({ kind: 'forgotten' }),
      chatSnapshot({ kind: 'reading', key: 'file:///a', title: 'a.fountain' }),
      chatSnapshot({ kind: 'failed', key: 'file:///a', title: 'a.fountain', failure }),
      ready(script, talk()),
      ready(script, talk(messages)),
      ready('', startTalk('script').talk),
    ];
    for (const state of states) assert.deepEqual(toChatPanelSchema.parse(JSON.parse(JSON.stringify(state))), state);
  });

  it('has the citations as the document stands now, not as they were stored', () => {
    const [, sent] = ready(script.replace('Mara', '\n\n\nMara'), talk(messages)).messages;
    assert.equal(sent?.role === 'assistant' && sent.response.citations[0]?.line, 6);
    const [, gone] = ready(script.replace('Mara waits.', 'Empty.'), talk(messages)).messages;
    assert.equal(gone?.role === 'assistant' && gone.response.citations[0]?.verified, false);
  });

  it('tells a script that has no scenes yet from one that is not read', () => {
    assert.equal(ready(script, talk()).script?.hasNoScenes, false);
    assert.equal(ready('Some prose.', talk()).script?.hasNoScenes, true);
    assert.equal(chatSnapshot({ kind: 'reading', key: 'a', title: 'a' }).script?.hasNoScenes, undefined);
  });

  it('offers questions only where nothing was asked', () => {
    assert.ok(ready(script, talk()).suggestions.length > 0);
    assert.deepEqual(ready(script, talk(messages)).suggestions, []);
  });

  it('tells a question that failed from one that was stopped', () => {
    const asking = continueTalk(talk(), { kind: 'ask', text: 'Who?', currentSceneId: null }).talk;
    const failure = { code: 'internal', message: 'It broke.', retryable: false } as const;
    assert.deepEqual(ready(script, asking).pending, { question: 'Who?', stopping: false });
    assert.deepEqual(ready(script, continueTalk(asking, { kind: 'failed', turn: 1, failure }).talk).unanswered, {
      question: 'Who?',
      failure: { message: 'It broke.', retryable: false },
    });
    const stopping = continueTalk(asking, { kind: 'stop' }).talk;
    assert.deepEqual(ready(script, stopping).pending, { question: 'Who?', stopping: true });
    assert.deepEqual(ready(script, continueTalk(stopping, { kind: 'failed', turn: 1, failure }).talk).unanswered, {
      question: 'Who?',
      failure: null,
    });
  });

  it('shows a question that waits for its conversation as under way', () => {
    const waiting = continueTalk(startTalk('script').talk, { kind: 'ask', text: 'Who?', currentSceneId: null }).talk;
    assert.deepEqual(ready(script, waiting).pending, { question: 'Who?', stopping: false });
  });

  it('says that a conversation was deleted until the next question', () => {
    const gone = continueTalk(talk(messages), { kind: 'deleted', conversationId: 'talk' }).talk;
    assert.match(ready(script, gone).notice ?? '', /^This conversation was deleted\./u);
    const asking = continueTalk(gone, { kind: 'ask', text: 'Who?', currentSceneId: null }).talk;
    assert.equal(ready(script, asking).notice, null);
  });

  it('says that search answers while there is no model', () =>
    assert.equal(ready(script, talk()).script?.answeredBy, 'search only'));
});
