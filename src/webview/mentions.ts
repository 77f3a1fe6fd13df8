import type { Mentionable } from '../protocol/chatPanelContract';
import type { ChatMentions } from '../story/chatMessage';

/** Something that can stand in the question at the cursor. */
export interface Completion {
  /** What is put in, without a blank behind. */
  readonly text: string;
  readonly label: string;
  readonly detail: string;
}

/** What can be put in at the cursor, in place of what begins at `start`; null: nothing is being named there. */
export interface Completions {
  readonly start: number;
  readonly items: readonly Completion[];
}

const COMMANDS: readonly Completion[] = [
  { text: '/ask', label: '/ask', detail: 'about the whole script' },
  { text: '/feedback', label: '/feedback', detail: 'on the scene you are in' },
  { text: '/rewrite', label: '/rewrite', detail: 'the selection or the scene, as a proposed edit' },
  { text: '/brainstorm', label: '/brainstorm', detail: 'ideas, from outline and characters' },
];

const MOST = 50;

/** What the writer may be about to name: `/command` at the very start, `#scene` or `@character` anywhere. */
export function completionsAt(text: string, cursor: number, known: Mentionable): Completions | null {
  const before = text.slice(0, cursor);
  const command = /^\/\w*$/u.exec(before);
  if (command !== null) return offered(0, before, COMMANDS);
  const named = /(?:^|[\s(])([#@])([^\s#@]{0,40}(?: [^\s#@]{0,40}){0,2})$/u.exec(before);
  if (named === null) return null;
  const [, sign = '', typed = ''] = named;
  const start = cursor - typed.length - 1;
  const wanted = typed.toLowerCase();
  if (sign === '@') {
    const items = known.characters
      .filter((name) =>
        name
          .toLowerCase()
          .split(/\s+/u)
          .some((_, at, words) => words.slice(at).join(' ').startsWith(wanted)),
      )
      .map((name) => ({ text: `@${name}`, label: name, detail: '' }));
    return offered(start, '', items);
  }
  const items = known.scenes
    .filter(
      ({ label, heading }) =>
        label.toLowerCase().startsWith(wanted) || (wanted !== '' && heading.toLowerCase().includes(wanted)),
    )
    .map(({ label, heading }) => ({ text: `#${label}`, label: `#${label}`, detail: heading }));
  return offered(start, '', items);
}

function offered(start: number, typed: string, items: readonly Completion[]): Completions | null {
  const fitting = items.filter(({ text }) => text.startsWith(typed)).slice(0, MOST);
  return fitting.length === 0 ? null : { start, items: fitting };
}

/** What a question names; undefined: nothing. The longest name that stands there counts. */
export function mentionsIn(text: string, known: Mentionable): ChatMentions | undefined {
  const characters = [...known.characters].sort((a, b) => b.length - a.length);
  const sceneIds = new Set<string>();
  const names = new Set<string>();
  for (const { 0: sign, index } of text.matchAll(/[#@]/gu)) {
    if (index > 0 && !/[\s(]/u.test(text.charAt(index - 1))) continue;
    const rest = text.slice(index + 1);
    if (sign === '@') {
      const name = characters.find((one) => isWord(rest, one));
      if (name !== undefined) names.add(name);
    } else {
      const scene = known.scenes
        .filter(({ label }) => isWord(rest, label))
        .sort((a, b) => b.label.length - a.label.length)[0];
      if (scene !== undefined) sceneIds.add(scene.id);
    }
  }
  if (sceneIds.size === 0 && names.size === 0) return undefined;
  return { sceneIds: [...sceneIds].slice(0, 50), characters: [...names].slice(0, 50) };
}

function isWord(text: string, word: string): boolean {
  if (word === '' || text.slice(0, word.length).toLowerCase() !== word.toLowerCase()) return false;
  return !/^[\p{L}\p{N}]/u.test(text.slice(word.length));
}
