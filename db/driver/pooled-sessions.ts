/** One client's connection, as far as it takes to tell which session answers. */
export interface Session {
  query(text: string): Promise<{ readonly rows: readonly { readonly pid?: number }[] }>;
}

/** A pooler that takes turns needs some; one that takes the session last used shows in the first. */
const ROUNDS = 4;

const PID = 'select pg_backend_pid() as pid';

/**
 * Whether something between here and the server gives transactions of one connection to several sessions, or one session
 * to several connections. While the other connection holds a transaction open, the session that answered the one last
 * is either the other's now, or busy: what comes next shows it.
 */
export async function sharesSessions(one: Session, other: Session): Promise<boolean> {
  const first = await pidOf(one);
  for (let round = 0; round < ROUNDS; round++) {
    await other.query('begin');
    try {
      if ((await pidOf(other)) === first) return true;
      if ((await pidOf(one)) !== first) return true;
    } finally {
      await other.query('rollback');
    }
  }
  return false;
}

async function pidOf(session: Session): Promise<number | undefined> {
  return (await session.query(PID)).rows[0]?.pid;
}
