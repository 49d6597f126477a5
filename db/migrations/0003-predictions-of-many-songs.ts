import { type Kysely, sql } from 'kysely';

/**
 * Which songs a model has not predicted is found by walking along two indexes, since reading the songs themselves in
 * the order of their ids takes a large catalogue's table many times over.
 *
 * A song whose text changes loses the predictions of every model but the active one, whoever changes it: a model
 * that is about to become active then misses the song and predicts it anew. The active model's stay until they are
 * replaced, so that the song goes on being recommended.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index songs_available on songs (video_id) where available`.execute(db);
  await sql`
    create function forget_predictions() returns trigger language plpgsql as $$
    begin
      delete from scores
      where video_id = new.video_id and model_id not in (select model_id from models where status = 'active');
      return null;
    end $$
  `.execute(db);
  await sql`
    create trigger songs_text_changed
    after update of title, description, tags, channel, genre, artist, instruments on songs
    for each row
    when ((old.title, old.description, old.tags, old.channel, old.genre, old.artist, old.instruments)
      is distinct from (new.title, new.description, new.tags, new.channel, new.genre, new.artist, new.instruments))
    execute function forget_predictions()
  `.execute(db);
}
