import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';

/** Who looks, and at what. */
export interface View {
  readonly world: World;
  readonly user: User;
}
