import { once } from 'node:events';
import {
  Client,
  GatewayIntentBits,
  type Interaction,
  Partials,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createPlayground, type Playground, type PlaygroundOptions } from '../../src/playground/server.ts';

export type Started = Playground & { readonly url: string; readonly apiUrl: string };

/** A started playground on a free port, stopped when the test is over. */
export async function startPlayground(options: Partial<PlaygroundOptions> = {}): Promise<Started> {
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }), ...options });
  const addresses = await playground.start();
  onTestFinished(() => playground.stop());
  return { ...playground, ...addresses };
}

const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions];

/** An unchanged discord.js client, logged in and ready; destroyed when the test is over. */
export async function connect(
  { apiUrl, token }: Pick<Started, 'apiUrl' | 'token'>,
  intents: readonly GatewayIntentBits[] = INTENTS,
): Promise<Client<true>> {
  const client = new Client({
    intents,
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    rest: { api: apiUrl },
  });
  onTestFinished(() => client.destroy());
  const ready = once(client, 'clientReady');
  await client.login(token);
  await ready;
  return client as Client<true>;
}

/** `/mood` with a choice and a bounded number, `/retrain` for moderators. */
export const COMMANDS: RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    name: 'mood',
    description: 'Get a song that fits your mood',
    options: [
      {
        type: 3,
        name: 'mood',
        description: 'How do you want to feel?',
        required: true,
        choices: [
          { name: 'Chill', value: 'chill' },
          { name: 'Confident & sassy', value: 'confident-sassy' },
        ],
      },
      { type: 4, name: 'count', description: 'How many songs', min_value: 1, max_value: 5 },
    ],
  },
  { name: 'retrain', description: 'Train a new model', default_member_permissions: '32' },
];

/** A playground with a client that has registered {@link COMMANDS} and answers interactions with `handler`. */
export async function startWithBot(
  handler: (interaction: Interaction) => Promise<unknown>,
  options: Partial<PlaygroundOptions> = {},
): Promise<Started & { readonly client: Client<true> }> {
  const playground = await startPlayground(options);
  const client = await connect(playground);
  await client.application.commands.set(COMMANDS);
  // What a handler throws becomes a client error, which an emitter without listeners throws: the test fails.
  client.on('interactionCreate', (interaction) => {
    handler(interaction).catch((error) => client.emit('error', error));
  });
  return { ...playground, client };
}

/** Uses `/mood chill` as Ada in #music; resolves when the bot has answered. */
export async function moodChill({ discord }: Pick<Started, 'discord'>): Promise<string> {
  const id = discord.invoke({
    memberId: discord.memberNamed('Ada').id,
    channelId: discord.channelNamed('music').id,
    command: 'mood',
    options: { mood: 'chill' },
  });
  await discord.settled(id);
  return id;
}

/** A clock that stands still until told. */
export function fakeClock(start = '2026-03-01T12:00:00Z') {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (ms: number) => {
      time += ms;
    },
  };
}
