import { bodyWords, joined, partsOf, writeDraft, type Draft, type DraftScene } from './draftScenes';
import { between, isSpeech, oneOf, phrase, rewritten, shuffled, type Writer } from './writer';

/** What a writer does to a screenplay: the drafts that are stored one after the other. Identities say which scene is which. */
export type SceneEdit = (draft: Draft, writer: Writer) => readonly Draft[];

/** Edits that happen all the time; sequences are drawn from these. */
export const COMMON_EDITS = {
  typing: (draft, writer) => [onOne(draft, writer, (source) => typed(writer, source))],
  rewriting: (draft, writer) => [
    onOne(draft, writer, (source) => rewritten(writer, source, 0.3 + 0.3 * writer.random())),
  ],
  insert: (draft, writer) => [inserted(draft, writer, between(writer, 0, draft.scenes.length))],
  delete: (draft, writer) => {
    const count = between(writer, 1, 3);
    return [spliced(draft, between(writer, 0, draft.scenes.length - count), count, [])];
  },
  'other scene in its stead': (draft, writer) => {
    const at = between(writer, 0, draft.scenes.length - 1);
    const heading = partsOf(draft.scenes[at]?.source ?? '').heading;
    // Under the same heading nobody can tell it from the scene written anew.
    if (partsOf(writer.drawer.at(-1)?.source ?? '').heading === heading) return [];
    return [inserted(spliced(draft, at, 1, []), writer, at)];
  },
  'scene typed letter by letter': (draft, writer) => typedFromNothing(draft, writer),
  move: (draft, writer) => [moved(draft, writer)],
  'move and rewrite': (draft, writer) => {
    const from = between(writer, 0, draft.scenes.length - 1);
    const scene = draft.scenes[from];
    if (!scene) return [];
    const rest = spliced(draft, from, 1, []);
    const source = rewritten(writer, scene.source, 0.3 * writer.random());
    return [spliced(rest, between(writer, 0, rest.scenes.length), 0, [{ ...scene, source }])];
  },
  split: (draft, writer) => split(draft, writer),
  merge: (draft, writer) => [merged(draft, writer)],
  'heading change': (draft, writer) => [
    onOne(draft, writer, (source) => {
      const parts = partsOf(source);
      return joined({ ...parts, heading: newHeading(writer, parts.heading) });
    }),
  ],
  'cut and paste in two steps': (draft, writer) => cutAndPaste(draft, writer),
  'half a file and back': (draft, writer) => halfAndBack(draft, writer),
} as const satisfies Readonly<Record<string, SceneEdit>>;

/** Edits of a whole script. */
export const WHOLE_EDITS = {
  'character renamed': (draft, writer) => [renamed(draft, writer)],
  'acts reordered': (draft, writer) => {
    const cuts = [
      0,
      ...shuffled(
        writer,
        draft.scenes.map((_, i) => i),
      ).slice(0, between(writer, 2, 4)),
      draft.scenes.length,
    ].sort((a, b) => a - b);
    const acts = cuts.slice(1).map((end, i) => draft.scenes.slice(cuts[i] ?? 0, end));
    return [{ ...draft, scenes: shuffled(writer, acts).flat() }];
  },
  'all headings changed': (draft, writer) => [
    onAll(draft, (source) => {
      const parts = partsOf(source);
      return joined({ ...parts, heading: newHeading(writer, parts.heading) });
    }),
  ],
  'numbers added': (draft) => [
    {
      ...draft,
      scenes: draft.scenes.map((scene, i) => {
        const parts = partsOf(scene.source);
        const heading = `${parts.heading.replace(/\s*#[^#]*#\s*$/, '')} #${i + 101}#`;
        return { ...scene, source: joined({ ...parts, heading }) };
      }),
    },
  ],
  'line ends changed and back': (draft, writer) => {
    const end = oneOf(writer, ['\r\n', '\r', ' \n', '\n\n']);
    const change = (text: string): string =>
      text.replace(end === '\n\n' ? /\n\n/g : /\n/g, end === '\n\n' ? '\n\n\n' : end);
    return [{ ...onAll(draft, change), head: change(draft.head) }, draft];
  },
  'every scene touched': (draft, writer) => [
    onAll(draft, (source) => rewritten(writer, source, 0.02 + 0.3 * writer.random())),
  ],
  'two scenes with equal text': (draft, writer) => withEqualScenes(draft, writer),
  'another branch and back': (draft, writer) => {
    // One edit in each stretch of the script: no scene is edited twice before it is stored.
    const stretches = Math.max(1, Math.min(10, Math.floor(draft.scenes.length / 4)));
    const scenes: DraftScene[] = [];
    let other = draft;
    for (let i = 0; i < stretches; i++) {
      const [from, to] = [i, i + 1].map((part) => Math.floor((part * draft.scenes.length) / stretches));
      const stretch = { ...other, scenes: draft.scenes.slice(from, to) };
      other = oneOf(writer, BRANCH_EDITS)(stretch, writer).at(-1) ?? stretch;
      scenes.push(...other.scenes);
    }
    other = { ...other, scenes };
    return [other, { ...draft, nextIdentity: other.nextIdentity }];
  },
} as const satisfies Readonly<Record<string, SceneEdit>>;

