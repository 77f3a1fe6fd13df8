import type { TierBudgets } from '../../story/chatMessage';
import { userSetting } from '../userSetting';
import { tierBudgetsFrom } from './tierBudgetsFrom';

/** What the settings under `writersroom.chat` say, as the user set them; nothing in a folder can change them. */
export interface ChatSettings {
  readonly tierBudgets: TierBudgets;
  /** Whether notes (`[[ ]]`) of the scenes that are sent go with them. */
  readonly sendNotes: boolean;
}

/**
 * Reads them as they are now.
 *
 * @param tell is given what was not taken as it stands, in sentences for the writer; the same once
 */
export function createChatSettings(tell: (sentences: string) => void): () => ChatSettings {
  const told = new Set<string>();
  return () => {
    const { budgets, problems } = tierBudgetsFrom({
      quick: userSetting('chat.tokens.quick'),
      standard: userSetting('chat.tokens.standard'),
      deep: userSetting('chat.tokens.deep'),
    });
    const notes = userSetting('chat.sendNotes');
    const said = [...problems, ...(typeof notes === 'boolean' ? [] : [NOTES_STAY])].join(' ');
    if (said !== '' && !told.has(said)) {
      told.add(said);
      tell(said);
    }
    return { tierBudgets: budgets, sendNotes: notes === true };
  };
}

const NOTES_STAY = 'The setting writersroom.chat.sendNotes is neither true nor false: notes stay here.';
