import { type Kysely, sql } from 'kysely';
import type { AnsweredWork, Schema } from '../schema.ts';

/** An answer in Discord that shows how far long work is, and is to be told what becomes of it. */
export interface OpenAnswer {
  readonly messageId: string;
  readonly channelId: string;
  readonly work: AnsweredWork;
  /** The model that was in use when the work began; null where there was none. */
  readonly modelId: number | null;
}

/** A process that has shown no sign of life for so long has ended. By the database's clock. */
export const SILENT_SECONDS = 60;

/** Answers that are looked at at once; a process has a few at most. */
const MOST = 100;

/** Records an open answer, with the model that is in use now. */
export async function openAnswer(
  db: Kysely<Schema>,
  owner: string,
  { messageId, channelId, work }: Omit<OpenAnswer, 'modelId'>,
): Promise<void> {
  await db
    .insertInto('open_answers')
    .values(({ selectFrom }) => ({
      message_id: messageId,
      channel_id: channelId,
      work,
      owner,
      model_id: selectFrom('models').select('model_id').where('status', '=', 'active'),
    }))
    .onConflict((conflict) => conflict.column('message_id').doNothing())
    .execute();
}

/** Shows that the process which has the answer open is alive. */
export async function keepAnswerOpen(db: Kysely<Schema>, messageId: string): Promise<void> {
  await db
    .updateTable('open_answers')
    .set({ alive_at: sql<Date>`now()` })
    .where('message_id', '=', messageId)
    .execute();
}

/** The message says what became of the work, or is gone. */
export async function closeAnswer(db: Kysely<Schema>, messageId: string): Promise<void> {
  await db.deleteFrom('open_answers').where('message_id', '=', messageId).execute();
}

export interface AbandonedRequest {
  /** Who asks; its own answers are not among them. */
  readonly owner: string;
  /** Whether nobody else can be alive, so that no sign of life is waited for. */
  readonly alone: boolean;
}

/** Answers of processes that ended without closing them, oldest first. */
export async function abandonedAnswers(
  db: Kysely<Schema>,
  { owner, alone }: AbandonedRequest,
): Promise<OpenAnswer[]> {
  const silentSince = sql<Date>`now() - make_interval(secs => ${sql.lit(SILENT_SECONDS)})`;
  return db
    .selectFrom('open_answers')
    .select(['message_id as messageId', 'channel_id as channelId', 'work', 'model_id as modelId'])
    .where('owner', '<>', owner)
    .$if(!alone, (query) => query.where('alive_at', '<', silentSince))
    .orderBy('opened_at')
    .limit(MOST)
    .execute();
}

/** Forgets answers that could not be changed for a long time. @returns how many. */
export async function dropOldAnswers(db: Kysely<Schema>, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('open_answers')
    .where('alive_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
