/**
 * What a line of dialogue does, as far as its words show it. `question` holds in any language by its mark, `no` (a denial,
 * a refusal only where something was asked for) by a first word in some; the others are English cues.
 */
export type SpeechAct = 'threat' | 'refusal' | 'no' | 'accusation' | 'request' | 'want' | 'question';

/** The strongest thing one sentence of dialogue does; null: nothing the rules know. */
export function speechActOf(sentence: string): SpeechAct | null {
  const line = sentence.replaceAll('’', "'").replace(/\s+/gu, ' ').replace(LEADING_MARKS, '').toLowerCase();
  const isQuestion = QUESTION.test(line);
  if (THREAT.test(line)) return 'threat';
  const bare = line.replace(LEAD_IN, '');
  if (!isQuestion && REFUSAL.test(line)) return 'refusal';
  if (!isQuestion && NO.test(line)) return WANT_NOW.test(line) && !WANT_IDIOM.test(line) ? 'want' : 'no';
  if (ACCUSATION.test(bare)) return 'accusation';
  if (!PLEASANTRY.test(bare) && (isQuestion ? REQUEST_QUESTION : REQUEST).test(bare)) return 'request';
  if (!isQuestion && WANT_NOW.test(bare) && !WANT_IDIOM.test(bare)) return 'want';
  return isQuestion ? 'question' : null;
}

/** Whether a speaker says what they want: the cues a character sheet quotes. English only. */
export function saysWant(sentence: string): boolean {
  const line = sentence.replaceAll('’', "'").replace(/\s+/gu, ' ').toLowerCase();
  return WANT.test(line) && !WANT_IDIOM.test(line) && !QUESTION.test(line);
}

