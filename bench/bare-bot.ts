import { ApplicationCommandOptionType, Client, Events, GatewayIntentBits } from 'discord.js';

/*
 * A program: a bot with nothing in it, as discord.js's guide begins with. It acknowledges `/mood` and answers it with
 * the same song, so that what Discord's client, this machine and the local Discord take is seen apart from Moodring.
 */
const { DISCORD_TOKEN, DISCORD_API_URL } = process.env;
if (DISCORD_TOKEN === undefined || DISCORD_API_URL === undefined) throw new Error('expected a Discord');

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply();
  await interaction.editReply('https://www.youtube.com/watch?v=dQw4w9WgXcQ');
});
client.once(Events.ClientReady, async (ready) => {
  const mood = {
    name: 'mood',
    description: 'A mood',
    type: ApplicationCommandOptionType.String,
    required: true,
  };
  await ready.application.commands.set([
    { name: 'mood', description: 'Shows a song', options: [mood as typeof mood & { type: 3 }] },
  ]);
  process.stdout.write('Moodring is ready. It is not Moodring, though.\n');
});
process.once('SIGTERM', () => void client.destroy().finally(() => process.exit(0)));
await client.login(DISCORD_TOKEN);
