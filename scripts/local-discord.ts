import { pino } from 'pino';
import { createPlayground } from '../src/playground/server.ts';

/* A local Discord by itself, for trying a bot with a token. Prints the settings that log in to it; ends with SIGTERM. */

const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
const { apiUrl } = await playground.start();
process.stdout.write(`DISCORD_TOKEN=${playground.token}\nDISCORD_API_URL=${apiUrl}\n`);
process.once('SIGTERM', () => void playground.stop());
