/** The checkout: the folder above this one. */
export declare const root: string;

/** Whether `dist/` says what the sources say. A few milliseconds; contents are read only in doubt. */
export declare function isFresh(base?: string): boolean;
