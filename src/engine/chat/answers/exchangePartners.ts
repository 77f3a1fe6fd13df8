import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';

/** Somebody a character speaks with. */
export interface ExchangePartner {
  readonly name: string;
  /** How often a speech of one follows a speech of the other, in either order. */
  readonly exchanges: number;
  /** Where, in script order. */
  readonly scenes: readonly FactScene[];
}

/** Who a character speaks with, most exchanges first: one speech right after the other in a scene counts as one. */
export function exchangePartnersOf(name: string, script: AskedScript): ExchangePartner[] {
  const partners = new Map<string, { exchanges: number; scenes: FactScene[] }>();
  for (const scene of script.facts.scenes) {
    let before: { speech: number; speakers: readonly string[] } | null = null;
    for (const { speech, speakers } of script.speeches(scene)) {
      if (before !== null && before.speech !== speech) {
        for (const other of exchangedWith(name, before.speakers, speakers)) {
          const partner = partners.get(other) ?? { exchanges: 0, scenes: [] };
          partner.exchanges++;
          if (partner.scenes.at(-1) !== scene) partner.scenes.push(scene);
          partners.set(other, partner);
        }
      }
      before = { speech, speakers };
    }
  }
  return [...partners]
    .map(([other, partner]) => ({ name: other, ...partner }))
    .sort((a, b) => b.exchanges - a.exchanges || b.scenes.length - a.scenes.length || (a.name < b.name ? -1 : 1));
}

function exchangedWith(name: string, before: readonly string[], after: readonly string[]): readonly string[] {
  if (before.includes(name)) return after.filter((other) => other !== name);
  return after.includes(name) ? before : [];
}
