import { sentencesOf } from './sentences';

/** The text behind a label of a card ("Conflict: …"), or null where the card has no such line. */
export function cardLine(card: string, label: string): string | null {
  for (const line of card.split('\n')) {
    if (line.startsWith(`${label}: `)) return line.slice(label.length + 2).trim();
  }
  return null;
}

/** The first line of a card without its label, or of a card of one line the first sentence: what happens. */
export function firstCardLine(card: string): string {
  const line = card.split('\n', 1)[0] ?? '';
  const labelled = line.replace(/^(?:(?:Synopsis|Action|Then): |Said by (?=[^:]+: ["“]))/u, '');
  const first = labelled === line ? firstSentence(line) : labelled;
  return (first.split(/ (?:Ends(?: on [^:]+)?|Introduced in capitals|Enters|Exits): /u, 1)[0] ?? '').trim();
}

function firstSentence(line: string): string {
  // What somebody says is one thing, however many sentences it has.
  return (/^[^:.!?]{1,60}: (?:"[^"]*"|“[^”]*”)/u.exec(line)?.[0] ?? sentencesOf(line)[0] ?? line).trim();
}

/** How a card says its scene ends: its line "Ends: …" or "Ends on MARA: …"; empty where it does not say. */
export function endOfCard(card: string): string {
  for (const line of card.split('\n')) {
    const match = /(?:^|[.!?…"”] )Ends(?: on ([^:]+))?: (.*)$/u.exec(line);
    if (match !== null) return match[1] === undefined ? (match[2] ?? '') : `${match[1]}: ${match[2] ?? ''}`;
  }
  return '';
}

/** The words of a card that tell of the scene: without its figures. */
export function cardStory(card: string): string {
  return card
    .split('\n')
    .filter((line) => !/^(?:Tone|Speak): /u.test(line))
    .map((line) => line.replace(/^[\p{L} ]{3,24}: /u, ''))
    .join('\n');
}
