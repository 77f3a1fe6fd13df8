import type { DueWork } from '../../story/plan';
import { OFFLINE } from '../../story/scriptSnapshot';
import type { KindDeclaration } from '../../story/staleness';
import type { Prompts } from '../artifacts/prompts/promptFor';
import type { MadeBy } from '../store/copyQueries';
import type { Db } from '../store/db';
import type { RunKind } from './gatherModelTask';
import type { OpenScript } from './openScript';
import { promptOf } from './promptOf';
import { reuseMade, type Reuse, type ReusedArtifact } from './reuseMade';

/** Divides what is due of one kind, by whomever, into copies and what has to be made; it only reads. */
export async function reuseDue(
  db: Db,
  open: OpenScript,
  { kind, recipeVersion }: Pick<KindDeclaration, 'kind' | 'recipeVersion'>,
  due: readonly DueWork[],
  prompts: Prompts | undefined,
): Promise<Reuse<DueWork>> {
  const toMake: DueWork[] = [];
  const copies: ReusedArtifact[] = [];
  for (const method of new Set(due.map((work) => work.method))) {
    const works = due.filter((work) => work.method === method);
    const recipe = method === OFFLINE ? recipeVersion : promptOf(prompts, kind as RunKind)?.version;
    const rules = { kind, recipeVersion: recipe ?? 0, madeBy: method as MadeBy };
    const reuse = await reuseMade(db, open, rules, works);
    toMake.push(...reuse.toMake);
    copies.push(...reuse.copies);
  }
  return { copies, toMake };
}
