import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The settings and extensions of one VS Code, apart from any other. */
export interface Profile {
  /** The folder for `--user-data-dir`. */
  readonly userData: string;
  /** The folder for `--extensions-dir`. */
  readonly extensions: string;
}

export type Settings = Readonly<Record<string, unknown>>;

/**
 * Makes a profile inside `folder`, with the given settings over quiet ones. A window in a browser reads what belongs to
 * the machine, such as which models are asked, from a file of its own.
 */
export async function makeProfile(folder: string, settings: Settings = {}): Promise<Profile> {
  const profile = { userData: path.join(folder, 'user'), extensions: path.join(folder, 'extensions') };
  await mkdir(path.join(profile.userData, 'User'), { recursive: true });
  await mkdir(profile.extensions, { recursive: true });
  await writeFile(path.join(profile.userData, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }));
  const ofMachine = Object.entries(settings).filter(([name]) => /^writersroom\.(?:models|limits)\./u.test(name));
  if (ofMachine.length > 0) {
    await mkdir(path.join(profile.userData, 'Machine'), { recursive: true });
    await writeFile(
      path.join(profile.userData, 'Machine', 'settings.json'),
      JSON.stringify(Object.fromEntries(ofMachine)),
    );
  }
  return profile;
}

const quiet: Settings = {
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.autoDetectColorScheme': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Adds an unpacked extension to the profile where it lies, without a copy. Call it after packages are installed. */
export async function addExtensionFolder({ extensions }: Profile, folder: string): Promise<void> {
  const list = path.join(extensions, 'extensions.json');
  const known = existsSync(list) ? (JSON.parse(await readFile(list, 'utf8')) as unknown[]) : [];
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const entry = {
    identifier: { id: `${manifest.publisher}.${manifest.name}` },
    version: manifest.version,
    location: { $mid: 1, path: path.resolve(folder), scheme: 'file' },
    metadata: { installedTimestamp: Date.now(), pinned: true, source: 'vsix' },
  };
  await writeFile(list, JSON.stringify([...known, entry]));
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}
