import type { FactScene } from '../scriptFacts';
import { searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import type { Question } from './question';

const NUMBER =
  '(?:\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half)\\b)';

/** Questions for a figure or a name, and what a line must have to give one. */
const VALUES: readonly { readonly asked: RegExp; readonly given: RegExp }[] = [
  {
    asked:
      /^how much (?:does|do|did|is|are|was|money)\b.{0,60}\b(?:cost|worth|pay|owe|charge|earn|paid|money)\b|\bprice of\b|^how much money\b/,
    given: new RegExp(`${NUMBER}|[$£€¥]|\\b(?:dollars?|pounds?|euros?|cents?|bucks|quid|grand)\\b`, 'i'),
  },
  { asked: /\b(?:phone|telephone|room|flight|licen[cs]e|plate|house) number\b/, given: new RegExp(NUMBER, 'i') },
  {
    asked: /^how (?:tall|heavy|far|deep|high|wide|fast|old|big|large) (?:is|are|was|were|does)\b/,
    given: new RegExp(NUMBER, 'i'),
  },
  { asked: /\b(?:what|which) year\b|\bwhat date\b/, given: /\b\d{4}\b|\b\d{1,2}(?:st|nd|rd|th)\b/ },
  { asked: /\b(?:password|passcode|pin code|combination)\b/, given: /[“"']|\d|:/ },
  { asked: /\bmiddle name\b/, given: /\bmiddle name\b/i },
  { asked: /\bmaiden name\b/, given: /\b(?:maiden name|n[ée]e)\b/i },
  { asked: /\breal name\b|\btrue name\b/, given: /\b(?:real|true) name\b|\bname(?:'s|’s| is| was)\b/i },
  { asked: /\bnicknames?\b/, given: /\b(?:nickname|call(?:s|ed)?|known as)\b/i },
];

/**
 * Whether some line of these scenes that has a word of the question, or the character it names, also has the kind of value
 * that it asks for: a figure, a year, a middle name. True for questions that ask for no such value.
 */
export function hasValue(question: Question, scenes: readonly FactScene[], script: AskedScript): boolean {
  const value = VALUES.find(({ asked }) => asked.test(question.shape));
  if (value === undefined) return true;
  const terms = new Set(question.content.map(({ term }) => term));
  return scenes.some((scene) => {
    const lines = script.index.lines(scene.id);
    return lines.some((line, at) => {
      if (!value.given.test(line.text)) return false;
      const near = lines.slice(Math.max(0, at - 2), at + 3);
      return (
        near.some(({ text }) => searchTerms(text).some(({ term }) => terms.has(term))) &&
        (question.names.length === 0 ||
          near.some((other) => question.names.some((name) => isNear(name, other, scene, script))))
      );
    });
  });
}

function isNear(
  name: string,
  line: ReturnType<AskedScript['index']['lines']>[number],
  scene: FactScene,
  script: AskedScript,
): boolean {
  return (
    script.mentions(scene, name).includes(line) ||
    script.speeches(scene).some((spoken) => spoken.line === line && spoken.speakers.includes(name))
  );
}
