import { isRecoveryDue, loadRestoreKey } from '../enrol/record';
import { openDatabase } from '../keys/database';
import type { OpenEngine } from '../messages/host';

/**
 * Before the chat opens: who closed the tab before the recovery code was saved, or before earlier messages were opened with it, goes on with
 * that first. Otherwise a lost browser would take everything with it.
 */
export function finishedFirst(open: OpenEngine, goTo: (url: string) => void = url => location.replace(url), here: () => string = () => location.pathname): OpenEngine {
  return async who => {
    const db = await openDatabase();
    const unfinished = (await isRecoveryDue(db, who.user)) || (await loadRestoreKey(db, who.user)) !== undefined;
    db.close();
    if (!unfinished) return open(who);
    goTo(`/device?return=${encodeURIComponent(here())}`);
    return new Promise(() => undefined); // the page goes
  };
}
