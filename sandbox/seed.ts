import type { Portal } from './portal';

export interface DemoPortal {
	ownerId: string;
}

export function seedDemo(portal: Portal): DemoPortal {
	const ann = portal.addUser({ displayName: 'Ann', email: 'a@b.example', type: 'Owner' });
	return { ownerId: ann.id };
}

export function fillClientRoom(portal: Portal): void {
	portal.state();
}
