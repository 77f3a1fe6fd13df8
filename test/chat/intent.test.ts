import assert from 'node:assert/strict';
import { readIntent } from '../../src/engine/chat/intent';
import type { IntentType } from '../../src/story/chatMessage';

function check(message: string, intent: IntentType, hasSelection = false, hasScene = true): void {
  it(`${hasSelection ? 'something selected: ' : ''}${hasScene ? '' : 'in no scene: '}${message}`, () => {
    assert.equal(readIntent({ message, hint: null, hasSelection, hasScene }).intent, intent);
  });
}

describe('What a message is about, in the language of the writer:', () => {
  describe('an edit', () => {
    for (const message of [
      'Translate this line into French',
      'Please translate this.',
      'Can you condense this scene?',
      'Réécris cette réplique',
      'Peux-tu raccourcir la scène ?',
      'Rends ce dialogue plus drôle',
      'Traduis cette réplique en anglais',
      'Re\u0301e\u0301cris cette réplique',
      'Kürze diese Szene',
      'Kannst du diese Szene kürzen?',
      'Schreib diesen Dialog um.',
      'Mach diese Szene kürzer',
      'Übersetze diesen Satz ins Englische',
      'Haz más corto este diálogo',
      '¿Puedes acortar esta escena?',
      'Reescribe el diálogo',
      'Riscrivi questa battuta',
      'Rendi più breve questo dialogo',
      'Encurta esta cena',
      'Você pode reescrever esta fala?',
      'Pode encurtar esta cena?',
    ])
      check(message, 'local_edit');
    check('Translate what the priest says', 'local_edit', true);
    check('Traduis', 'local_edit', true);
    check('Übersetze die Zeilen ins Englische', 'local_edit', true);
  });

  describe('feedback on the scene', () => {
    for (const message of [
      'Que penses-tu de cette scène ?',
      'Funktioniert diese Szene?',
      'Was hältst du von dieser Szene?',
      '¿Qué te parece esta escena?',
      'Che ne pensi?',
      'O que você acha desta cena?',
    ])
      check(message, 'scene_feedback');
  });

  describe('ideas', () => {
    for (const message of [
      'Donne-moi trois idées pour la fin',
      'Gib mir drei Ideen für das Ende',
      'Was wäre, wenn Mara lügt?',
      'Dame ideas para el final',
      'Dammi tre alternative',
      'Me dê ideias para o final',
    ])
      check(message, 'brainstorm');
  });

  describe('a question', () => {
    for (const message of [
      'Translate what the priest says',
      'Translate what the priest says in this scene',
      'Translate scene 3',
      'Translate this priest’s words',
      'Expand on what happens to Mara',
      'Condense the plot into three sentences',
      'Cut to the chase: who did it?',
      'Who rewrites the letter?',
      'Does Mara shorten the rope?',
      'Traduis la scène 3',
      'Traduis ce que dit le prêtre',
      'Traduis-moi ce que dit le prêtre dans cette scène',
      'Réécrit-elle la lettre ?',
      'Coupe du monde : qui en parle ?',
      'Qui change d’avis dans cette scène ?',
      'Que pense Mara de cette scène ?',
      'Résume cette scène',
      'Mara corrige-t-elle la lettre ?',
      'Kurze Frage: wer ist Otto?',
      'Übersetze, was der Priester sagt',
      'Übersetze das, was der Priester sagt',
      'Wer schreibt den Brief um?',
      'Was ändert sich in dieser Szene?',
      'Was hältst du von Otto?',
      'Macht Mara die Szene mit?',
      'Sind die Szenen im zweiten Akt zu lang?',
      'Traduce lo que dice el cura',
      'Traduce lo que dice este cura',
      '¿Reescribe Mara la carta?',
      '¿Cambia Otto de opinión?',
      '¿Corta Mara la escena con Otto?',
      '¿Qué piensa Mara de Otto?',
      'Traduci quello che dice il prete',
      'Cambia idea Otto?',
      'Chi taglia la corda in questa scena?',
      'Traduz o que o padre diz',
      'Muda o Otto de opinião?',
      'O que acha Mara da carta?',
      'O rei pode cortar a cena?',
      'Otto può tagliare la scena?',
      'Quelles scènes sont trop longues ?',
      'Wer hat Ideen für das Fest?',
    ])
      check(message, 'global_question');
    check('Réécris cette réplique', 'global_question', false, false);
    check('Kürze diese Szene', 'global_question', false, false);
    check('Haz más corto este diálogo', 'global_question', false, false);
    check('Wer kürzt die Szene?', 'global_question', true);
    check('Que dit-elle ?', 'global_question', true);
  });
});
