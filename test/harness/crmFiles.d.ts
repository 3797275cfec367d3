/** The files of a CRM, until `close()`. */
export interface CrmFiles {
	/** Where a file is to be had; of one that there is not, an address that answers 404. */
	link(name: string): string;
	close(): Promise<void>;
}

export declare function serveCrmFiles(files: Record<string, string>): Promise<CrmFiles>;
