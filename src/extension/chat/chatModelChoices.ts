import { OFFLINE_MODEL } from '../../story/chatMessage';

/** A model that can answer in the chat. */
export interface ChatModelChoice {
  /** `offline`, or `PROVIDER/MODEL`. */
  readonly id: string;
  readonly label: string;
  /** Where what is asked goes, and at what price. */
  readonly detail: string;
}

/** The models that can answer in the chat, and the one that does. */
export interface ChatModelChoices {
  list(): Promise<readonly ChatModelChoice[]>;
  current(): ChatModelChoice;
  /** What it is called with is one of the list. */
  choose(id: string): Promise<void>;
}

/** Without any model: answers are searched for by rules. */
export function onlyOffline(): ChatModelChoices {
  return {
    list: () => Promise.resolve([OFFLINE_CHOICE]),
    current: () => OFFLINE_CHOICE,
    choose: () => Promise.resolve(),
  };
}

export const OFFLINE_CHOICE: ChatModelChoice = {
  id: OFFLINE_MODEL,
  label: 'search only',
  detail: 'Searched for by rules, on this machine. Nothing is sent.',
};
