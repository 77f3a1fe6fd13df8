/** How writers of one language say what they want: parts of regular expressions, compared without regard to case. */
interface IntentWords {
  /** What stands in front of an order, besides the beginning of a sentence. */
  readonly asking: string;
  /** Orders that mean other words on the page, whatever they name. */
  readonly edit: string;
  /** Forms that are also said of somebody in the story: an order where a place on the page follows. */
  readonly editPlace: string;
  /** Verbs that may as well ask to be told something: an order where the place that is meant is pointed at. */
  readonly editThis: string;
  /** What points at a place, and the article that may stand for it; nouns of places. */
  readonly pointing: string;
  readonly article: string;
  readonly places: string;
  /** What points without a noun, if nothing more is said of it. */
  readonly alone: string;
  readonly feedback: string;
  readonly brainstorm: string;
  /** What is asked of more than a scene. */
  readonly more: string;
}

const ENGLISH: IntentWords = {
  asking: `please|can you|could you|would you|let's|help me(?: to)?`,
  edit: `rewrite|rephrase|reword|shorten|tighten|trim|cut(?! to\\b)|polish|punch up|sharpen|fix|improve|replace|change(?! of\\b)|make (?:it|this|these|that|her|his|their|the)`,
  editPlace: 'lengthen',
  editThis: 'translate|condense|expand|simplify',
  pointing: '(?:all of )?(?:this|that|these|those)',
  article: 'the|my',
  places: '(?:scene|line|dialogue|speech|page|paragraph|passage|sentence|moment|beat|exchange|monologue)(?:e?s)?',
  alone: 'it|this|that|these|them',
  feedback: `feedback|critique|critici[sz]e|review|what do you think|does (?:this|it|the scene|that) work|how (?:is|does|good is) (?:this|the) (?:scene|dialogue|page|moment)|notes on|thoughts on|weak(?:est)? (?:spot|point|part)s?|too (?:long|slow|on the nose)`,
  brainstorm: `brainstorm|ideas? for|give me (?:\\w+ )?(?:ideas|options|alternatives)|what if|alternatives? (?:to|for)|pitch me|ways? (?:to|for) (?:end|open|raise|make|get|have|bring)|what (?:could|might) happen`,
  more: `(?:whole|entire) (?:script|screenplay|story|film|movie|thing)|(?:the|my|this) (?:script|screenplay|film|movie)|(?:first|second|third|last|next) act|act (?:one|two|three|[ivx]+|\\d)|(?:which|what) scenes`,
};

const FRENCH: IntentWords = {
  asking: `peux-tu|pourrais-tu|tu peux|tu pourrais|pouvez-vous|pourriez-vous|s['’]il (?:te|vous) pla[iî]t|merci de|aide-moi à`,
  edit: `r[ée][ée]cri(?:s|vez|re)(?:-l(?:es?|a))?|reformule[rz]?|raccourci(?:s|ssez|r)(?:-l(?:es?|a))?|resserre[rz]?|peaufine[rz]?|(?:traduis|coupe|corrige|abr[èe]ge|simplifie|modifie|change)-l(?:es?|a)`,
  editPlace: `am[ée]liore[rz]?|corrige[rz]?|coupe[rz]?|change[rz]?|modifie[rz]?|remplace[rz]?|abr[èée]ge[rz]?|all[èée]ge[rz]?|ren(?:ds|dez|dre)(?: plus \\p{L}+)?`,
  editThis: `tradui(?:s|sez|re)(?:-moi)?|condense[rz]?|d[ée]veloppe[rz]?|simplifie[rz]?`,
  pointing: 'cette|cet|ce|ces',
  article: 'la|le|les',
  places: '(?:sc[èe]ne|r[ée]plique|ligne|dialogue|tirade|monologue|passage|page|paragraphe|phrase|moment)s?',
  alone: 'ça|ca|cela|ceci',
  feedback: `qu['’]en (?:penses-tu|pensez-vous)|que (?:penses-tu|pensez-vous) de (?:cette|ce|la|le) (?:sc[èe]ne|dialogue|page|moment)|(?:ton|votre) avis sur (?:cette|ce|la|le) (?:sc[èe]ne|dialogue|page|moment)|(?:cette sc[èe]ne|la sc[èe]ne|ce dialogue|ça) (?:fonctionne|marche)(?:-t-(?:elle|il))?|(?:cette sc[èe]ne|la sc[èe]ne|ce dialogue) est(?:-(?:elle|il))? trop (?:longu?e?|lente?)`,
  brainstorm: `donne(?:-moi|z-moi) (?:\\p{L}+ )?(?:id[ée]es|pistes|options|alternatives)|remue-m[ée]ninges`,
  more: `(?:le|mon|ce|du) (?:sc[ée]nario|script|film)|tout(?:e l['’]histoire| le (?:sc[ée]nario|film))|(?:premier|deuxi[èe]me|second|troisi[èe]me|dernier) acte|acte (?:un|deux|trois|[ivx]+|\\d)|quelles sc[èe]nes`,
};

