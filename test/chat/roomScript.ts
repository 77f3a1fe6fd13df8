/** An original script of so many scenes, each with words of its own (`word0`, ...), for questions to a model. */
export function roomScript(scenes = 24): string {
  const parts = ['Title: The Tide Office\nAuthor: Nobody'];
  for (let at = 0; at < scenes; at++) {
    const [one, other] = [PEOPLE[at % 3] ?? 'MARA', PEOPLE[(at + 1) % 3] ?? 'JONAS'];
    const thing = thingOf(at);
    parts.push(
      [
        `${at % 2 === 0 ? 'INT' : 'EXT'}. ${PLACES[at % PLACES.length] ?? 'PIER'} - ${at % 3 === 0 ? 'NIGHT' : 'DAY'}`,
        `${title(one)} carries a ${thing} across the wet floor and sets it under the window. The rain has not stopped since morning, and nobody has lit the stove.`,
        `${one}\nThe ${thing} was never yours to sell, and you know it.`,
        `${other}\n(quietly)\nThen tell me who paid for the ${thing} — and don't say *father* again.`,
        `${title(other)} turns the ${thing} over. Underneath, a number is scratched: ${100 + at}.`,
      ].join('\n\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

/** The thing that only this scene has; from 0. */
export function thingOf(scene: number): string {
  const heads = ['copper', 'walnut', 'tin', 'velvet', 'glass', 'pewter'];
  const tails = ['barometer', 'lantern', 'ledger', 'compass', 'kettle', 'music box', 'sextant', 'bellows'];
  return `${heads[scene % heads.length] ?? ''}-${tails[Math.floor(scene / heads.length) % tails.length] ?? ''}`.replace(
    ' ',
    '-',
  );
}

const PEOPLE = ['MARA', 'JONAS', 'EDDA'];
const PLACES = ['TIDE OFFICE', 'PIER', 'NET LOFT', 'CHAPEL', 'FERRY DECK'];

function title(name: string): string {
  return name.slice(0, 1) + name.slice(1).toLowerCase();
}