const BRANCH_EDITS: readonly SceneEdit[] = [
  COMMON_EDITS.typing,
  COMMON_EDITS.rewriting,
  COMMON_EDITS.insert,
  COMMON_EDITS.delete,
  COMMON_EDITS.move,
  COMMON_EDITS.split,
  COMMON_EDITS.merge,
  COMMON_EDITS['heading change'],
];

function spliced({ scenes, ...rest }: Draft, at: number, count: number, put: readonly DraftScene[]): Draft {
  return { ...rest, scenes: [...scenes.slice(0, at), ...put, ...scenes.slice(at + count)] };
}

function onAll(draft: Draft, change: (source: string) => string): Draft {
  return { ...draft, scenes: draft.scenes.map((scene) => ({ ...scene, source: change(scene.source) })) };
}

function onOne(draft: Draft, writer: Writer, change: (source: string) => string): Draft {
  const at = between(writer, 0, draft.scenes.length - 1);
  const scene = draft.scenes[at];
  return scene ? spliced(draft, at, 1, [{ ...scene, source: change(scene.source) }]) : draft;
}

/** A paragraph more, a paragraph less, or a few words changed. */
function typed(writer: Writer, source: string): string {
  const parts = partsOf(source);
  const at = between(writer, 0, parts.paragraphs.length);
  const how = writer.random();
  if (how < 0.4) {
    const paragraph = `${phrase(writer, between(writer, 3, 30))}.`;
    return joined({ ...parts, paragraphs: parts.paragraphs.toSpliced(at, 0, paragraph) });
  }
  if (how < 0.6 && parts.paragraphs.length > 3)
    return joined({ ...parts, paragraphs: parts.paragraphs.toSpliced(at, 1) });
  return rewritten(writer, source, 0.02 + 0.2 * writer.random());
}

function inserted(draft: Draft, writer: Writer, at: number): Draft {
  const scene = writer.drawer.pop();
  if (!scene) return draft;
  return {
    ...spliced(draft, at, 0, [{ ...scene, identity: String(draft.nextIdentity) }]),
    nextIdentity: draft.nextIdentity + 1,
  };
}

/** The text is stored while the heading is being typed, when it stands alone, at the first words, and at the end. */
function typedFromNothing(draft: Draft, writer: Writer): readonly Draft[] {
  const at = between(writer, 0, draft.scenes.length);
  const whole = inserted(draft, writer, at);
  const scene = whole.scenes[at];
  if (!scene || whole === draft) return [];
  const parts = { ...partsOf(scene.source), before: '' };
  const [first = '', ...others] = parts.paragraphs;
  const words = first.split(' ');
  const states = [
    { heading: parts.heading.slice(0, 6), paragraphs: [] },
    { heading: parts.heading.slice(0, between(writer, 6, parts.heading.length)), paragraphs: [] },
    { heading: parts.heading, paragraphs: [] },
    { heading: parts.heading, paragraphs: [words.slice(0, 2).join(' ')] },
    { heading: parts.heading, paragraphs: [first] },
    { heading: parts.heading, paragraphs: [first, ...others] },
  ];
  return states.map((state) => withSource(whole, at, joined({ before: '', ...state })));
}

