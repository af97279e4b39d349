// The schemes of telephone links, and how an address with one of them starts.

/** Schemes of an address that is a number: RFC 3966, and one that some phone programs use. */
export const TEL_SCHEMES = ['tel', 'callto'] as const;

/** Schemes of an address whose user may be a number, or a name: RFC 3261. */
export const SIP_SCHEMES = ['sip', 'sips'] as const;

/** All schemes that the extension handles. */
export const PHONE_SCHEMES = [...TEL_SCHEMES, ...SIP_SCHEMES] as const;

/** Matches the start of a telephone link's address, "tel:" or "callto://", and captures the scheme. */
export const PHONE_SCHEME_START = new RegExp(`^\\s*(${PHONE_SCHEMES.join('|')}):(?:\\/\\/)?`, 'i');
