import assert from 'node:assert/strict';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import { MAX_TOOL_ROUNDS } from '../../src/engine/chat/chatLoop';
import { BUDGET_TIERS, chatEventSchema, chatMessageResponseSchema, type ChatEvent } from '../../src/story/chatMessage';
import type { ModelBlock } from '../../src/story/modelMessage';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { thingOf } from './roomScript';
import { prefixBlocks, SCRIPTED, scriptedChatModel, sentText } from './scriptedChatModel';

const SUMMARY = JSON.stringify({
  ...{ topics: ['They spoke of kettles'], decisions: [], preferences: ['short answers'], openQuestions: [] },
});

describe('A model answers about the script', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  it('is sent the scenes that fit and cites them by line in the script’s own characters', async () => {
    const model = scriptedChatModel(
      () =>
        `In the office she says "The copper-lantern was never yours to sell" [S7], and "I burned it all myself" [S7].`,
    );
    const events: ChatEvent[] = [];
    const answer = await room.ask(
      model,
      'Who sells the copper-lantern?',
      {},
      { onEvent: (event) => events.push(event) },
    );
    chatMessageResponseSchema.strict().parse(answer);
    for (const event of events) chatEventSchema.parse(event);
    assert.equal(events[0]?.kind, 'started');
    assert.equal(answer.status, 'complete');
    assert.ok(sentText(model.requests[0]!).includes('copper-lantern was never yours'));
    const [proven, made] = answer.citations;
    assert.deepEqual(
      [proven?.label, proven?.quote, proven?.verified],
      ['7', 'The copper-lantern was never yours to sell', true],
    );
    assert.ok(room.text.split('\n')[(proven?.line ?? 0) - 1]?.includes('The copper-lantern was never yours to sell'));
    assert.deepEqual([made?.verified, made?.reason], [false, 'not found in 7']);
    assert.ok(!answer.answer.includes('[S7]'));
    assert.equal(answer.found, true);
  });

  it('is not supported by the names of scenes alone, and by no scene that was not sent', async () => {
    const ask = (text: string) =>
      room.ask(
        scriptedChatModel(() => text),
        'Who is the king of Spain?',
        { budgetTier: 'quick', remember: false },
      );
    const looked = await ask('The script does not say. I looked at [S3] and [S4].');
    assert.equal(looked.found, false);
    assert.match(looked.blocks.at(-1)?.text ?? '', /24 scenes searched/);
    const sent = new Set([...looked.contextUsed.scenesAsText, ...(looked.contextUsed.scenesAsLines ?? [])]);
    const never = Array.from({ length: 24 }, (_, at) => at).find(
      (at) => !sent.has(at) && !looked.contextUsed.scenesAsCards.includes(at),
    );
    assert.ok(never !== undefined, 'the quick tier does not send all');
    const unread = await ask(`He dies there [S${never + 1}].`);
    assert.deepEqual(
      unread.blocks[0]?.claims?.map(({ verified, reason }) => [verified, reason]),
      [[false, `scene ${never + 1} was not read`]],
    );
    assert.equal(unread.found, false);
  });

  it('is asked nothing where the script has no words to send', async () => {
    const model = scriptedChatModel(() => 'There are 120 scenes.');
    for (const [name, text] of [
      ['empty', ''],
      ['blank', ' \n\n'],
      ['cut', '/* INT. ROOM - DAY\n\nAll of it. */'],
    ] as const) {
      const { scriptId } = await room.on.sync(`file:///room/${name}.fountain`, text);
      const asked = room.on.engine.ask(
        {
          ...{ scriptId, conversationId: null, message: 'Who killed the keeper?', model: SCRIPTED },
          ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: false },
        },
        { models: model.models },
      );
      await assert.rejects(asked, { code: 'scene-unknown' }, name);
    }
    assert.deepEqual(model.requests, []);
  });

  it('that is cited nowhere says that a deeper tier reads more, where one does', async () => {
    const model = scriptedChatModel(() => 'Nobody knows.');
    for (const [budgetTier, says] of [
      ['quick', true],
      ['standard', true],
      ['deep', false],
    ] as const) {
      const { found, blocks } = await room.ask(model, 'Who sold the copper-lantern?', { budgetTier, remember: false });
      assert.equal(found, false);
      const note = blocks.find(({ kind, text }) => kind === 'note' && text.includes('searched'));
      assert.equal(note?.text.endsWith(' A deeper tier reads more.'), says, `${budgetTier}: ${note?.text ?? ''}`);
    }
  });

  it('is supported by words that are cited, not by a passage that is only named', async () => {
    const ask = async (named: boolean): Promise<boolean> => {
      const text = 'The copper-lantern was never yours to sell, and you know it.';
      const citation = { source: `scene:${room.sceneId('7')}`, text, startBlock: 1, endBlock: 2 };
      const citations = [{ ...citation, ...(named && { named: true as const }) }];
      const model = scriptedChatModel(() => ({ text: 'It was not his.', citations }));
      const answer = await room.ask(model, 'Who sells the copper-lantern?', { remember: false });
      assert.deepEqual(
        answer.citations.map(({ label, verified }) => [label, verified]),
        [['7', true]],
      );
      return answer.found;
    };
    assert.deepEqual([await ask(false), await ask(true)], [true, false]);
  });

  for (const tier of BUDGET_TIERS) {
    it(`sends no more than the ${tier} tier allows, tool rounds and history too`, async () => {
      const model = scriptedChatModel((_, call) =>
        call % 4 === 3
          ? { text: `They are in many scenes [S3]. ${'It goes on. '.repeat(30)}` }
          : { tools: [{ name: 'get_scenes', input: { scenes: ['1', '5', '9', '12', '15', '20'] } }] },
      );
      let conversationId: string | null = null;
      const { count, budget } = { count: chatTokens(1), budget: { quick: 1_200, standard: 5_000, deep: 20_000 }[tier] };
      for (let asked = 0; asked < 5; asked++) {
        const answer = await room.ask(model, `Where is the ${thingOf(asked * 3)} and who has it?`, {
          conversationId,
          budgetTier: tier,
        });
        conversationId = answer.conversationId;
        const parts = answer.contextUsed.parts.reduce((sum, part) => sum + part.tokens, 0);
        assert.ok(parts <= budget, `${parts} accounted of ${budget}`);
      }
      assert.ok(model.requests.length > 8);
      for (const { turns, system, tools } of model.requests) {
        assert.ok(count.ofTurns(turns) <= budget, `${count.ofTurns(turns)} of ${budget}`);
        assert.ok(count.of(system) + count.of(JSON.stringify(tools)) <= 2_000);
      }
    });

    it(`reads the cache on every later call of the ${tier} tier, and only ever appends`, async () => {
      const model = scriptedChatModel((_, call) =>
        call % 2 === 0 ? { tools: [{ name: 'get_scene', input: { scene: String((call % 20) + 1) } }] } : 'Done [S2].',
      );
      let conversationId: string | null = null;
      for (let asked = 0; asked < 4; asked++) {
        const { conversationId: id } = await room.ask(model, `Where is the ${thingOf(asked)}?`, {
          conversationId,
          budgetTier: tier,
        });
        conversationId = id;
      }
      await room.ask(model, 'And in a new topic?', { budgetTier: tier });
      const all = model.requests.map(prefixBlocks);
      const constant = all[0]?.slice(0, 2);
      for (const [at, blocks] of all.entries()) {
        assert.deepEqual(blocks.slice(0, 2), constant, 'tools, system and stable block are the same bytes');
        if (at > 0)
          assert.ok(
            (model.cacheReads[at] ?? 0) >= (constant?.join('\n').length ?? 0),
            `call ${at} reads from the cache`,
          );
        // Within a question every round repeats all of the one before.
        if (at % 2 === 1) assert.deepEqual(blocks.slice(0, all[at - 1]?.length), all[at - 1]);
      }
    });
  }

  it('keeps what came when it is stopped, fails, or is retried', async () => {
    const stop = new AbortController();
    const slow = scriptedChatModel(() => ({
      text: 'It begins with the kettle [S1]',
      hold: () => new Promise(() => undefined),
    }));
    const stopped = await room.ask(
      slow,
      'How does it begin?',
      {},
      {
        signal: stop.signal,
        onEvent: ({ kind }) => kind === 'text' && stop.abort(),
      },
    );
    assert.equal(stopped.status, 'stopped');
    assert.ok(stopped.answer.startsWith('It begins with the kettle'));
    const failing = scriptedChatModel(() => ({ text: 'It ends with', fails: 'model-interrupted' }));
    const failed = await room.ask(failing, 'How does it end?');
    assert.deepEqual(
      [failed.status, failed.answer, failed.failure?.code, failed.failure?.retryable],
      ['failed', 'It ends with', 'model-interrupted', true],
    );
    const { conversationId } = failed;
    const stored = await room.on.engine.readConversation(room.scriptId, conversationId);
    assert.deepEqual(stored?.messages[1], { role: 'assistant', id: failed.messageId, response: failed });
    const question = stored.messages[0]?.id ?? '';
    const well = scriptedChatModel(() => 'It ends in rain [S24].');
    await room.ask(well, 'How does it end?', { conversationId, retryOf: question });
    const after = await room.on.engine.readConversation(room.scriptId, conversationId);
    assert.deepEqual(
      after?.messages.map(({ role }) => role),
      ['user', 'assistant'],
    );
    await assert.rejects(room.ask(well, 'Again?', { conversationId, retryOf: after.messages[0]?.id ?? '' }), {
      code: 'conversation-unknown',
    });
  });

  it('is sent the scene that a question names by where it stands', async () => {
    const model = scriptedChatModel(() => 'There [S24].');
    const last = await room.ask(model, 'Is the kettle sold in the closing scene?', { budgetTier: 'quick' });
    assert.ok(last.contextUsed.scenesAsText.includes(23), JSON.stringify(last.contextUsed.scenesAsText));
    const third = await room.ask(model, 'Who pays in the third scene?', { budgetTier: 'quick' });
    assert.ok(third.contextUsed.scenesAsText.includes(2));
  });

  it('gives most of a tier to the script’s own words: lines of many scenes, and the best in full', async () => {
    const model = scriptedChatModel(() => 'There [S1].');
    const { contextUsed } = await room.ask(model, 'Who was paid for the walnut and the copper?', {
      budgetTier: 'quick',
    });
    const { parts, scenesAsText, scenesAsLines = [] } = contextUsed;
    const of = (...names: string[]): number =>
      parts.reduce((sum, { name, tokens }) => sum + (names.includes(name) ? tokens : 0), 0);
    assert.ok(of('outline', 'scene list', 'sheets', 'threads') <= contextUsed.budgetTokens / 10);
    assert.ok(of('lines', 'scenes') > contextUsed.budgetTokens / 2);
    assert.ok(scenesAsText.length > 0 && scenesAsLines.length > 0, JSON.stringify(contextUsed));
  });

  it('tells what was left out in words that fit one scene and many', async () => {
    const told = new Map<string, number>();
    for (const [intentHint, labels] of [
      ['global_question', []],
      ['local_edit', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
    ] as const) {
      const { contextUsed } = await room.ask(
        scriptedChatModel(() => 'There [S1].'),
        'Who was paid for the walnut and the copper?',
        { budgetTier: 'quick', intentHint, mentions: { sceneIds: labels.map(room.sceneId), characters: [] } },
      );
      for (const { name, reason } of contextUsed.cut) {
        if (/^\d/u.test(name)) told.set(reason, (told.get(reason) ?? 0) + 1);
      }
    }
    assert.deepEqual([...told.keys()].sort(), [
      'no room in this tier',
      'sent by card alone, no room in full',
      'sent by matching lines alone, no room in full',
    ]);
    assert.ok((told.get('sent by matching lines alone, no room in full') ?? 0) > 1);
  });

  it('looks things up at most eight times, then answers', async () => {
    const model = scriptedChatModel(() => ({ text: 'More.', tools: [{ name: 'get_plot_threads', input: {} }] }));
    const answer = await room.ask(model, 'Everything?', { budgetTier: 'deep' });
    assert.equal(model.requests.length, MAX_TOOL_ROUNDS + 1);
    assert.equal(answer.status, 'complete');
    assert.ok(answer.blocks.some(({ kind, text }) => kind === 'note' && text.includes('8 times')));
    const last = model.requests.at(-1)?.turns.at(-1)?.content.at(-1);
    assert.ok(last?.kind === 'text' && last.text.includes('answer now'));
  });

  it('takes wrong tool calls for what they are', async () => {
    const wrong = [
      { name: 'get_scene', input: { scene: '99' } },
      { name: 'get_scene', input: { scene: 5 } },
      { name: 'read_file', input: { path: '/etc/passwd' } },
      { name: 'get_scenes', input: null },
      { name: 'search_script', input: { query: 'x', limit: 10_000 } },
      { name: 'get_character', input: { name: 'ROBERTO' } },
    ];
    const model = scriptedChatModel((_, call) => (call === 0 ? { tools: wrong } : 'Nothing.'));
    await room.ask(model, 'What?');
    const results = (model.requests[1]?.turns.at(-1)?.content ?? []).filter((block) => block.kind === 'tool-result');
    assert.deepEqual(
      results.map(({ isError }) => isError),
      wrong.map(() => true),
    );
    const said = results.map(({ content }) => (content[0]?.kind === 'text' ? content[0].text : ''));
    assert.match(said[0] ?? '', /no scene 99\. Nearest: 24, 23/);
    assert.match(said[2] ?? '', /no tool read_file/);
    assert.match(said[5] ?? '', /no character ROBERTO.*MARA/);
  });

  it('answers every tool, in script order, whole scenes or cards', async () => {
    const tools = [
      { name: 'analyze_pacing', input: {} },
      { name: 'get_changes', input: { since: 'draft 1' } },
      { name: 'get_character', input: { name: 'mara' } },
      { name: 'get_character_scenes', input: { name: 'MARA' } },
      { name: 'get_outline', input: {} },
      { name: 'get_plot_threads', input: {} },
      { name: 'get_relationships', input: { open: true } },
      { name: 'get_scene', input: { scene: 'S3' } },
      { name: 'get_scene_context', input: { scene: '10' } },
      { name: 'get_scenes', input: { scenes: ['9', '4'] } },
      { name: 'search_script', input: { query: 'walnut-barometer', character: 'JONAS' } },
    ];
    const model = scriptedChatModel((_, call) => (call === 0 ? { tools } : 'Read.'));
    const lines: string[] = [];
    await room.ask(
      model,
      'What?',
      { budgetTier: 'deep' },
      { onEvent: (event) => event.kind === 'tool' && lines.push(event.line) },
    );
    const results = (model.requests[1]?.turns.at(-1)?.content ?? []).filter((block) => block.kind === 'tool-result');
    assert.deepEqual(
      results.map(({ isError }) => isError),
      tools.map(({ name }) => name === 'get_changes'),
    );
    assert.deepEqual(titles(results[9]), ['4 EXT. CHAPEL - NIGHT', '9 INT. CHAPEL - DAY']);
    assert.deepEqual(titles(results[8]).length, 3);
    assert.ok(lines.includes('reading scenes 4, 9'));
  });

  it('proposes an edit on a scene and its hash, writes nothing, and refuses what has moved on', async () => {
    const edits = [{ old: 'The copper-barometer was never yours to sell', new: 'The copper-barometer was mine' }];
    const model = scriptedChatModel((_, call) =>
      call === 0
        ? { tools: [{ name: 'propose_edit', input: { scene: '1', edits, note: 'Shorter.' } }] }
        : 'Here it is.',
    );
    const answer = await room.ask(model, 'Rewrite this line.', { currentSceneId: room.sceneId('1') });
    assert.equal(answer.intent, 'local_edit');
    const [proposal] = answer.proposals;
    assert.ok(proposal !== undefined);
    assert.equal(proposal.after, proposal.before.replace(edits[0]?.old ?? '', edits[0]?.new ?? ''));
    const { scriptId } = room;
    const place = await room.on.engine.placeProposal({ scriptId, ...proposal });
    assert.ok(place.kind === 'stands');
    assert.equal(room.text.slice(place.startOffset, place.endOffset), proposal.before);
    const changed = room.text.replace('number is scratched: 100', 'number is scratched: 7');
    await room.on.sync(room.uri, changed);
    const refused = await room.on.engine.placeProposal({ scriptId, ...proposal });
    assert.equal(refused.kind, 'changed');
    await room.on.sync(room.uri, room.text);
    const { hash: hashBefore, sceneId } = proposal;
    const lines = [{ start: 4, end: 5 }];
    await room.on.engine.noteAcceptedEdit({
      scriptId,
      sceneId,
      hashBefore,
      hashAfter: null,
      lines,
      modelCallId: proposal.modelCallId,
    });
    const rows = await room.on.rows('SELECT scene_id, hash_before, lines FROM accepted_edits');
    assert.deepEqual(rows, [{ scene_id: sceneId, hash_before: hashBefore, lines }]);
  });

  it('proposes nothing that would take the rest of the scene off the page', async () => {
    const refused: string[] = [];
    for (const opened of ['The kettle /* was mine', 'The kettle [[ was mine']) {
      const edits = [{ old: 'The copper-barometer was never yours to sell', new: opened }];
      const model = scriptedChatModel((request, call) => {
        if (call === 0) return { tools: [{ name: 'propose_edit', input: { scene: '1', edits, note: '' } }] };
        refused.push(sentText(request));
        return 'It cannot be done.';
      });
      const { proposals } = await room.ask(model, 'Rewrite this line.', { currentSceneId: room.sceneId('1') });
      assert.deepEqual(proposals, []);
    }
    for (const said of refused) assert.match(said, /opens a note or a cut that it does not close/u);
    assert.equal(refused.length, 2);
  });

  it('continues an answer that was cut once, and says so the second time', async () => {
    const model = scriptedChatModel((_, call) => ({
      text: call === 0 ? 'The first half, ' : 'the second half',
      stop: 'length',
    }));
    const kinds: string[] = [];
    const answer = await room.ask(model, 'All of it?', {}, { onEvent: ({ kind }) => kinds.push(kind) });
    assert.equal(model.requests.length, 2);
    assert.ok(answer.answer.startsWith('The first half, the second half'));
    assert.ok(kinds.includes('continuing'));
    const notes = answer.blocks.filter(({ kind }) => kind === 'note').map(({ text }) => text);
    assert.ok(notes.some((text) => text.startsWith('The answer was cut off at its limit.')));
  });

  it('begins a new conversation when an earlier question is edited; the old one stays', async () => {
    const model = scriptedChatModel((_, call) => `Answer ${call}.`);
    const first = await room.ask(model, 'One?');
    const { conversationId } = first;
    await room.ask(model, 'Two?', { conversationId });
    await room.ask(model, 'Three?', { conversationId });
    const before = await room.on.engine.readConversation(room.scriptId, conversationId);
    const second = before?.messages[2]?.id ?? '';
    const forked = await room.ask(model, 'Two, but better?', { conversationId, forkBefore: second });
    assert.notEqual(forked.conversationId, conversationId);
    assert.deepEqual(await room.on.engine.readConversation(room.scriptId, conversationId), before);
    const fork = await room.on.engine.readConversation(room.scriptId, forked.conversationId);
    assert.deepEqual(
      fork?.messages.map((message) =>
        message.role === 'user' ? message.text : message.response.answer.split('\n')[0],
      ),
      ['One?', 'Answer 0.', 'Two, but better?', 'Answer 3.'],
    );
    assert.ok(!sentText(model.requests.at(-1)!).includes('Three?'));
  });

  it('puts older messages into few words after fifteen, and sends those instead', async () => {
    const model = scriptedChatModel((request) => (request.tools.length === 0 ? SUMMARY : 'Yes [S1].'));
    let conversationId: string | null = null;
    const kinds: string[] = [];
    for (let asked = 0; asked < 9; asked++) {
      const answer = await room.ask(
        model,
        `Question number ${asked}?`,
        { conversationId },
        { onEvent: ({ kind }) => kinds.push(kind) },
      );
      conversationId = answer.conversationId;
    }
    assert.equal(kinds.filter((kind) => kind === 'summarising').length, 1);
    assert.deepEqual(
      model.calls.map(({ purpose }) => purpose).filter((one) => one !== 'chat'),
      ['conversationSummary'],
    );
    const sent = sentText(model.requests.at(-1)!);
    assert.ok(
      sent.includes('They spoke of kettles') &&
        !sent.includes('Question number 2') &&
        sent.includes('Question number 7'),
    );
    const [row] = await room.on.rows<{ covered: number }>(
      'SELECT messages_covered AS covered FROM conversation_summaries',
    );
    assert.equal(row?.covered, 12);
  });

  it('lists, renames, puts away, exports and deletes conversations', async () => {
    const { engine } = room.on;
    const { conversationId } = await room.ask(
      scriptedChatModel(() => 'It says "The copper-barometer was never yours" [S1].'),
      'A title?',
    );
    await engine.changeConversation(room.scriptId, conversationId, { title: 'Renamed/it' });
    await engine.changeConversation(room.scriptId, conversationId, { archived: true });
    const entry = (await engine.listConversations(room.scriptId)).find(({ id }) => id === conversationId);
    assert.deepEqual([entry?.title, entry?.archived, entry?.messages], ['Renamed/it', true, 2]);
    const { fileName, markdown } = await engine.exportConversation(room.scriptId, conversationId);
    assert.equal(fileName, 'Renamed it.md');
    assert.match(markdown, /## A title\?[\s\S]*never yours[\s\S]*scene 1, line \d+/);
    await engine.deleteConversation(room.scriptId, conversationId);
    assert.equal(await engine.readConversation(room.scriptId, conversationId), null);
    await assert.rejects(engine.deleteConversation(room.scriptId, conversationId), { code: 'conversation-unknown' });
    await assert.rejects(engine.deleteConversation(room.scriptId, 'no id'), { code: 'conversation-unknown' });
  });

  it('shows beforehand what a question would send, and refuses one that is too long', async () => {
    const model = scriptedChatModel(() => 'Yes.');
    const request = {
      ...{
        scriptId: room.scriptId,
        conversationId: null,
        message: 'Where is the tin-lantern?',
        model: 'scripted/teller',
      },
      ...{ currentSceneId: null, intentHint: null, budgetTier: 'quick' as const, remember: false },
    };
    const preview = await room.on.engine.previewContext(request, { models: model.models });
    const answer = await room.ask(model, request.message, request);
    assert.deepEqual(preview.contextUsed, answer.contextUsed);
    assert.ok(preview.contextUsed.parts.some(({ name, tokens }) => name === 'question' && tokens > 0));
    assert.equal(preview.refusal, null);
    const selection = { sceneId: room.sceneId('1'), text: 'words '.repeat(3_000), startLine: 1, endLine: 2 };
    const long = await room.on.engine.previewContext({ ...request, selection }, { models: model.models });
    assert.ok(long.refusal !== null);
    await assert.rejects(room.ask(model, 'Shorter?', { ...request, selection }), { code: 'model-too-long' });
    assert.equal(model.requests.length, 1);
  });
});

function titles(result: ModelBlock | undefined): string[] {
  if (result?.kind !== 'tool-result') return [];
  return result.content.flatMap((block) => (block.kind === 'search-result' ? [block.title] : []));
}