function moved(draft: Draft, writer: Writer): Draft {
  const count = between(writer, 1, 4);
  const from = between(writer, 0, Math.max(0, draft.scenes.length - count));
  const rest = spliced(draft, from, count, []);
  return spliced(rest, between(writer, 0, rest.scenes.length), 0, draft.scenes.slice(from, from + count));
}

/** A heading in the middle of a scene: the part with more words is still it, the other is new. */
function split(draft: Draft, writer: Writer): readonly Draft[] {
  const long = draft.scenes.flatMap(({ source }, i) => (bodyWords(source) >= 20 ? [i] : []));
  if (long.length === 0) return [];
  const at = oneOf(writer, long);
  const scene = draft.scenes[at];
  if (!scene) return [];
  const parts = partsOf(scene.source);
  const whole = bodyWords(scene.source);
  for (const cut of shuffled(
    writer,
    parts.paragraphs.map((_, i) => i),
  )) {
    const first = joined({ ...parts, paragraphs: parts.paragraphs.slice(0, cut) });
    const heading = newHeading(writer, parts.heading);
    const second = joined({ before: '', heading, paragraphs: parts.paragraphs.slice(cut) });
    const share = bodyWords(first) / whole;
    // Two halves are anybody's guess.
    if (share < 0.1 || share > 0.9 || Math.abs(share - 0.5) < 0.06) continue;
    const other = String(draft.nextIdentity);
    const put = [
      { identity: share > 0.5 ? scene.identity : other, source: first },
      { identity: share > 0.5 ? other : scene.identity, source: second },
    ];
    return [{ ...spliced(draft, at, 1, put), nextIdentity: draft.nextIdentity + 1 }];
  }
  return [];
}

/** A heading less: the joined scene is the one that had more words. */
function merged(draft: Draft, writer: Writer): Draft {
  for (const at of shuffled(
    writer,
    draft.scenes.slice(1).map((_, i) => i),
  )) {
    const [first, second] = draft.scenes.slice(at, at + 2);
    if (!first || !second) continue;
    const [a, b] = [bodyWords(first.source), bodyWords(second.source)];
    if (Math.abs(a / (a + b) - 0.5) < 0.06) continue;
    const [one, two] = [partsOf(first.source), partsOf(second.source)];
    const heading = writer.random() < 0.8 ? one.heading : two.heading;
    const paragraphs = [...one.paragraphs, ...two.paragraphs];
    const identity = a > b ? first.identity : second.identity;
    return spliced(draft, at, 2, [{ identity, source: joined({ before: one.before, heading, paragraphs }) }]);
  }
  return draft;
}

const TIMES = ['DAY', 'NIGHT', 'DAWN', 'LATER', 'EVENING'];
const PLACES = ['VESTIBULE', 'QUARRY', 'ORCHARD', 'PUMP HOUSE', 'TICKET HALL', 'BACK SEAT', 'SLUICE', 'WASH HOUSE'];

/** Another time of day, or another place altogether; the printed number stays. */
function newHeading(writer: Writer, heading: string): string {
  const number = /\s*#[^#]*#\s*$/.exec(heading)?.[0] ?? '';
  const bare = heading.slice(0, heading.length - number.length);
  if (writer.random() < 0.4 && bare.includes(' - ')) {
    return `${bare.slice(0, bare.lastIndexOf(' - '))} - ${oneOf(writer, TIMES)} ${oneOf(writer, TIMES)}${number}`;
  }
  return `${oneOf(writer, ['INT.', 'EXT.'])} ${oneOf(writer, PLACES)} ${between(writer, 2, 99)} - ${oneOf(writer, TIMES)}${number}`;
}

/** The scenes are gone when the text is stored, other things happen, and they come back elsewhere, sometimes changed. */
function cutAndPaste(draft: Draft, writer: Writer): readonly Draft[] {
  const count = between(writer, 1, Math.min(5, draft.scenes.length - 1));
  const from = between(writer, 0, draft.scenes.length - count);
  const held = draft.scenes.slice(from, from + count);
  const cut = spliced(draft, from, count, []);
  const steps = [cut];
  let now = cut;
  if (writer.random() < 0.5) {
    const edit = oneOf(writer, [COMMON_EDITS.typing, COMMON_EDITS.insert, COMMON_EDITS['heading change']]);
    now = edit(now, writer).at(-1) ?? now;
    steps.push(now);
  }
  const put = held.map((scene) => {
    return writer.random() < 0.3
      ? { ...scene, source: rewritten(writer, scene.source, 0.25 * writer.random()) }
      : scene;
  });
  return [...steps, spliced(now, between(writer, 0, now.scenes.length), 0, put)];
}

