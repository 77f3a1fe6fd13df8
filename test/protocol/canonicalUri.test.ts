import assert from 'node:assert/strict';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { canonicalUri } from '../../src/protocol/canonicalUri';

describe('The one spelling of a file’s address', () => {
  it('is the same for what the editor and the command line call a file', () => {
    const ours = 'file:///home/june/Draft%20(2)%20%C3%A4!.fountain';
    for (const spelling of [
      ours,
      'file:///home/june/Draft%20%282%29%20%C3%A4%21.fountain',
      'file:///home/june/Draft (2) ä!.fountain',
      'file://localhost/home/june/Draft%20(2)%20%c3%a4!.fountain',
    ]) {
      assert.equal(canonicalUri(spelling), ours);
    }
  });

  it('is the same for a drive, however it is written', () => {
    const ours = 'file:///C:/Drafts/one.fountain';
    for (const spelling of [ours, 'file:///c%3A/Drafts/one.fountain', 'file:///c:/Drafts/one.fountain']) {
      assert.equal(canonicalUri(spelling), ours);
    }
  });

  it('leaves alone what is no file, or no address', () => {
    for (const uri of [
      'untitled:Untitled-1',
      'stdin:00ff',
      'file:///a%zz',
      'file:///a%2Fb',
      'replaced:1/file:///%28',
      '',
    ]) {
      assert.equal(canonicalUri(uri), uri);
    }
  });

  it('is how Node spells any path, names that path, and stays what it is', () => {
    const name = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(...Array.from(' ()[]{}!\'"#%&+,;=@^`~$<>|?*:ä日🎬')),
          fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
        maxLength: 12,
      })
      .filter((text) => !text.includes('/') && !/^\.{1,2}$/u.test(text) && !/^[a-z]:$/u.test(text));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const file = `/${names.join('/')}`;
        const uri = canonicalUri(pathToFileURL(file).href);
        assert.equal(fileURLToPath(uri), file);
        assert.equal(canonicalUri(uri), uri);
        // As the editor writes it.
        const escaped = file
          .split('/')
          .map((one) =>
            encodeURIComponent(one).replace(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
          )
          .join('/');
        assert.equal(canonicalUri(`file://${escaped}`), uri);
      }),
    );
  });
});
