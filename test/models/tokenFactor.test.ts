import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateRequestTokens } from '../../src/models/requestTokens';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { calibrate, FIRST_TOKEN_FACTOR, predictTokens, type TokenFactor } from '../../src/models/tokenFactor';
import type { ModelRequest } from '../../src/story/modelMessage';
import { seededRandom } from '../harness/seededRandom';
import { accessTo, opened, requestOf, said } from './messagesFixtures';
import { startMessagesServer } from './messagesServer/messagesServer';

/** Sentences of one language, or of what else a script holds. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  English: [
    'INT. LIGHTHOUSE - NIGHT\n\nMARA climbs the spiral stairs with a lantern in her hand. The wind howls.\n\n',
    'MARA\n(out of breath)\nIf you had told me in June, we would not be standing here, would we?\n\n',
    'JONAS looks away. He counts the coins: seventeen, eighteen, nineteen. Not enough for the ferry.\n\n',
    "KEEPER (V.O.)\nThirty-one years I've kept her burning, and nobody's thanked me once.\n\n",
    'The door SLAMS. Glass everywhere. Somewhere below, an engine coughs, dies, coughs again.\n\n',
  ],
  German: [
    'INNEN. LEUCHTTURM - NACHT\n\nMara steigt mit der Laterne die Wendeltreppe hinauf. Der Sturm heult ums Gemäuer.\n\n',
    'JONAS\nHättest du mir das im Juni gesagt, stünden wir jetzt nicht hier, oder?\n\n',
    'Die Haustür schlägt zu. Überall Scherben. Unten springt stotternd der Dieselmotor an.\n\n',
    'LEUCHTTURMWÄRTER\nEinunddreißig Jahre lang habe ich sie brennen lassen, und niemand hat sich bedankt.\n\n',
  ],
  Russian: [
    'ИНТ. МАЯК - НОЧЬ\n\nМара поднимается по винтовой лестнице с фонарём в руке. Воет ветер.\n\n',
    'ЙОНАС\nЕсли бы ты сказала мне в июне, мы бы сейчас здесь не стояли, правда?\n\n',
    'Дверь захлопывается. Повсюду осколки. Где-то внизу кашляет и глохнет мотор.\n\n',
    'СМОТРИТЕЛЬ\nТридцать один год я зажигаю этот огонь, и никто ни разу не сказал спасибо.\n\n',
  ],
  Japanese: [
    '灯台・内・夜\n\nマラはランタンを手に螺旋階段を上っていく。風がうなる。\n\n',
    'ヨナス\n六月に言ってくれていたら、今ここに立っていなかっただろう。\n\n',
    '扉が音を立てて閉まる。ガラスが散らばる。下でエンジンが咳き込み、止まる。\n\n',
    '灯台守\n三十一年間、火を守ってきた。誰も礼を言わなかった。\n\n',
  ],
  Spanish: [
    'INT. FARO - NOCHE\n\nMara sube la escalera de caracol con un farol en la mano. El viento aúlla.\n\n',
    'JONÁS\nSi me lo hubieras dicho en junio, ahora no estaríamos aquí, ¿verdad?\n\n',
    'La puerta se cierra de golpe. Cristales por todas partes. Abajo tose un motor y se apaga.\n\n',
  ],
};

const tool = {
  name: 'get_scene',
  description: 'Gives the text of a scene by the label that the writer sees.',
  inputSchema: { type: 'object', properties: { scene: { type: 'string', description: 'Its label.' } } },
};
const schema = {
  type: 'object',
  properties: { action: { type: 'string' }, conflict: { type: 'string' }, tone: { type: 'string' } },
  required: ['action', 'conflict', 'tone'],
};

/** Requests as they are made of a script: cards of single scenes, questions with passages, talks with tools. */
function requestsOf(sentences: readonly string[], count: number, seed: number): ModelRequest[] {
  const random = seededRandom(seed);
  const pick = () => sentences[Math.floor(random() * sentences.length)] ?? '';
  const passage = (length: number) => Array.from({ length }, pick).join('');
  return Array.from({ length: count }, (_, index) => {
    const length = 2 + Math.floor(random() * 60);
    const system =
      'You are a script supervisor. Say what happens, what stands in the way, and the tone of the scene. '.repeat(4);
    if (index % 3 === 0) return requestOf({ system, turns: [said(passage(length))], output: { kind: 'json', schema } });
    const texts = Array.from({ length: 1 + Math.floor(random() * 8) }, () => passage(1 + Math.floor(random() * 5)));
    const turns = [said({ kind: 'search-result', source: 'scene:12', title: pick().slice(0, 20), texts }, pick())];
    return requestOf({ system, turns, tools: index % 3 === 1 ? [tool] : [], citations: true });
  });
}