/** The file is caught while it is being written: it ends anywhere behind a heading, or is empty; then it is whole again. */
function halfAndBack(draft: Draft, writer: Writer): readonly Draft[] {
  const kept = between(writer, 0, draft.scenes.length - 1);
  const whole = draft.scenes.slice(0, kept);
  const cut = draft.scenes[kept];
  if (!cut || writer.random() < 0.2) return [{ ...draft, scenes: whole }, draft];
  const parts = partsOf(cut.source);
  const body = parts.paragraphs.join('\n\n');
  const half = joined({ ...parts, paragraphs: [body.slice(0, Math.floor(body.length * writer.random()))] });
  return [{ ...draft, scenes: [...whole, { ...cut, source: half }] }, draft];
}

const NEW_NAMES = ['WILHELMINA', 'TORVALD', 'PERPETUA', 'LEOPOLD', 'XANTHIPPE', 'BARNABAS'];

/** One who speaks gets another name: in cues, in action, in speeches and in headings. */
function renamed(draft: Draft, writer: Writer): Draft {
  const speeches = new Map<string, number>();
  for (const { source } of draft.scenes) {
    for (const paragraph of partsOf(source).paragraphs) {
      const cue = isSpeech(paragraph) ? (/^\p{Lu}[\p{Lu}'’]+/u.exec(paragraph)?.[0] ?? '') : '';
      if (cue.length > 2) speeches.set(cue, (speeches.get(cue) ?? 0) + 1);
    }
  }
  const principals = [...speeches].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const used = writeDraft(draft);
  const fresh = NEW_NAMES.filter((name) => !used.includes(name));
  if (principals.length === 0 || fresh.length === 0) return draft;
  const [old] = oneOf(writer, principals);
  const name = oneOf(writer, fresh);
  const capitals = new RegExp(`(?<![\\p{L}])${old}(?![\\p{L}])`, 'gu');
  const titled = new RegExp(`(?<![\\p{L}])${titleCase(old)}(?![\\p{L}])`, 'gu');
  return onAll(draft, (source) => source.replace(capitals, name).replace(titled, titleCase(name)));
}

function titleCase(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

/** Two to four scenes are pasted again elsewhere; then things happen to them. Who stands between its neighbours stays who it is. */
function withEqualScenes(draft: Draft, writer: Writer): readonly Draft[] {
  if (draft.scenes.length < 12) return [];
  const steps: Draft[] = [];
  let now = draft;
  for (let count = between(writer, 2, 4); count > 0; count--) {
    const at = between(writer, 1, now.scenes.length - 2);
    const scene = now.scenes[at];
    if (!scene) return [];
    const far = now.scenes.map((_, i) => i).filter((i) => Math.abs(i - at) > 2);
    const to = oneOf(writer, far);
    const copy = { ...scene, identity: `${scene.identity}'${now.nextIdentity}` };
    now = { ...spliced(now, to, 0, [copy]), nextIdentity: now.nextIdentity + 1 };
    steps.push(now);
    const original = to <= at ? at + 1 : at;
    const one = writer.random() < 0.5 ? to : original;
    switch (between(writer, 0, 4)) {
      case 0:
        now = spliced(now, one, 1, []);
        break;
      case 1:
        now = withSource(now, one, rewritten(writer, scene.source, 0.2));
        break;
      case 2:
        now = inserted(now, writer, one);
        break;
      case 3:
        now = spliced(now, one + 1, 1, []);
        break;
      default: {
        // Both are changed, each in its own way.
        now = withSource(now, to, rewritten(writer, scene.source, 0.2));
        now = withSource(now, original, rewritten(writer, scene.source, 0.2));
      }
    }
    steps.push(now);
  }
  return steps;
}

function withSource(draft: Draft, at: number, source: string): Draft {
  const scene = draft.scenes[at];
  return scene ? spliced(draft, at, 1, [{ ...scene, source }]) : draft;
}
