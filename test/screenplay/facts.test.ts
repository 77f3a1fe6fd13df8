import assert from 'node:assert/strict';
import { countWords } from '../../src/screenplay/countWords';
import { readSceneHeading } from '../../src/screenplay/sceneFacts';

describe('A heading says where and when', () => {
  const check = (heading: string, interior: string | null, place: string, time: string | null): void => {
    it(heading === '' ? 'an empty one' : heading, () =>
      assert.deepEqual(readSceneHeading(heading), { interior, place, time }),
    );
  };
  check('INT. HOUSE - DAY', 'INT', 'HOUSE', 'DAY');
  check('EXT. HOUSE - NIGHT', 'EXT', 'HOUSE', 'NIGHT');
  check('EST. LONDON - DAWN', 'EXT', 'LONDON', 'DAWN');
  check('INT./EXT. CAR - DAY', 'INT/EXT', 'CAR', 'DAY');
  check('INT/EXT CAR - DAY', 'INT/EXT', 'CAR', 'DAY');
  check('I/E. CAR - DAY', 'INT/EXT', 'CAR', 'DAY');
  check('int. house - day', 'INT', 'house', 'day');
  check('INT HOUSE - DAY', 'INT', 'HOUSE', 'DAY');
  check('INT. HOUSE', 'INT', 'HOUSE', null);
  check('INT. HOUSE - KITCHEN - DAY', 'INT', 'HOUSE - KITCHEN', 'DAY');
  check('INT. HOUSE - KITCHEN', 'INT', 'HOUSE - KITCHEN', null);
  check('INT. HOUSE – DAY', 'INT', 'HOUSE', 'DAY');
  check('INT. HOUSE -- DAY', 'INT', 'HOUSE', 'DAY');
  check('INT. HOUSE—DAY', 'INT', 'HOUSE', 'DAY');
  check('INT. HOUSE, NIGHT', 'INT', 'HOUSE', 'NIGHT');
  check('INT. HOUSE. NIGHT', 'INT', 'HOUSE', 'NIGHT');
  check("INT. ST. JOHN'S, WARD 3 - DAY", 'INT', "ST. JOHN'S, WARD 3", 'DAY');
  check('EXT. SEA - LATER THAT NIGHT', 'EXT', 'SEA', 'LATER THAT NIGHT');
  check('EXT. SEA - MOMENTS LATER', 'EXT', 'SEA', 'MOMENTS LATER');
  check('EXT. SEA - CONTINUOUS', 'EXT', 'SEA', 'CONTINUOUS');
  check('EXT. SEA - MAGIC HOUR', 'EXT', 'SEA', 'MAGIC HOUR');
  check('EXT. SEA - 3:15 AM', 'EXT', 'SEA', '3:15 AM');
  check('EXT. SEA - DAY (1944)', 'EXT', 'SEA', 'DAY');
  check('EXT. SEA - DAY [FLASHBACK]', 'EXT', 'SEA', 'DAY');
  check('EXT. SEA - DAY / DRIVING', 'EXT', 'SEA', 'DAY');
  check('EXT. SEA - DAY - FLASHBACK', 'EXT', 'SEA - FLASHBACK', 'DAY');
  check('EXT. DAY CARE CENTRE', 'EXT', 'DAY CARE CENTRE', null);
  check('INT. BAR "LAST NIGHT" - DAY', 'INT', 'BAR "LAST NIGHT"', 'DAY');
  check('INT. CUISINE - NUIT', 'INT', 'CUISINE', 'NUIT');
  check('INT. KÜCHE - NACHT', 'INT', 'KÜCHE', 'NACHT');
  check('ИНТ. ДОМ - ДЕНЬ', 'INT', 'ДОМ', 'ДЕНЬ');
  check('HARBOUR LENS POV', null, 'HARBOUR LENS POV', null);
  check('INTERVIEW ROOM - DAY', null, 'INTERVIEW ROOM', 'DAY');
  check('INT. - DAY', 'INT', '', 'DAY');
  check('', null, '', null);
});

describe('Words are counted', () => {
  const check = (text: string, words: number): void => {
    it(`${JSON.stringify(text)}: ${words}`, () => assert.equal(countWords(text), words));
  };
  check('', 0);
  check('  \n ', 0);
  check('He waits.', 2);
  check("Don't go, well-known O’Neil!", 4);
  check('-- ... "?!" --', 0);
  check('Wait -- what?', 2);
  check('Wait--what?', 2);
  check('Wait—what…now', 3);
  check('Hi...there', 2);
  check('3.5 km at 10:30', 4);
  check('Élodie était là', 3);
  check('Иван спит', 2);
  check('안녕 세상', 2);
  check('张三走进房间。', 6);
  check('ADA 说 hello', 3);
  check('ひらがなとカタカナ', 9);
  check('தபால்காரர் வருகிறார்', 2);
  check('one\ttwo\nthree', 3);
  it('Thai by dictionary', () => assert.ok(countWords('ฉันรักภาษาไทย') > 1));
});