const MODELS = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'];

describe('The learned factor of a tokenizer', function () {
  this.timeout(120_000);

  it('is what the first report says, and moves with each that follows', () => {
    const first = calibrate(FIRST_TOKEN_FACTOR, 100, 90);
    assert.ok(Math.abs(first.factor - 0.9) < 1e-12);
    assert.deepEqual([first.calls, first.deviation], [1, 0]);
    const second = calibrate(first, 100, 99);
    assert.ok(second.factor > 0.9 && second.factor < 0.99, String(second.factor));
    assert.deepEqual(calibrate(first, 0, 90), first, 'nothing is learned of nothing');
  });

  it('predicts the server’s count in 9 of 10 calls after three, in every language and model', async () => {
    const server = await startMessagesServer();
    const count = createTokenCounter();
    const signal = new AbortController().signal;
    const table: string[] = [];
    let all = 0;
    let hits = 0;
    try {
      for (const model of MODELS) {
        const opening = await opened(`anthropic/${model}`, accessTo(server));
        for (const [language, sentences] of Object.entries(TEXTS)) {
          let factor: TokenFactor = FIRST_TOKEN_FACTOR;
          let within = 0;
          const requests = requestsOf(sentences, 23, language.length * 7 + model.length);
          for (const [index, request] of requests.entries()) {
            const estimated = estimateRequestTokens(request, count);
            const { bottom, top } = predictTokens(estimated, factor);
            assert.ok(top <= bottom * 1.5, 'top is at most 1.5 times bottom');
            const reported = (await opening.countTokens(request, signal)) ?? 0;
            if (index >= 3 && reported >= bottom && reported <= top) within++;
            factor = calibrate(factor, estimated, reported);
          }
          all += 20;
          hits += within;
          table.push(`${model} ${language}: ${within} of 20, factor ${factor.factor.toFixed(2)}`);
          assert.ok(within >= 16, table.at(-1));
        }
      }
    } finally {
      await server.close();
    }
    assert.ok(hits / all >= 0.9, table.join('\n'));
    if (process.env.SHOW_FIGURES !== undefined) console.log(`${table.join('\n')}\nall: ${hits} of ${all}`);
  });

  it('finds its way when the script changes its language', () => {
    let factor = FIRST_TOKEN_FACTOR;
    for (let call = 0; call < 10; call++) factor = calibrate(factor, 1000, 1400);
    for (let call = 0; call < 4; call++) factor = calibrate(factor, 1000, 900);
    const { bottom, top } = predictTokens(1000, factor);
    assert.ok(bottom <= 900 && top >= 900, `${bottom} to ${top}`);
  });

  it('is a range whose top is at most 1.5 times its bottom, whatever was reported', () => {
    const reports = fc.array(fc.tuple(fc.integer({ min: -5, max: 1e6 }), fc.integer({ min: -5, max: 1e6 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(reports, fc.integer({ min: 0, max: 1e7 }), (seen, estimated) => {
        const factor = seen.reduce((known, [ours, theirs]) => calibrate(known, ours, theirs), FIRST_TOKEN_FACTOR);
        const { bottom, top } = predictTokens(estimated, factor);
        assert.ok(
          Number.isInteger(bottom) && Number.isInteger(top) && bottom >= 0 && bottom <= top && top <= bottom * 1.5,
        );
      }),
    );
  });

  it('counts every part of a request', () => {
    const count = (text: string) => text.length;
    const tokens = (changes: Partial<ModelRequest>) => estimateRequestTokens(requestOf(changes), count);
    const plain = tokens({});
    assert.ok(tokens({ system: `${requestOf().system} More.` }) === plain + 6);
    assert.ok(tokens({ tools: [tool] }) > plain + tool.description.length);
    assert.ok(tokens({ output: { kind: 'json', schema } }) > plain + JSON.stringify(schema).length);
    const result = {
      kind: 'tool-result',
      toolUseId: 't',
      isError: false,
      content: [{ kind: 'text', text: 'abc' }],
    } as const;
    const call = { kind: 'tool-use', id: 't', name: 'get_scene', input: { scene: '12' } } as const;
    const more = [...requestOf().turns, { role: 'assistant', content: [call] }, { role: 'user', content: [result] }];
    assert.ok(tokens({ turns: more as ModelRequest['turns'] }) > plain + 25);
  });
});