const LEADING_MARKS = /^[-–—.…\s"“'(]+/u;

const QUESTION = /[?？؟;]["'”’»)\s]*$/u;

/** What stands before the act: "Please, just", "Mara, ", "Now". */
const LEAD_IN =
  /^(?:(?:oh|well|now|just|and|but|so|then|ok|okay|alright|look|listen|hey|please|come on|for god's sake|no|yes),?\s+|[\p{L}'-]+,\s+(?=\p{L}))+/u;

const THREAT =
  /\bor else\b|\bor (?:i'll|i will|we'll|i swear)\b|\byou(?:'ll| will) (?:regret|pay for|be sorry|wish you)|\bi(?:'ll| will|'m going to|'m gonna) (?:kill|hurt|destroy|shoot|ruin|break you|make you|bury|end you|have you (?:arrested|shot|killed|fired))|\blast (?:chance|warning)\b|\b(?:don't|do not) make me\b|\bi'm warning you\b|\bif you (?:ever|don't|do not|won't|touch|tell|leave|move|hurt|come near|so much as)\b.*\b(?:i'll|i will|you'll|you're|you won't|won't be|i swear)\b|\bover my dead body\b/u;

const REFUSAL =
  /^(?:no[,.]? )?(?:no (?:way|chance|deal)\b|never[,.!]|not (?:a chance|until|unless|today|tonight|yet|now|anymore|any more|this time|here|with|without|for (?:you|me|sale))|absolutely not|of course not|certainly not|forget it|i (?:can't|cannot|can not|won't|will not|refuse|don't want|do not want|shan't)(?! (?:believe|wait|imagine|remember|help|hear|see|tell|say|think|thank|complain|stand)\b)|i'm not (?:going|doing|leaving|signing|giving|telling|letting|taking|having|coming|getting|asking|your)|we (?:can't|cannot|won't|will not)|you (?:can't|cannot|won't|mustn't)|you're not (?:going|taking|leaving|coming|getting|having|doing)|nobody (?:is|leaves|goes|moves)|leave me alone|get out\b|get off|let go|over my|out of the question|like hell|to hell with|(?:jamais|niemals|nunca|keinesfalls|pas question)(?=[\s,.!…-]|$)|ダメ|不行|不要)/u;

const NO =
  /^(?:no(?:[,.!…—–-]|$| (?:i|you|he|she|it|we|they|that|this|dad|mum|mom|sir|ma'am|thank you|thanks)\b)|nope|(?:non|nein|nej|nee|nie|não|нет)(?=[\s,.!…-]|$)|नहीं|いや|いいえ|不[，。！]|لا(?=[\s،.!]|$)|아니)/u;

const ACCUSATION =
  /^(?:you (?:lied|never|always|promised|knew|stole|took|killed|left (?:me|us|him|her)|betrayed|did this|don't (?:understand|care|believe|trust|love)|didn't (?:tell|ask|even)|broke|swore|people)|you(?:'re| are) (?:wrong|lying|a liar|crazy|insane|embarrassing|impossible|no (?:better|different|father|mother|friend)|the one)|how (?:could|dare) you|why (?:did|didn't|would|won't|don't|are|can't) you|what have you done|what did you do|what the hell|liar\b|that's (?:a lie|not true|not fair|not what)|it(?:'s| is| was) (?:all )?your fault|this is your fault|i don't (?:believe|trust) you|who (?:gave|told|asked) you|since when)/u;

const REQUEST =
  /^(?:let (?:me|us|him|her|them|it)\b|let's|help (?:me|us|him|her)|give (?:me|us|it|him|her|them|that|this|the|back)|tell (?:me|us|him|her|them)|show (?:me|us|him|her)|bring (?:me|us|it|him|her|the|your|back)|take (?:me|us|it|him|her|them|that|this|the|your|my|off|a)|get (?:me|us|him|her|them|in|up|down|back|away|your|the|rid)|come (?:with|home|back|here|down|up|and|inside)|go (?:home|back|and|to|get|away|now|inside)|stop\b|stay\b|wait (?:for|here|until|till)|look at|promise\b|don't\b|do not\b|leave (?:it|him|her|them|us|the|that|now)|open|close|shut|put|hold (?:it|this|that|still|my|the|him|her)|keep\b|say (?:it|something|you|that|so|yes|no)|sign\b|sit\b|stand (?:up|back|still)|turn (?:it|off|on|back|around|the|that|him|her)|drop (?:it|the|your)|call (?:me|him|her|them|it|the|off)|find (?:me|him|her|it|out|the|someone|somebody|another)|answer\b|trust me|forgive|do (?:it|me|as|what|something)|make (?:it|him|her|them|sure|me)|ask (?:him|her|them|me|your)|read (?:it|this|that|the)|move\b|run\b|swear\b|pick (?:up|it)|cut (?:it|the)|send\b|hand (?:me|it|over)|lend me|pull\b|push\b|start\b|lower\b|quiet\b|be (?:quiet|careful|honest|good|back|here|there)|i need you|i(?:'d| would) (?:like|want) you|i want you|i(?:'m| am) asking you|i beg you|you (?:have|need|'ve got|ought) to|you've got to|you must|you should|you'd better|we (?:have|need|ought) to|we should|we must|we've got to)/u;

const REQUEST_QUESTION =
  /^(?:can|could|will|would|won't) (?:you|we|i|he|she|they|somebody|someone|the)\b|^(?:may|shall) (?:i|we)\b|^(?:do|would) you mind|^why don't (?:you|we)|^how about (?:you|we)/u;

const PLEASANTRY =
  /^(?:don't (?:worry|mention|know|you|be silly|be sorry|think so|bother|get me wrong)|come (?:on|in)[,.!]?$|take (?:care|your time|it easy)|go (?:on|ahead)|let's (?:see|say|hope|just say)|let me (?:see|think|guess|get this)|wait a|excuse me|hold on|stop[.!]?$|move[.!]?$|tell me about it|look at (?:that|you|this)[,.!]?$|get (?:it|well)|keep (?:it up|the change)|sit[.!]?$|be (?:good)|say no more|would you (?:believe|like)|can (?:i|we) help|could (?:be|i be)|how about)/u;

const WANT =
  /\bi(?:'ve| have)? (?:just |only |really |still |always |never )?(?:want(?:ed)?|need(?:ed)?|have to|got to|gotta|must|wish|long|hope|intend|plan|mean) |\bi(?:'ve| have) got to\b|\bi(?:'m| am) (?:not )?(?:going to|gonna)\b|\bi(?:'d| would) (?:like to|love to|give anything|rather|do anything)\b|\ball i (?:want|ever wanted|need|ask)|\bi can't (?:let|leave|go|lose|stay|live|keep|stop|do this|just)\b|\bi won't (?:let|leave|stop|rest|go)\b|\bi(?:'ll| will) (?:find|get|make|prove|save|stop|never)\b|\bmy dream\b/u;

/** A want that stands now: without plans and the past. */
const WANT_NOW =
  /\bi(?:'ve)? (?:just |only |really |still |always )?(?:want|need|have to|got to|gotta|must) |\bi(?:'ve| have) got to\b|\bi(?:'m| am) not (?:going to|gonna)\b|\bi(?:'d| would) (?:give anything|do anything)\b|\ball i (?:want|need|ask)|\bi can't (?:let|leave|lose|stay|live|do this)\b|\bi won't (?:let|leave|stop|rest)\b/u;

const WANT_IDIOM =
  /\bi (?:just )?(?:need|want|have|had|mean|must|wish|hope) (?:to say|to admit|to see if|to know if you|to tell you i|you to know|say|have been|be (?:going|off|dreaming)|it's|it is|i could help|so|not|you (?:a|well|luck|could see)|that's|you're|he's|she's|they're|the|what i say)\b|\bi mean\b|\bhad to (?:laugh|be)\b|\bi never (?:want|need|mean)ed? to (?:say)/u;
