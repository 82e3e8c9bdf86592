import { isApiError } from '../api';
import type { ReadingRoom } from '../messages/reading-room';
import type { World } from '../messages/world';

/** After that it is left to the next occasion: nobody who has the keys is there. */
const maxTimes = 12;

/** Who came later to a room with shared history asks its members for the earlier keys, one after the other, until they have come. */
export class EarlierKeys {
  private asking = false;
  private times = 0;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly world: World, private readonly changed: () => void) {}

  /** Asks if something here cannot be read for want of them. */
  lookAt(reading: ReadingRoom | null): void {
    if (this.asking || this.stopped || this.times >= maxTimes || reading === null || !this.isWanted(reading)) return;
    this.asking = true;
    this.world.background.run(this.ask(reading).finally(() => { this.asking = false; }));
  }

  /** The connection is back, or somebody has been heard of: it is worth another round. */
  again(): void {
    this.times = 0;
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private isWanted({ room, refusedFor }: ReadingRoom): boolean {
    const { chain } = room;
    if (chain.n === -1 || room.broken || !chain.sharesHistory || chain.member(this.world.device.user) === null) return false;
    return refusedFor('session-not-granted');
  }

  private async ask(reading: ReadingRoom): Promise<void> {
    const { api, pace } = this.world;
    for (; this.times < maxTimes && !this.stopped && this.isWanted(reading); this.times++) {
      try {
        await api.wantBundles(reading.conv);
        await this.pause(Math.min(pace.retryMs * 2 ** this.times, pace.maxRetryMs));
        await reading.again();
        this.changed();
      } catch (error) {
        if (!isApiError(error)) throw error;
        await this.pause(Math.max(error.retryAfter ?? 0, pace.maxRetryMs));
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise(resolve => { this.timer = setTimeout(resolve, ms); });
  }
}
