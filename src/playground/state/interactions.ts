import { randomBytes } from 'node:crypto';
import { invalidToken, unknownInteraction, unknownWebhook } from './api-errors.ts';
import type { Snowflakes } from './snowflake.ts';
import type { Interaction, LocalEvent } from './types.ts';

/** A bot that says nothing within three seconds has failed ("Receiving and Responding"). */
export const ANSWER_MS = 3_000;
/** A token can be used for fifteen minutes. */
export const TOKEN_MS = 15 * 60_000;

export interface InteractionsDeps {
  readonly now: () => Date;
  readonly ids: Snowflakes;
  readonly emit: (event: LocalEvent) => void;
}

/** What an interaction is about; the rest is made here. */
export type NewInteraction = Pick<
  Interaction,
  'kind' | 'memberId' | 'channelId' | 'name' | 'text' | 'data' | 'messageId'
>;

/** The interactions of the last minutes and their two deadlines. */
export class Interactions {
  readonly #deps: InteractionsDeps;
  /** By id, oldest first. */
  readonly #all = new Map<string, Interaction>();
  readonly #byToken = new Map<string, Interaction>();
  /** Those with a deadline before them. */
  readonly #open = new Set<Interaction>();

  constructor(deps: InteractionsDeps) {
    this.#deps = deps;
  }

  create(about: NewInteraction): Interaction {
    const interaction: Interaction = {
      ...about,
      id: this.#deps.ids.next(),
      token: randomBytes(96).toString('base64url'),
      createdAt: this.#deps.now().getTime(),
      state: 'pending',
      messageIds: [],
    };
    this.#all.set(interaction.id, interaction);
    this.#byToken.set(interaction.token, interaction);
    this.#open.add(interaction);
    this.#deps.emit({ type: 'interactionCreate', interaction });
    return interaction;
  }

  find(id: string): Interaction | undefined {
    return this.#all.get(id);
  }

  /**
   * The interaction that a callback is about.
   * @throws {DiscordApiError} 10062, also when its three seconds are over
   */
  forCallback(id: string, token: string): Interaction {
    this.sweep();
    const found = this.#all.get(id);
    if (found?.token !== token || found.state === 'failed') throw unknownInteraction();
    return found;
  }

  /**
   * The interaction whose token a webhook route carries.
   * @throws {DiscordApiError} 50027 for a dead token, 10015 before the first answer
   */
  forWebhook(token: string): Interaction {
    this.sweep();
    const found = this.#byToken.get(token);
    if (found === undefined || this.#age(found) >= TOKEN_MS) throw invalidToken();
    if (found.state === 'pending' || found.state === 'failed') throw unknownWebhook();
    return found;
  }

  /** Records a change of state and announces it. */
  settle(
    interaction: Interaction,
    change: Partial<Pick<Interaction, 'state' | 'originalId' | 'choices'>>,
  ): void {
    Object.assign(interaction, change);
    if (interaction.state === 'answered' || interaction.state === 'failed') this.#open.delete(interaction);
    this.#deps.emit({ type: 'interactionUpdate', interaction });
  }

  /** Fails whatever is past its deadline and forgets what nobody can answer any more. */
  sweep(): void {
    for (const interaction of this.#open) {
      const limit = interaction.state === 'pending' ? ANSWER_MS : TOKEN_MS;
      if (this.#age(interaction) >= limit) this.settle(interaction, { state: 'failed' });
    }
    for (const interaction of this.#all.values()) {
      if (this.#age(interaction) < 2 * TOKEN_MS) break;
      this.#all.delete(interaction.id);
      this.#byToken.delete(interaction.token);
    }
  }

  #age(interaction: Interaction): number {
    return this.#deps.now().getTime() - interaction.createdAt;
  }
}
