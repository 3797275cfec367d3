import type { SandboxOptions } from '../../sandbox';

type SandboxTurnstile = NonNullable<SandboxOptions['turnstile']>;

export declare class Turnstile implements SandboxTurnstile {
	begin(): void;
	arrive: SandboxTurnstile['arrive'];
	calm(): Promise<void>;
}
