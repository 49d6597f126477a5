import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { LocalDiscord } from './local-discord.ts';
import { readSavedState, type SavedState, STATE_VERSION } from './saved-state.ts';
import type { LocalEvent } from './types.ts';

/** Changes within this time are written together. */
const DEBOUNCE_MS = 500;

/** Added to the name of a file that cannot be read. */
const DAMAGED = '.unreadable';

/** Events after which there is something new to write. */
const CHANGES: ReadonlySet<LocalEvent['type']> = new Set([
  'messageCreate',
  'messageUpdate',
  'messageDelete',
  'reactionAdd',
  'reactionRemove',
  'reactionsClear',
  'reactionsClearEmoji',
  'commandsChange',
]);

/** Keeps messages, reactions and commands of a {@link LocalDiscord} in a JSON file, so that they survive a restart. */
export class StateFile {
  readonly #path: string;
  readonly #discord: LocalDiscord;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #unlisten: (() => void) | undefined;

  constructor(path: string, discord: LocalDiscord, logger: Logger) {
    this.#path = path;
    this.#discord = discord;
    this.#logger = logger;
  }

  /** Loads what is there and starts to follow changes. A file that makes no sense is set aside, not lost. */
  async start(): Promise<void> {
    await this.#removeOldDamaged();
    const saved = await this.#read();
    if (saved !== undefined) {
      const { store, commands, attachments, ids } = this.#discord;
      store.load(saved.messages);
      commands.load(saved.commands);
      attachments.load(saved.files);
      for (const { id } of [...saved.messages, ...saved.commands, ...saved.files]) ids.follow(id);
    }
    this.#unlisten = this.#discord.bus.listen(({ type }) => {
      if (CHANGES.has(type)) this.#schedule();
    });
    this.#discord.store.removeOld();
  }

  /** Writes what is not written yet. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    if (this.#timer !== undefined) this.#flush();
    await this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), DEBOUNCE_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((err) =>
        this.#logger.error({ err, path: this.#path }, 'the playground could not save its messages'),
      );
  }

  async #write(): Promise<void> {
    const { store, commands, attachments } = this.#discord;
    const saved: SavedState = {
      version: STATE_VERSION,
      messages: store.toJSON().filter(({ ephemeralTo }) => ephemeralTo === undefined),
      commands: commands.toJSON(),
      files: attachments.toJSON(),
    };
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const draft = `${this.#path}.tmp`;
    await writeFile(draft, JSON.stringify(saved), { mode: 0o600 });
    await rename(draft, this.#path);
  }

  /** What was set aside must not outlive what it holds. */
  async #removeOldDamaged(): Promise<void> {
    const path = `${this.#path}${DAMAGED}`;
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < this.#discord.store.keptSince()) await rm(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async #read(): Promise<SavedState | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      return readSavedState(text);
    } catch (err) {
      this.#logger.warn({ err, path: this.#path }, 'messages cannot be read and are set aside');
    }
    await rename(this.#path, `${this.#path}${DAMAGED}`);
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
