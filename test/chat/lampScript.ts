import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { castOf } from '../../src/screenplay/names';
import { sceneLabels } from '../../src/screenplay/sceneLabels';
import type { SearchableScene } from '../../src/engine/chat/searchableScene';

/** A very small screenplay of our own. */
export const LAMP_SCRIPT = `INT. LIGHTHOUSE - LAMP ROOM - NIGHT

Rain on the glass. MARA QUILL (60s), keeper, trims the wick of a brass lamp. Her hands shake.

MARA
It has to burn until the boats are in.

TOMAS, 19, her nephew, climbs in with a crate of oil.

TOMAS
(out of breath)
That is the last of the oil, Aunt Mara.

MARA
Then we burn the chairs.

EXT. HARBOUR WALL - CONTINUOUS

Waves break over the wall. INSPECTOR VANCE, in a yellow raincoat, counts the boats with a telescope.

INSPECTOR VANCE
Eleven. There should be *twelve*.

He writes it down in a green notebook.

INT. CAFÉ - MORNING

Tomas pours coffee for the Inspector. The green notebook lies between them.

INSPECTOR VANCE
Who kept the lamp last night?

TOMAS
My aunt. She always does.

INSPECTOR VANCE
Did it go out?

Tomas looks at the floor. He will not say.

INT. LIGHTHOUSE - LAMP ROOM - DAY

Mara scrapes soot from the lamp. Two chairs are missing from the table.

TOMAS
He asked about the lamp.

MARA
Let him ask. I was twenty when I lit it first, and it never went out.

EXT. HARBOUR WALL - NIGHT

Twelve boats. Mara lowers the telescope. For the first time she smiles.

MARA
Twelve.
`;

/** The scenes of a text as search gets them: ids s0, s1 …, no cards. */
export function searchable(text: string, extra: Partial<SearchableScene> = {}): SearchableScene[] {
  const play = parseScreenplay(text);
  const labels = sceneLabels(play.scenes);
  const known = new Set(play.elements.flatMap(({ name }) => name ?? []));
  const blocks = play.preamble === null ? play.scenes : [play.preamble, ...play.scenes];
  return blocks.map((block) => {
    const index = block.kind === 'passage' ? null : play.scenes.indexOf(block);
    return {
      id: index === null ? 'passage' : `s${index}`,
      index,
      label: index === null ? '' : (labels[index] ?? ''),
      heading: block.heading,
      source: text.slice(block.startOffset, block.endOffset),
      cast: [...castOf(play.elements.slice(block.firstElement, block.endElement), known).speaking.keys()],
      card: null,
      act: null,
      ...extra,
    };
  });
}
