import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';

/** The enabled button or menu with that custom id, if the message has it. */
export function findComponent(
  components: readonly APIMessageTopLevelComponent[],
  customId: string,
): { type: number } | undefined {
  return components
    .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
    .find((one) => 'custom_id' in one && one.custom_id === customId && one.disabled !== true);
}
