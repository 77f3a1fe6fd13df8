/**
 * The `ElementSettings` of a file whose body has these paragraph types: where Final Draft sets what, that an outline is not
 * printed, and what is shown in capitals: a type in `mixedCase` is shown as it is typed.
 */
export function* fdxElementSettings(
  types: ReadonlySet<string>,
  mixedCase: ReadonlySet<string>,
): Generator<string, void> {
  for (const look of LOOKS) {
    if (!USUAL.includes(look.type) && !types.has(look.type)) continue;
    const { type, alignment = 'Left', first = '0.00', left = '1.50', right = '7.50', before = 0 } = look;
    const style = (look.style ?? '')
      .split('+')
      .filter((part) => part !== 'AllCaps' || !mixedCase.has(type))
      .join('+');
    yield (
      `  <ElementSettings Type="${type}">\n` +
      `    <FontSpec AdornmentStyle="0" Background="#FFFFFFFFFFFF" Color="#000000000000" Font="Courier Final Draft" RevisionID="0" Size="12" Style="${style}"/>\n` +
      `    <ParagraphSpec Alignment="${alignment}" FirstIndent="${first}" Leading="Regular" LeftIndent="${left}" RightIndent="${right}" SpaceBefore="${before}" Spacing="1" StartsNewPage="No"/>\n` +
      `    <Behavior PaginateAs="${look.paginateAs}" ReturnKey="${look.returnKey}" Shortcut="0"/>\n` +
      '  </ElementSettings>\n\n'
    );
  }
}

/** The look of one paragraph type. Indents in inches from the page's left edge, space before in points. */
interface TypeLook {
  readonly type: string;
  readonly style?: string;
  readonly alignment?: 'Left' | 'Right' | 'Center';
  readonly first?: string;
  readonly left?: string;
  readonly right?: string;
  readonly before?: number;
  readonly paginateAs: string;
  readonly returnKey: string;
}

/** The types that every file describes. */
const USUAL = [
  'General',
  'Scene Heading',
  'Action',
  'Character',
  'Parenthetical',
  'Dialogue',
  'Transition',
  'Shot',
  'Cast List',
];

/** The measures that Final Draft's own screenplay template has, read off files it saved. */
const LOOKS: readonly TypeLook[] = [
  { type: 'General', paginateAs: 'General', returnKey: 'General' },
  { type: 'Scene Heading', style: 'AllCaps', before: 24, paginateAs: 'Scene Heading', returnKey: 'Action' },
  { type: 'Action', before: 12, paginateAs: 'Action', returnKey: 'Action' },
  {
    type: 'Character',
    style: 'AllCaps',
    left: '3.50',
    right: '7.25',
    before: 12,
    paginateAs: 'Character',
    returnKey: 'Dialogue',
  },
  {
    type: 'Parenthetical',
    first: '-0.10',
    left: '3.00',
    right: '5.50',
    paginateAs: 'Parenthetical',
    returnKey: 'Dialogue',
  },
  { type: 'Dialogue', left: '2.50', right: '6.00', paginateAs: 'Dialogue', returnKey: 'Action' },
  {
    type: 'Transition',
    style: 'AllCaps',
    alignment: 'Right',
    left: '5.50',
    right: '7.10',
    before: 12,
    paginateAs: 'Transition',
    returnKey: 'Scene Heading',
  },
  { type: 'Shot', style: 'AllCaps', before: 24, paginateAs: 'Scene Heading', returnKey: 'Action' },
  { type: 'Cast List', style: 'AllCaps', paginateAs: 'Action', returnKey: 'Action' },
  { type: 'Lyrics', style: 'Italic', left: '2.50', right: '6.00', paginateAs: 'Dialogue', returnKey: 'Lyrics' },
  {
    type: 'New Act',
    style: 'Bold+Underline+AllCaps',
    alignment: 'Center',
    before: 12,
    paginateAs: 'Scene Heading',
    returnKey: 'Scene Heading',
  },
  {
    type: 'Outline 1',
    style: 'Bold+Italic+HiddenText',
    left: '1.25',
    before: 12,
    paginateAs: 'General',
    returnKey: 'Outline Body',
  },
  {
    type: 'Outline 2',
    style: 'Bold+Italic+HiddenText',
    left: '1.38',
    before: 12,
    paginateAs: 'General',
    returnKey: 'Outline Body',
  },
  { type: 'Outline 3', style: 'Bold+Italic+HiddenText', before: 12, paginateAs: 'General', returnKey: 'Outline Body' },
  {
    type: 'Outline 4',
    style: 'Bold+Italic+HiddenText',
    left: '1.62',
    before: 12,
    paginateAs: 'General',
    returnKey: 'Outline Body',
  },
  { type: 'Outline Body', style: 'Italic+HiddenText', left: '1.25', paginateAs: 'General', returnKey: 'Outline Body' },
];
