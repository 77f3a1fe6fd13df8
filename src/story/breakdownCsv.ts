import { readHeading } from '../screenplay/readHeading';
import { eighthsText } from './lengthText';
import type { ScriptView } from './analysisResult';

/**
 * The breakdown: a row a scene, for a spreadsheet. RFC 4180: fields in quotation marks where they need them, CRLF. A field
 * that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function breakdownCsv({ scenes, outline }: ScriptView): string {
  const titles = new Map(outline?.acts.map(({ number, title }) => [number, title]));
  const rows = scenes.map((scene) => {
    const { side, place, time } = readHeading(scene.heading);
    return [
      scene.label,
      scene.heading,
      SIDES[side] ?? '',
      place,
      time.toLocaleUpperCase('en'),
      String(scene.page),
      scene.eighths === 0 ? '0' : eighthsText(scene.eighths),
      String(scene.eighths),
      scene.characters.join(', '),
      scene.isKeyScene ? 'yes' : '',
      scene.keySceneReason ?? '',
      scene.act === null ? '' : String(scene.act),
      scene.act === null ? '' : (titles.get(scene.act) ?? ''),
      scene.sections.map(({ title }) => title).join(' / '),
      scene.card?.summaryText ?? '',
      scene.behind.join(' '),
    ];
  });
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

const COLUMNS = [
  'Scene',
  'Heading',
  'INT/EXT',
  'Place',
  'Time',
  'Page',
  'Length',
  'Eighths',
  'Characters',
  'Key scene',
  'Why key',
  'Act',
  'Act title',
  'Sections',
  'Card',
  'Behind',
];

const SIDES: Readonly<Record<string, string>> = { inside: 'INT', outside: 'EXT', 'inside and outside': 'INT/EXT' };

/** One field. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
