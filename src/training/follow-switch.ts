import type { Logger } from 'pino';
import type { ActiveModel } from './active-model.ts';

export interface FollowSwitchDependencies {
  readonly activeModel: Pick<ActiveModel, 'reload'>;
  readonly logger: Logger;
}

/**
 * Loads the model that was just activated. The switch is committed, and a notification asks every process to load it:
 * a failure here is only logged. Whoever was told that the command failed would give it again, and a second rollback
 * takes the first one back.
 */
export async function followSwitch({ activeModel, logger }: FollowSwitchDependencies): Promise<void> {
  try {
    await activeModel.reload();
  } catch (error) {
    logger.warn({ err: error }, 'the model is switched, but this process has not loaded it yet');
  }
}