const GERMAN: IntentWords = {
  asking: `bitte`,
  edit: `kürze?|kürzen sie|straffe?|straffen sie|überarbeite|überarbeiten sie|(?:schreibe?|schreiben sie|formuliere?|formulieren sie) [^.,!?;\\n]{1,60} (?:um|neu)|(?:kannst du|könntest du|können sie|könnten sie|würdest du|bitte) (?:[^.,!?;\\n]{1,60} )?(?:kürzen|straffen|überarbeiten|umschreiben|umformulieren|neu (?:schreiben|formulieren))`,
  editPlace: `verbess(?:ere?|re|ern sie)|korrigiere?|korrigieren sie|änd(?:ere?|re|ern sie)|streiche?|streichen sie|ersetze?|ersetzen sie|mache?|machen sie`,
  editThis: `übersetze?|übersetzen sie|vereinfache?|vereinfachen sie|verdichte`,
  pointing: 'diese[nrms]?',
  article: 'die|den|das',
  places: '(?:szene|zeile|replik|dialog|stelle|passage|seite|absatz|satz|monolog|moment|rede)(?:e?[ns])?',
  alone: 'das|es|dies',
  feedback: `was (?:hältst du|halten sie) von (?:dieser|der|diesem|dem) (?:szene|dialog|seite|moment)|wie (?:findest du|finden sie) (?:diese|die|diesen|den) (?:szene|dialog|seite|moment)|funktioniert (?:diese|die|dieser|der) (?:szene|dialog)|(?:diese|die) szene zu (?:lang|langsam|langatmig)|(?:dieser|der) dialog zu (?:lang|platt)`,
  brainstorm: `(?:gib|geben sie|nenn|nenne) (?:mir|uns) (?:\\p{L}+ )?(?:ideen|vorschläge|varianten|alternativen|möglichkeiten)|brainstorme|was wäre,? wenn`,
  more: `(?:das|mein|ganze|dieses) (?:drehbuch|skript|film)|(?:im|des|dem|meinem) (?:ganzen )?(?:drehbuchs?|skripts?|films?)|(?:ersten?|zweiten?|dritten?|letzten?) akte?s?|akt (?:eins|zwei|drei|[ivx]+|\\d)|welche szenen`,
};

const SPANISH: IntentWords = {
  asking: `puedes|podrías|podrias|puede usted|podría usted|por favor|ayúdame a`,
  edit: `(?:reescríbe|acórta|tradúce|córta|corríge|simplifíca)l[oa]s?`,
  editPlace: `reescrib(?:e|a|ir)|acort(?:a|e|ar)|reformul(?:a|e|ar)|mejor(?:a|e|ar)|corr(?:ige|ija|egir)|cort(?:a|e|ar)|cambi(?:a|e|ar)|abrevi(?:a|e|ar)|pul(?:e|a|ir)|(?:haz|haga|hacer)(?: más \\p{L}+)?`,
  editThis: `tradu(?:ce|zca|cir)(?:me)?|simplifi(?:ca|que|car)|ampl(?:ía|íe|iar)|condens(?:a|e|ar)`,
  pointing: 'est[aeo]s?|es[aeo]s?',
  article: 'la|el|los|las',
  places: '(?:escena|línea|linea|diálogo|dialogo|réplica|página|pagina|pasaje|párrafo|frase|monólogo|momento)s?',
  alone: 'esto|eso',
  feedback: `qué (?:te parece|opinas de|piensas de) (?:esta|este|la|el) (?:escena|diálogo|página|momento)|funciona (?:esta|este|la|el) (?:escena|diálogo)|(?:esta|la) escena es demasiado (?:larga|lenta)|(?:es|está) demasiado (?:larga|lenta) (?:esta|la) escena`,
  brainstorm: `dame (?:\\p{L}+ )?(?:ideas|opciones|alternativas)|lluvia de ideas`,
  more: `(?:el|mi|todo el|este) (?:guion|guión|película)|(?:del|la) (?:guion|guión|película)|(?:primer|segundo|tercer|último) acto|acto (?:uno|dos|tres|[ivx]+|\\d)|qué escenas`,
};

const ITALIAN: IntentWords = {
  asking: `puoi|potresti|(?<=^\\s*)(?:può|potrebbe)|per favore|per piacere|aiutami a`,
  edit: `(?:riscrivi|accorcia|riformula|traduci|taglia|correggi)l[oaie]`,
  editPlace: `riscriv(?:i|a|ere)|accorci(?:a|are)?|riformul(?:a|i|are)|miglior(?:a|i|are)|corregg(?:i|a|ere)|tagli(?:a|are)?|cambi(?:a|are)?|modific(?:a|hi|are)|rend(?:i|a|ere)(?: più \\p{L}+)?`,
  editThis: `tradu(?:ci|ca|rre)(?:mi)?|semplific(?:a|hi|are)|espand(?:i|a|ere)|condens(?:a|i|are)`,
  pointing: 'quest[aoie]|quel|quell[aoie]',
  article: 'la|le|il|i|lo|gli',
  places: '(?:scen|battut|dialog|rig|pagin|passaggi|monolog|paragraf|fras|moment)(?:a|e|o|i|he|hi)?',
  alone: 'questo|ciò',
  feedback: `(?:che cosa|cosa|che) (?:ne )?pensi di (?:questa|questo) (?:scena|dialogo|pagina|momento)|che (?:te )?ne pensi|funziona (?:questa|questo|la|il) (?:scena|dialogo)|(?:questa|la) scena è troppo (?:lunga|lenta)|è troppo (?:lunga|lenta) (?:questa|la) scena`,
  brainstorm: `dammi (?:\\p{L}+ )?(?:idee|opzioni|alternative)|proponimi (?:\\p{L}+ )?(?:idee|alternative)`,
  more: `(?:la|mia|tutta la|questa|della) sceneggiatura|(?:il|tutto il|del|questo) (?:film|copione)|(?:primo|secondo|terzo|ultimo) atto|atto (?:uno|due|tre|[ivx]+|\\d)|quali scene`,
};

