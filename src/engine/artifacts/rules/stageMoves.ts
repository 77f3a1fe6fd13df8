/**
 * What a sentence of action shows to change: somebody comes, goes, or is not as before. English verbs, and a few of
 * French, German and Spanish that mean nothing else. Null: nothing the rules know.
 */
export type StageMove = 'enters' | 'exits' | 'changes';

/** The move a sentence of action shows. A death or an embrace outranks a door. */
export function stageMoveOf(sentence: string): StageMove | null {
  const line = sentence.replaceAll('’', "'").replace(/\s+/gu, ' ').toLowerCase().replace(COMPARED, '');
  if (CHANGES.test(line) && !NOT_CHANGES.test(line)) return 'changes';
  const exits = EXITS.test(line) && !NOT_EXITS.test(line) && isSomebody(sentence, EXITS);
  const enters = ENTERS.test(line) && !NOT_ENTERS.test(line);
  if (enters && exits) return line.search(EXITS) > line.search(ENTERS) ? 'exits' : 'enters';
  if (exits) return 'exits';
  return enters ? 'enters' : null;
}

/** Whether somebody stands before what matches: a name, a pronoun, a person; not a boat, a breath or the light. */
function isSomebody(sentence: string, move: RegExp): boolean {
  const folded = sentence.replaceAll('’', "'").replace(/\s+/gu, ' ');
  const at = move.exec(folded.toLowerCase())?.index ?? 0;
  const before = folded.slice(0, at);
  const clause = before.split(/[;:.]|\b(?:until|till|before|after|while|as)\b/iu).at(-1) ?? before;
  // The verb begins the sentence where the one before it named who.
  if (before.trim() === '') return true;
  return PERSON.test(clause) || [...clause.matchAll(CAPITALISED)].some(([word]) => !OPENS.test(word));
}

const PERSON =
  /\b(?:i|he|she|they|we|both|all|everyone|everybody|others?|man|men|woman|women|boys?|girls?|kids?|child|children|people|crowd|couple|family|passengers?|guests?|guards?|soldiers?|officers?|driver|doctor|nurse|mother|father|brother|sister|son|daughter|wife|husband|stranger|il|elle|er|sie)\b/iu;
const CAPITALISED = /\p{Lu}[\p{L}\p{M}'-]*/gu;
const OPENS =
  /^(?:the|a|an|his|her|their|its|this|that|these|then|and|but|with|in|on|at|from|as|another|one|every|no|int|ext)$/iu;

/** What something is only likened to. */
const COMPARED = / (?:as if|as though|like (?:a|an|the|somebody|someone)) .*$/u;

const ENTERS =
  /\b(?:enters|(?:comes|walks?|steps?|bursts?|rush(?:es)?|runs?|slips?|strides?|storms?|barges?|hurr(?:y|ies)|climbs?|staggers?|stumbles?|wanders?|limps?|backs) (?:in|inside|into|aboard|down the (?:slip|stairs|steps|ladder)|through the (?:door|gate|crowd))|(?:gets|steps|climbs|hops) (?:on|aboard|in)\b|arrives?|appears|emerges?|joins (?:him|her|them|the)|shows up|comes (?:back|home|out|up|round|around|over)|returns(?! (?:the|his|her|it|a|fire)\b)|is back|walks (?:up|over|out to))\b|\b(?:entre dans|fait irruption|tritt ein|kommt herein|betritt)\b/u;

const NOT_ENTERS =
  /'s (?:\p{L}+ )?(?:arms?|hands?|head|face|voice|eyes?|foot|feet|fingers?|legs?|breath) |\b(?:we|words|sound|sounds|smoke|water|light|sun|moon|music|phone|camera|door|rain|steam|blood) (?:\p{L}+ )?(?:comes?|come|enters?|appears?|emerges?|arrives?|steps?)\b|\bappears (?:to|that)\b|\bcomes? (?:out of|into (?:focus|view)|back to (?:life|him|her|us))\b/u;

const EXITS =
  /\b(?:exits|leaves|(?:they|both|all|boys|girls|men|women|two|kids|and) leave|(?:walks?|goes|go|storms?|runs?|rush(?:es)?|heads?|hurr(?:y|ies)|slips?|steps?|drives?|rides?|cycles?|rows?|sails?|wanders?|limps?|marches|strides|pedals?) (?:away|off|out|outside|home)|disappears|vanishes|departs|is (?:already )?gone|are gone|gets (?:off|out)|hangs up(?=[.,;]|$| on\b| and\b| the (?:phone|receiver))|bolts\b|suddenly bolt\b|flees|drives on|turns? and goes|the door (?:closes|shuts|slams) behind)\b|\b(?:s'en va|quitte la pièce|s'éloigne|geht ab|geht hinaus|verlässt|sale de)\b/u;

const NOT_EXITS =
  /\b(?:lights?|lamps?|candles?|fire|power|radio|phone|alarm|gun|torch|flame) go(?:es)? (?:out|off)\b|\b(?:the|of|dry|dead|fallen|green|autumn|some|with|few|many|and) leaves\b|\bleaves? (?:it|a|an|the|no|nothing|only|them there|him (?:standing|there)|her (?:standing|there)|little|room)\b|\bexit (?:sign|door|wound|ramp)\b|\b(?:the|an|emergency) exits?\b|\bgoes (?:off\b(?! (?:with|to|down|into))|out\b(?! (?:of|to|the|into|through)))|\bruns (?:off (?:the|a|batter)|out of)|\bdon't leave\b/u;

const CHANGES =
  /\b(?:dies|(?:is|are) dead(?! (?:quiet|silent|calm|still|tired|serious|ahead|set))|lies dead|drops dead|is killed|is shot|is hit|collapses|faints|passes out|wakes up|comes to\b(?! (?:the|a|rest|an)\b)|weeps|sobs|bursts into tears|breaks down|begins to cry|starts to cry|is crying|in tears|tears (?:in|fill|run|stream|roll|well)|kisses(?! (?:his|her|the) (?:ring|cross))|(?:they|and|lips) kiss\b|kiss (?:him|her|each)|embraces?|hugs?|bleeds|is bleeding|for the first time|has changed|changes (?:her|his|their) mind|gives up|gives in|surrenders|breaks free|is free|is arrested|handcuffs|confesses|remembers who|takes off (?:her|his|the) (?:ring|mask|badge|uniform)|laughs? for|smiles? for)\b/u;

const NOT_CHANGES =
  /\b(?:applause|sound|music|noise|laughter|engine|light|wind|fire|voice|song|smile|motor|echo) dies\b|\bdies (?:down|away|out)\b|\b(?:we|you|you'll) (?:get to |can |now |finally |will )?(?:see|hear|notice|meet)\b|\bas if\b|\b(?:almost|nearly) (?:dies|kisses|cries)/u;
