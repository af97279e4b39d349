// The label of a number: what the text around it calls it.

/**
 * `phone`, `fax`: "Tel. …", "Fax: …"; `number`: it is called a number, but not of what, "Number: …";
 * `name`: an unknown name with a colon stands before it, "Owner: …"; `other`: it is something else,
 * "Invoice no. …".
 */
export type ContextLabel = 'phone' | 'fax' | 'number' | 'name' | 'other' | undefined;