const PORTUGUESE: IntentWords = {
  asking: `podes|podias|poderias|você pode|você poderia|(?<=^\\s*)(?:pode|poderia)|por favor|ajuda-me a|me ajude a`,
  edit: `(?:reescreve|encurta|traduz|corta|corrige)-[oa]s?`,
  editPlace: `reescrev(?:e|a|er)|encurt(?:a|e|ar)|reformul(?:a|e|ar)|melhor(?:a|e|ar)|corri(?:ge|ja|gir)|cort(?:a|e|ar)|mud(?:a|e|ar)|(?:deix|torn)(?:a|e|ar)(?: mais \\p{L}+)?`,
  editThis: `traduz(?:a|ir)?(?:-me)?|simplifi(?:ca|que|car)|expand(?:e|a|ir)|condens(?:a|e|ar)`,
  pointing: 'est[ae]s?|ess[ae]s?',
  article: 'a|o|as|os',
  places: '(?:cena|fala|linha|diálogo|dialogo|página|pagina|trecho|parágrafo|frase|monólogo|momento)s?|passage(?:m|ns)',
  alone: 'isto|isso',
  feedback: `o que (?:você )?achas? d(?:est[ae]|ess[ae]) (?:cena|diálogo|página|momento)|funciona (?:esta|essa|este|esse|a|o) (?:cena|diálogo)|(?:esta|essa|a) cena (?:funciona|está longa demais|está lenta demais)`,
  brainstorm: `(?:dá-me|dê-me|me dê|me dá) (?:\\p{L}+ )?(?:ideias|opções|alternativas)`,
  more: `(?:o|meu|todo o|este|do) (?:roteiro|guião|argumento|filme)|(?:primeiro|segundo|terceiro|último) ato|ato (?:um|dois|três|[ivx]+|\\d)|quais cenas|que cenas`,
};

/** Where a word ends, in any alphabet; `Réécrit-il` asks about somebody. */
const END = '(?![\\p{L}\\p{M}\\d])(?!-(?:t-)?(?:il|elle|on)(?!\\p{L}))';

const ALL = [ENGLISH, FRENCH, GERMAN, SPANISH, ITALIAN, PORTUGUESE];

/** An order to change what is on the page, without anything selected. */
export const EDITS: readonly RegExp[] = ALL.map((words) => {
  const { asking, edit, editPlace, editThis, pointing, article, places, alone } = words;
  const pointed = `(?:(?:${pointing})\\s+(?:${places})|(?:${alone})(?=\\s*(?:$|[.!?]|(?:in|into|to|en|ins|auf|para|em|please|bitte)${END})))${END}`;
  // `the scene` is this one; `the scene 3`, and the scene of somebody, is another.
  const place = `(?:${pointed}|(?:${article})\\s+(?:${places})${END}(?!\\s*\\d))`;
  return anyCase(
    `${orderBegins(asking)}(?:(?:${edit})${END}|(?:${editPlace})\\s+${place}|(?:${editThis})\\s+${pointed})`,
  );
});

/** The same where the selection says what is meant. */
export const EDITS_OF_SELECTION: readonly RegExp[] = ALL.map(({ asking, edit, editPlace, editThis }) =>
  anyCase(`${orderBegins(asking)}(?:${edit}|${editPlace}|${editThis})${END}`),
);

export const FEEDBACK = anywhere(({ feedback }) => feedback);
export const BRAINSTORM = anywhere(({ brainstorm }) => brainstorm);
export const OF_MORE = anywhere(({ more }) => more);

/** An order at the beginning, or behind "can you" and the like; "who fixes the lamp" is none. */
function orderBegins(asking: string): string {
  return `(?:^\\s*[¿¡]?|[.!?;,:]\\s+[¿¡]?|(?<!\\p{L})(?:${asking}),?\\s+)`;
}

function anywhere(part: (words: IntentWords) => string): RegExp {
  return anyCase(`(?<![\\p{L}\\p{M}\\d])(?:${ALL.map(part).join('|')})(?![\\p{L}\\p{M}\\d])`);
}

function anyCase(pattern: string): RegExp {
  return new RegExp(pattern, 'iu');
}
