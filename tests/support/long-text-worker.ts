import { parentPort, workerData } from 'node:worker_threads';
import { notASong } from '../../src/catalogue/not-a-song.ts';
import { scrubText } from '../../src/catalogue/scrub-error.ts';
import { parseSource } from '../../src/catalogue/sources/parse-source.ts';
import { licenceLine, songLine } from '../../src/discord/song-line.ts';
import { plain, plainWithLinks } from '../../src/discord/text.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { cleanDescription } from '../../src/text/clean.ts';
import { tokenize } from '../../src/text/tokenize.ts';
import { videoIdOf } from '../../src/text/youtube-link.ts';

/** A song of which everything that somebody else writes is this text. */
const songOf = (text: string) => ({
  videoId: 'song0000001',
  title: text,
  artist: `${text}!`,
  channel: text,
  attribution: text,
  license: text,
});

/** Everything that goes over texts of other people, expression by expression. */
const READERS: readonly ((text: string) => unknown)[] = [
  cleanDescription,
  tokenize,
  plain,
  plainWithLinks,
  videoIdOf,
  (text) => plainWithLinks(text, [text]),
  (text) => licenceLine(songOf(text)),
  (text) => songLine(songOf(text)),
  (text) => notASong({ title: text, tags: [text], seconds: 180 }),
  (text) => scrubText(text, 'AIzaSy-%25key'),
  parse,
];

function parse(text: string): void {
  try {
    parseSource(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

for (const text of workerData as string[]) for (const read of READERS) read(text);
parentPort?.postMessage('done');
