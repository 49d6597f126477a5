import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MOODS } from '../moods.ts';

const FILE = new URL('./starter/starter.json', import.meta.url);

const rowSchema = z.tuple([
  z.string().regex(/^[\w-]{11}$/), // video id
  z.string().min(1), // title
  z.string(), // artist
  z.int().nonnegative(), // index into channels
  z.string(), // genre
  z.array(z.string()), // tags
  z.array(z.string()), // instruments
  z.int().positive().nullable(), // length in seconds
  z.int().nonnegative(), // index into licences
  z.string(), // credit line, where it is more than title, artist and address
  z.enum(MOODS).nullable(),
  z.number().min(0).max(1).nullable(), // confidence in the mood
]);

const fileSchema = z.object({
  channels: z.array(z.tuple([z.string(), z.string()])), // name, id
  licences: z.array(z.string()),
  songs: z.array(rowSchema),
});

/** One song as the file stores it; the comments of the schema name the places. */
export type StarterRow = z.infer<typeof rowSchema>;
export type StarterFile = z.infer<typeof fileSchema>;

/** The bundled facts about songs, as committed beside the code. */
export async function readStarterFile(): Promise<StarterFile> {
  return fileSchema.parse(JSON.parse(await readFile(FILE, 'utf8')));
}
