import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { keyFor } from '../../src/models/boundKey';
import { environmentKey } from '../../src/models/environmentKeys';
import { modelAddress } from '../../src/models/modelAddress';
import { openTextModel } from '../../src/models/openTextModel';
import { makeScratch } from '../harness/scratch';
import { accessTo, heard, opened, requestOf } from './messagesFixtures';
import { KEY, startMessagesServer } from './messagesServer/messagesServer';

const HAIKU = 'anthropic/claude-haiku-5-5';

describe('Keys of models', function () {
  this.timeout(120_000);

  it('belong to one origin each', () => {
    const keys = [
      { origin: 'https://api.anthropic.com', key: 'a' },
      { origin: 'https://models.example', key: 'b' },
    ];
    assert.equal(keyFor('https://api.anthropic.com', keys), 'a');
    assert.equal(keyFor('https://models.example', keys), 'b');
    assert.equal(keyFor('https://api.anthropic.com.evil.example', keys), null);
    assert.equal(keyFor('https://models.example:8443', keys), null);
  });

  it('of the environment go to Anthropic’s own origin only, or are ours', () => {
    const environment = {
      ANTHROPIC_API_KEY: 'a',
      ANTHROPIC_AUTH_TOKEN: 't',
      ANTHROPIC_BASE_URL: 'https://evil.example',
    };
    assert.deepEqual(environmentKey('https://api.anthropic.com', environment), {
      origin: 'https://api.anthropic.com',
      key: 'a',
    });
    assert.equal(environmentKey('https://evil.example', environment), null);
    assert.equal(environmentKey('http://127.0.0.1:1', { ...environment, WRITERSROOM_API_KEY: ' w\n' })?.key, 'w');
    assert.equal(environmentKey('https://api.anthropic.com', { WRITERSROOM_API_KEY: 'w' }), null);
  });

  it('go over https, or to this machine', () => {
    const origin = (url: string) => modelAddress(url)?.origin ?? null;
    assert.equal(origin('https://api.anthropic.com/'), 'https://api.anthropic.com');
    assert.equal(origin('http://localhost:11434'), 'http://localhost:11434');
    assert.equal(origin('http://127.0.0.1:8080/v1'), 'http://127.0.0.1:8080');
    assert.equal(modelAddress('http://[::1]:8080/api/v1/messages')?.baseUrl, 'http://[::1]:8080/api');
    for (const refused of [
      'http://api.anthropic.com',
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://0.0.0.0:1',
      'https://user:secret@models.example',
      'ftp://models.example',
      'not a url',
      '',
    ]) {
      assert.equal(origin(refused), null, refused);
    }
    assert.equal(modelAddress('https://127.0.0.1')?.local, true);
  });

  it('are not sent where they do not belong', async () => {
    const server = await startMessagesServer({ abilities: { keys: false } });
    try {
      const foreign = accessTo(server, { apiKey: { origin: 'https://api.anthropic.com', key: KEY } });
      const missing = await openTextModel(HAIKU, foreign);
      assert.equal(missing.kind === 'failed' && missing.failure.code, 'model-key-missing');
      await heard(await opened('server/claude-haiku-5-5', foreign), requestOf());
      assert.ok(server.calls.length > 1);
      assert.ok(!JSON.stringify(server.calls).includes(KEY));
      const wrong = await openTextModel(HAIKU, accessTo({ url: 'http://user:hidden@models.example' }));
      assert.equal(wrong.kind === 'failed' && wrong.failure.code, 'model-address-wrong');
      assert.ok(!JSON.stringify(wrong).includes('hidden'));
      const unsendable = { origin: server.url, key: 'sk-two\nlines' };
      const broken = await openTextModel(HAIKU, accessTo(server, { apiKey: unsendable }));
      assert.equal(broken.kind === 'failed' && broken.failure.code, 'model-key-wrong');
      assert.ok(!JSON.stringify(broken).includes('sk-two'));
    } finally {
      await server.close();
    }
  });

  it('and scenes do not follow a redirect', async () => {
    const elsewhere = await startMessagesServer({ abilities: { keys: false } });
    const server = await startMessagesServer();
    try {
      const model = await opened(HAIKU, accessTo(server));
      server.answer(() => ({ kind: 'redirect', location: `${elsewhere.url}/v1/messages` }));
      const { outcome } = await heard(model, requestOf());
      assert.equal(outcome.ended.kind === 'failed' && outcome.ended.failure.code, 'model-address-wrong');
      assert.equal(elsewhere.calls.length, 0);
    } finally {
      await server.close();
      await elsewhere.close();
    }
  });

  it('go to Anthropic’s own origin where no address is given, whatever the environment says', async () => {
    const before = process.env.ANTHROPIC_BASE_URL;
    process.env.ANTHROPIC_BASE_URL = 'https://evil.example';
    const urls: string[] = [];
    try {
      const watching: typeof fetch = (input) => {
        urls.push(input instanceof Request ? input.url : input.toString());
        return Promise.reject(Object.assign(new TypeError('fetch failed'), { code: 'ENOTFOUND' }));
      };
      const apiKey = { origin: 'https://api.anthropic.com', key: KEY };
      const model = await opened(HAIKU, accessTo({ url: '' }, { apiKey, baseUrl: null, fetch: watching }));
      assert.equal(model.info.recipient, 'Anthropic');
      assert.equal(model.info.local, false);
      await heard(model, requestOf());
    } finally {
      if (before === undefined) delete process.env.ANTHROPIC_BASE_URL;
      else process.env.ANTHROPIC_BASE_URL = before;
    }
    assert.ok(urls.length > 1 && urls.every((url) => url.startsWith('https://api.anthropic.com/v1/')));
  });

  it('are redirected by no variable, in a CommonJS bundle of the layer with the SDK in it', async () => {
    const scratch = makeScratch();
    const elsewhere = await startMessagesServer({ abilities: { keys: false } });
    const server = await startMessagesServer();
    try {
      const root = path.join(__dirname, '..', '..');
      const entry = path.join(scratch.folder, 'entry.ts');
      const bundle = path.join(scratch.folder, 'bundle.js');
      await writeFile(
        entry,
        `import { openTextModel } from ${JSON.stringify(path.join(root, 'src/models/openTextModel'))};
        const [, , url, key] = process.argv;
        const request = {
          model: 'm', system: 'Read.', cacheSystem: null, tools: [], turns: [{ role: 'user', content: [{ kind: 'text', text: 'Who?' }] }],
          maxOutputTokens: 100, effort: 'low', output: { kind: 'text' }, citations: false,
        };
        const one = async (id, apiKey) => {
          const opened = await openTextModel(id, { apiKey, baseUrl: url, fetch: globalThis.fetch, prices: {} });
          if (opened.kind === 'failed') return opened.failure;
          const outcome = await opened.model.generate(request, { signal: new AbortController().signal });
          return outcome.ended;
        };
        (async () => {
          console.log(JSON.stringify([
            await one('anthropic/claude-haiku-5-5', { origin: url, key }),
            await one('server/claude-haiku-5-5', null),
          ]));
        })();`,
      );
      await esbuild.build({
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: bundle,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        logLevel: 'error',
        nodePaths: [path.join(root, 'node_modules')],
      });
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [bundle, server.url, KEY], {
        env: {
          ...scratch.environment,
          ANTHROPIC_BASE_URL: elsewhere.url,
          ANTHROPIC_API_KEY: 'sk-environment-key',
          ANTHROPIC_AUTH_TOKEN: 'environment-token',
          ANTHROPIC_CUSTOM_HEADERS: `authorization: Bearer environment-header\nx-environment: header`,
          ANTHROPIC_PROFILE: 'default',
          ANTHROPIC_LOG: 'debug',
          HTTP_PROXY: elsewhere.url,
          HTTPS_PROXY: elsewhere.url,
          http_proxy: elsewhere.url,
          ALL_PROXY: elsewhere.url,
        },
      });
      const [withKey, without] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as [unknown, { code: string }];
      assert.deepEqual(withKey, { kind: 'complete', stopReason: 'end' });
      assert.equal(without.code, 'model-key-wrong', 'a server that wants a key gets none from the environment');
      assert.equal(elsewhere.calls.length, 0);
      assert.ok(!JSON.stringify(server.calls).includes('environment'));
      assert.deepEqual(
        new Set(server.calls.map(({ headers }) => headers.authorization)),
        new Set([`Bearer ${KEY}`, undefined]),
      );
      assert.ok(!`${stdout}${stderr}`.includes(KEY) && stderr === '' && stdout.trim().split('\n').length === 1);
    } finally {
      await server.close();
      await elsewhere.close();
      scratch.remove();
    }
  });
});
