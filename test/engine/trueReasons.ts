import assert from 'node:assert/strict';
import type { OpenScript } from '../../src/engine/pipeline/openScript';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import type { SceneReading } from '../../src/screenplay/scriptReading';

/**
 * Checks every reason that is given for something behind against the two texts themselves: the one all of it was made from and
 * the one of now. It knows no hashes of inputs.
 */
export function checkReasonsAreTrue(then: OpenScript, now: OpenScript): void {
  for (const standing of now.standings().all()) {
    const { artifact, stale } = standing;
    if (!stale) continue;
    const labelOf = (id: string): string | null => now.readings().get(id)?.label ?? null;
    const reasons = stalenessReasons(standing, labelOf);
    assert.ok(reasons.length > 0);
    for (const reason of reasons) {
      const claim = CLAIMS.find(({ says }) => says.test(reason));
      assert.ok(claim !== undefined, `nobody knows what is said by: ${reason}`);
      const groups = claim.says.exec(reason)?.groups ?? {};
      const ids = (groups.where ?? '').split(', ').flatMap((label) => idsOf(now, label));
      if (groups.where !== undefined) {
        assert.equal(ids.length, groups.where.split(', ').length, `scenes that are there: ${reason}`);
        if (groups.count !== undefined) assert.equal(ids.length, Number(groups.count), reason);
      }
      const who = artifact.kind === 'sheet' ? artifact.subject : null;
      const isTrue = claim.isTrue({ then, now, ids, who, count: Number(groups.count ?? 0) });
      assert.ok(isTrue, `${artifact.kind} ${artifact.subject}: ${reason}`);
    }
  }
}

interface Claim {
  readonly then: OpenScript;
  readonly now: OpenScript;
  /** The scenes that are named. */
  readonly ids: readonly string[];
  /** Whose sheet it is about; null: it is about no sheet. */
  readonly who: string | null;
  readonly count: number;
}

const CLAIMS: readonly { readonly says: RegExp; readonly isTrue: (claim: Claim) => boolean }[] = [
  {
    says: /^(?<count>\d+) scenes? (?:is|are) new \((?<where>.*)\)\.$/u,
    isTrue: ({ then, ids }) => ids.every((id) => !then.sceneIds.includes(id)),
  },
  {
    says: /^.* is in (?<count>\d+) scenes? it was not made from \((?<where>.*)\)\.$/u,
    isTrue: ({ then, now, ids, who }) => ids.every((id) => isIn(now, id, who) && !isIn(then, id, who)),
  },
  {
    says: /^.* is no longer in (?<count>\d+) of its \d+ scenes \((?<where>.*)\)\.$/u,
    isTrue: ({ then, now, ids, who }) => ids.every((id) => isIn(then, id, who) && !isIn(now, id, who)),
  },
  {
    says: /^(?<count>\d+) scenes? it was made from (?:is|are) no longer there\.$/u,
    isTrue: ({ then, now, who, count }) =>
      then.sceneIds.filter((id) => !now.sceneIds.includes(id) && (who === null || isIn(then, id, who))).length ===
      count,
  },
  { says: /^(?<count>\d+) of its \d+ scenes changed \((?<where>.*)\)\.$/u, isTrue: allDiffer(({ hash }) => hash) },
  {
    says: /^The scene changed\.$/u,
    isTrue: ({ then, now }) => then.sceneIds.some((id) => wordsOf(then, id) !== wordsOf(now, id)),
  },
  { says: /^The headings? of (?<where>.*) changed\.$/u, isTrue: allDiffer(({ block }) => block.heading) },
  { says: /^The sections around (?<where>.*) changed\.$/u, isTrue: allDiffer(({ block }) => block.sectionPath) },
  { says: /^The lengths? of (?<where>.*) changed\.$/u, isTrue: allDiffer(({ eighths }) => eighths) },
  {
    says: /^Who speaks in (?<where>.*), or in which order, changed\.$/u,
    isTrue: allDiffer(({ cast }) => [...cast.speaking.keys()]),
  },
  {
    says: /^Who speaks in (?<where>.*), or its length, changed\.$/u,
    isTrue: allDiffer(({ cast, eighths }) => [[...cast.speaking.keys()], eighths]),
  },
  { says: /^The synopsis of (?<where>.*) changed\.$/u, isTrue: allDiffer(({ block }) => block.synopses) },
  {
    says: /^Its synopsis changed\.$/u,
    isTrue: ({ then, now }) => then.sceneIds.some((id) => !same(then, now, id, ({ block }) => block.synopses)),
  },
  {
    says: /^Scenes have other numbers now\.$/u,
    isTrue: ({ then, now }) =>
      then.sceneIds.some((id) => now.sceneIds.includes(id) && !same(then, now, id, ({ label }) => label)),
  },
  {
    says: /^The scenes stand in another order\.$/u,
    isTrue: ({ then, now }) =>
      JSON.stringify(then.sceneIds.filter((id) => now.sceneIds.includes(id))) !==
      JSON.stringify(now.sceneIds.filter((id) => then.sceneIds.includes(id))),
  },
  {
    says: /^Which scenes there are, how long or in which order, changed\.$/u,
    isTrue: ({ then, now }) => JSON.stringify(extent(then)) !== JSON.stringify(extent(now)),
  },
  { says: /^What it describes is no longer in the script\.$/u, isTrue: () => true },
  {
    says: /^The cards? of (?<where>.*) (?:is|are) behind\.$/u,
    isTrue: ({ then, now, ids }) => ids.every((id) => wordsOf(then, id) !== wordsOf(now, id)),
  },
  {
    says: /^Names in it were merged or taken apart\.$/u,
    isTrue: ({ then, now }) => JSON.stringify(then.aliases) !== JSON.stringify(now.aliases),
  },
];

function allDiffer(of: (scene: SceneReading) => unknown): (claim: Claim) => boolean {
  return ({ then, now, ids }) => ids.every((id) => !same(then, now, id, of));
}

function same(then: OpenScript, now: OpenScript, id: string, of: (scene: SceneReading) => unknown): boolean {
  const [old, young] = [then.readings().get(id), now.readings().get(id)];
  return old !== undefined && young !== undefined && JSON.stringify(of(old)) === JSON.stringify(of(young));
}

/** All that a card is made of. */
function wordsOf(open: OpenScript, id: string): string {
  const scene = open.readings().get(id);
  return JSON.stringify([scene?.hash, scene?.block.synopses]);
}

function extent(open: OpenScript): unknown {
  return open.sceneIds.map((id) => [id, open.readings().get(id)?.eighths]);
}

function isIn(open: OpenScript, id: string, who: string | null): boolean {
  const cast = open.readings().get(id)?.cast;
  return who !== null && cast !== undefined && (cast.speaking.has(who) || cast.mentioned.has(who));
}

function idsOf(open: OpenScript, label: string): readonly string[] {
  return [...open.readings()].flatMap(([id, scene]) => (scene.label === label && scene.index !== null ? [id] : []));
}
