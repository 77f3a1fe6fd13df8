import type { FactScene } from '../scriptFacts';
import type { SceneLine } from '../sceneLines';
import { searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import type { Question } from './question';

const NUMBER =
  '(?:\\d|\\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half)\\b)';

const MONEY = new RegExp(
  `[$£€¥]\\s?\\d|${NUMBER}[\\w\\s,-]{0,20}(?:grand|dollars?|pounds?|euros?|cents|pence|bucks|quid)\\b`,
  'i',
);
const COLOUR =
  /\b(?:red|blue|green|yellow|black|white|brown|grey|gray|pink|purple|violet|orange|gold(?:en)?|silver|beige|crimson|scarlet|turquoise|tan|navy|champagne|blond[e]?|auburn|ginger|colou?red)\b/i;

/** Questions for a figure, a colour or the like, and what a line must have to give one. */
const VALUES: readonly {
  readonly asked: RegExp;
  readonly given: RegExp;
  readonly near: number;
  readonly either?: boolean;
}[] = [
  {
    asked:
      /^how much (?:does|do|did|is|are|was|money)\b.{0,60}\b(?:cost|worth|pay|owe|charge|earn|paid|money)\b|\bprice of\b|^how much money\b|\bhow much (?:is|was|are) \{1\} paid\b/,
    given: MONEY,
    near: 2,
    either: true,
  },
  {
    asked: /\b(?:phone|telephone|room|flight|licen[cs]e|plate|house) number\b/,
    given: /\d{3}/,
    near: 1,
  },
  {
    asked: /^how (?:tall|heavy|far|deep|high|wide|fast|old|big|large) (?:is|are|was|were|does)\b/,
    given: new RegExp(NUMBER, 'i'),
    near: 1,
  },
  { asked: /\b(?:what|which) year\b|\bwhat date\b/, given: /\b\d{4}\b|\b\d{1,2}(?:st|nd|rd|th)\b/, near: 2 },
  {
    asked: /\bwhat time\b/,
    given:
      /\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(?:am|pm|a\.m|p\.m)\b|\bo['’]clock\b|\b(?:noon|midnight)\b|\b(?:half|quarter|five|ten|twenty)(?:-five)? (?:past|to|after)\b/i,
    near: 3,
    either: true,
  },
  { asked: /\bcolou?r\b/, given: COLOUR, near: 0 },
  { asked: /\b(?:password|passcode|pin code|combination)\b/, given: /[“"']|\d/, near: 1 },
  { asked: /\bmiddle name\b/, given: /\bmiddle name\b/i, near: 2 },
  { asked: /\bmaiden name\b/, given: /\b(?:maiden name|n[ée]e)\b/i, near: 2 },
  { asked: /\breal name\b|\btrue name\b/, given: /\b(?:real|true) name\b|\bname(?:'s|’s| is| was)\b/i, near: 2 },
  { asked: /\bnicknames?\b/, given: /\b(?:nickname|call(?:s|ed)?|known as)\b/i, near: 2 },
];

/** A line that gives the value asked for. */
export interface ValueLine {
  readonly scene: FactScene;
  readonly line: SceneLine;
}

/**
 * The lines of these scenes, in their order, that have the kind of value a question asks for (a figure, a colour, a middle
 * name) near a word of the question and the character it names. Null for questions that ask for no such value.
 */
export function valueLines(question: Question, scenes: readonly FactScene[], script: AskedScript): ValueLine[] | null {
  const value = VALUES.find(({ asked }) => asked.test(question.shape));
  if (value === undefined) return null;
  const terms = new Set(question.content.map(({ term }) => term));
  return scenes.flatMap((scene) => {
    const lines = script.index.lines(scene.id);
    return lines
      .filter((line, at) => {
        if (!SAID_OR_DONE.has(line.field) || !value.given.test(line.text)) return false;
        const near = lines.slice(Math.max(0, at - value.near), at + value.near + 1);
        const word = terms.size === 0 || near.some(({ text }) => searchTerms(text).some(({ term }) => terms.has(term)));
        const who = near.some((other) => question.names.some((name) => isNear(name, other, scene, script)));
        return value.either === true ? word || who : word && (question.names.length === 0 || who);
      })
      .map((line) => ({ scene, line }));
  });
}

const SAID_OR_DONE: ReadonlySet<SceneLine['field']> = new Set(['action', 'dialogue', 'heading']);

function isNear(name: string, line: SceneLine, scene: FactScene, script: AskedScript): boolean {
  return (
    script.mentions(scene, name).includes(line) ||
    script.speeches(scene).some((spoken) => spoken.line === line && spoken.speakers.includes(name))
  );
}
