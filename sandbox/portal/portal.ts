import type { Clock } from '../ground/clock';
import type { Settings } from '../ground/settings';
import { Lister } from '../rules/listing';
import { Sessions } from '../uploads/sessions';
import { Webhooks } from '../webhooks/webhooks';
import { perform } from './acts';
import { BusyPortal } from './busyPortal';
import { type Act, Faults } from './faults';
import { RequestLog } from './requestLog';
import { WholeObjects } from './wholeObjects';

/** A portal in memory: builds content, plays the part of other people, and shows what happened. */
export class Portal extends BusyPortal {
	readonly lister: Lister;
	readonly faults: Faults;
	readonly webhooks: Webhooks;
	readonly uploads: Sessions;
	readonly requests = new RequestLog();
	readonly wholeObjects: WholeObjects;

	constructor(clock: Clock, settings: Settings, seed: number) {
		super(clock, settings, seed);
		this.lister = new Lister(this.store, settings);
		this.webhooks = new Webhooks(this.store, settings, seed);
		this.uploads = new Sessions(this.store);
		this.wholeObjects = new WholeObjects(clock);
		this.faults = new Faults(this, (act) => this.act(act));
		this.operations.hooks = this.faults;
	}

	/** Does what an act says. */
	act(act: Act): void {
		if (typeof act === 'function') act(this);
		else perform(this, act);
	}
}
